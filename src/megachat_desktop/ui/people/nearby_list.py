"""The people of the local network who are not contacts yet, and whether they see us."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.model.contact import NearbyPerson
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.settings import LanMode, Settings
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import Avatar, AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look, Switch
from megachat_desktop.ui.kit.frames import stand
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label, shown_name
from megachat_desktop.ui.words import first_name

SHOWN = 3
_AVATAR, _GAP = 40, 12


class NearbyList(QWidget):
    """Renders the bridge's snapshots."""

    def __init__(self, bridge: Bridge, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self._bridge, self._look, self._avatars = bridge, look, avatars
        self._all = False
        self._unseen = LanMode.CONTACTS  # how it was before we were visible
        self.visible = Switch(look, self.tr("Show me to people nearby"))
        self.more = Button(look, self.tr("Show all"), kind="text", size="small")
        self.people = QVBoxLayout()
        self.people.setSpacing(12)
        self._icon = plain_label()
        self._lay_out()
        self.visible.clicked.connect(self._on_visible_clicked)
        self.more.clicked.connect(self._on_more_clicked)
        bridge.settings_changed.connect(self._on_settings_changed)
        bridge.nearby_changed.connect(self._render)
        look.looks.changed.connect(self._render)
        self._on_settings_changed(bridge.seen.settings)
        self._render()

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(self._icon)
        title.addWidget(plain_label(self.tr("Nearby"), "title"))
        title.addWidget(plain_label(self.tr("on this network"), "secondary", "secondary"))
        title.addStretch()
        foot = QHBoxLayout()
        words = plain_label(
            self.tr("Show me to people nearby"), "secondary", "secondary", wrap=True
        )
        foot.addWidget(words, 1)
        foot.addWidget(self.visible)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(title)
        layout.addLayout(self.people)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addLayout(foot)

    def _render(self, *_: object) -> None:
        color = self._look.looks.color("text-secondary")
        self._icon.setPixmap(self._look.icons.pixmap("nearby", 20, color))
        while (item := self.people.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        people = self._bridge.seen.nearby
        for person in people if self._all else people[:SHOWN]:
            row = _NearbyRow(person, self._look, self._avatars)
            row.add_requested.connect(self._on_add)
            self.people.addWidget(row)
        if not people:
            text = self.tr("Nobody is showing themselves on this network.")
            self.people.addWidget(plain_label(text, "secondary", "secondary", wrap=True))
        self.more.setVisible(len(people) > SHOWN and not self._all)

    def _on_more_clicked(self) -> None:
        self._all = True
        self._render()

    def _on_add(self, account: AccountId) -> None:
        self._bridge.run(self._bridge.engine.contacts.add_nearby(account))

    def _on_visible_clicked(self, on: bool) -> None:
        mode = LanMode.VISIBLE if on else self._unseen
        job = self._bridge.ask(self._bridge.engine.update_settings(lan_mode=mode))
        job.failed.connect(self._on_refused)
        job.failed.connect(self._bridge.error_occurred)

    def _on_refused(self, _sentence: str) -> None:
        self._on_settings_changed(self._bridge.seen.settings)

    def _on_settings_changed(self, settings: Settings) -> None:
        visible = settings.lan_mode is LanMode.VISIBLE
        self.visible.setChecked(visible)
        if not visible:
            self._unseen = settings.lan_mode


class _NearbyRow(QWidget):
    """One person of the local network; anybody can claim a name, so the key stands below it."""

    add_requested = Signal(object)  # AccountId

    def __init__(self, person: NearbyPerson, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self._account = person.account
        name = shown_name(person.name)
        avatar = Avatar(avatars, look.looks, _AVATAR, "surface-raised")
        avatar.show_person(name, person.account)
        words = QVBoxLayout()
        words.setSpacing(0)
        title, line = ElidedLabel("body-strong"), ElidedLabel("caption", "secondary")
        title.set_whole_text(name)
        line.set_whole_text(person.fingerprint[:14])
        line.setToolTip(person.fingerprint)
        words.addWidget(title)
        words.addWidget(line)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(_GAP)
        layout.addWidget(avatar)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts.setSpacing(4)
        self._parts.addLayout(words, 1)
        layout.addLayout(self._parts, 1)
        self._words = title, line
        if person.asked:
            self._add_state(look, name)
            return
        add = Button(look, self.tr("Add"), kind="outline", size="small")
        add.setAccessibleName(self.tr("Add {name}").format(name=name))
        add.clicked.connect(self._on_add_clicked)
        self._parts.addWidget(add, 0, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self._behind = add.sizeHint().width()

    def _add_state(self, look: Look, name: str) -> None:
        clock = plain_label()
        clock.setPixmap(look.icons.pixmap("clock", 16, look.looks.color("text-secondary")))
        text = self.tr("Asked, waiting for {name}").format(name=first_name(name))
        state = ElidedLabel("secondary", "secondary")
        state.set_whole_text(text)
        self._behind = 16 + 6 + state.natural_width()
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(clock)
        row.addWidget(state, 1)
        self._parts.addLayout(row)

    def _on_add_clicked(self) -> None:
        self.add_requested.emit(self._account)

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What stands behind the name goes below it where there is no room for both."""
        super().resizeEvent(event)
        words = max(label.natural_width() for label in self._words)
        beside = _AVATAR + _GAP + words + self._parts.spacing() + self._behind <= self.width()
        stand(self._parts, beside=beside)
