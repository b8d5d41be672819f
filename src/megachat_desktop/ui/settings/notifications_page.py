"""What notifications say, how the ring sounds, and when there is quiet."""

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from megachat_desktop.model.settings import NoticeContent, Settings
from megachat_desktop.ui.kit.slider import Slider
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.settings.context import PageParts
from megachat_desktop.ui.settings.page import Page
from megachat_desktop.ui.settings.time_field import TimeField


class NotificationsPage(Page):
    """Content and sound on the left, do not disturb on the right."""

    def __init__(self, parts: PageParts, title: str) -> None:
        super().__init__(parts, title)
        self._add_notices(self.column())
        self._add_quiet(self.column())
        self.finish()

    def _add_notices(self, column: QVBoxLayout) -> None:
        self.content = self.add_choice(
            column,
            "notice_content",
            self.tr("Notifications show"),
            "bell",
            (
                (self.tr("Name and text"), NoticeContent.NAME_AND_TEXT),
                (self.tr("Name only"), NoticeContent.NAME),
                (self.tr("Nothing about who or what"), NoticeContent.NOTHING),
            ),
        )
        self.sound = self.add_switch(
            column,
            "notice_sound",
            self.tr("Play a sound"),
            self.tr("At most once in five seconds. Calls ring either way."),
        )
        self.add_line(column)
        self.waiting = self.add_switch(
            column,
            "call_waiting",
            self.tr("Tell me about calls while I'm in one"),
            self.tr("Off: a second caller hears that you are busy."),
        )
        self.volume = Slider(self.look, self.tr("Ring volume"), 0, 100)
        self._percent = plain_label("", "caption", "secondary")
        self.volume.chosen.connect(lambda value: self.changes.send(ring_volume=value))
        self.volume.valueChanged.connect(self._show_percent)
        self.rendered(self._render_volume)
        self.add_titled(column, self.tr("Ring volume"), self.volume, self._percent)

    def _add_quiet(self, column: QVBoxLayout) -> None:
        self.quiet = self.add_switch(
            column,
            "quiet_hours",
            self.tr("Do not disturb every day"),
            self.tr("No ring, no pop-up, no notification. Callers can leave a message."),
        )
        self.quiet_from = self._time(self.tr("Quiet from"), "quiet_from")
        self.quiet_to = self._time(self.tr("Quiet until"), "quiet_to")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(plain_label(self.tr("From"), "body", "secondary"))
        row.addWidget(self.quiet_from)
        row.addWidget(plain_label(self.tr("until"), "body", "secondary"))
        row.addWidget(self.quiet_to)
        row.addStretch()
        column.addLayout(row)
        column.addSpacing(20)
        self.starred = self.add_switch(
            column,
            "starred_ring_twice",
            self.tr("Starred people may ring"),
            self.tr("When they call twice within three minutes."),
        )

        self.add_line(column)
        self.start = self.add_switch(
            column,
            "start_with_system",
            self.tr("Start with the system"),
            self.tr("So that calls reach you without opening MegaChat first."),
        )

        self.keep = self.add_switch(
            column,
            "keep_without_tray",
            self.tr("Closing keeps MegaChat in the taskbar"),
            self.tr("Where a desktop has no tray. Off: closing quits, and calls don't reach you."),
        )

    def _time(self, name: str, setting: str) -> TimeField:
        edit = TimeField(name)

        def show(settings: Settings) -> None:
            edit.setEnabled(settings.quiet_hours)
            edit.blockSignals(True)
            edit.setTime(QTime(0, 0).addSecs(60 * getattr(settings, setting)))
            edit.blockSignals(False)

        edit.timeChanged.connect(
            lambda time: self.changes.send(**{setting: time.hour() * 60 + time.minute()})
        )
        self.rendered(show)
        return edit

    def _render_volume(self, settings: Settings) -> None:
        self.volume.show_value(settings.ring_volume)
        self._show_percent(self.volume.value())

    def _show_percent(self, value: int) -> None:
        self._percent.setText(self.tr("{number} %").format(number=value))
