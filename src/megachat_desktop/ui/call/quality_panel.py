"""The statistics of a call: how it goes, what is done about it, and every figure there is."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from megachat_desktop.model.address import PathKind
from megachat_desktop.model.call import Call
from megachat_desktop.model.media import MediaSnapshot
from megachat_desktop.ui.call.graph import Graph
from megachat_desktop.ui.call.picture_size_button import PictureSizeButton
from megachat_desktop.ui.call.popover import Popover
from megachat_desktop.ui.call.quality_words import (
    NOTHING,
    codec_words,
    concealed_words,
    doing_words,
    fps_words,
    freeze_words,
    milliseconds,
    path_note,
    percent,
    rate_words,
    size_words,
)
from megachat_desktop.ui.call.stats_history import StatsHistory
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.words import first_name, path_word, quality_word

WIDTH = 388
_TILE = 40
_ROOMY = 760  # a window of this height has room for all figures at full distance
_PADDING = 13  # of a button's words
_COLUMN = 108  # a column of figures
_CURVES = (600.0, 60.0)  # kbit/s and ms that fill a graph at least


class _Tile(QWidget):
    """An icon on a softly tinted square."""

    def __init__(self, look: Look, icon: str, color: str, size: int) -> None:
        super().__init__()
        self._look, self._icon, self._color, self._size = look, icon, color, size
        self.setFixedSize(size, size)

    def show_icon(self, icon: str, color: str) -> None:
        """Another icon in another colour."""
        self._icon, self._color = icon, color
        self.update()

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._look.looks.color(self._color)
        pixmap = self._look.icons.pixmap(self._icon, 20, color)
        color.setAlphaF(0.14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(self.rect()), 10, 10)
        edge = (self._size - 20) // 2
        painter.drawPixmap(edge, edge, pixmap)
        painter.end()


class QualityPanel(Popover):
    """Opened by the quality chip or I; renders what ``StatsHistory`` has gathered."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent, "", WIDTH)
        self.setAccessibleName(self.tr("Statistics"))
        self._call: Call | None = None
        self._rows: list[tuple[QLabel, QLabel, QLabel]] = []
        self._tile = _Tile(look, "signal-good", "call-good", _TILE)
        self._title = plain_label("", "title", "call")
        self._doing = plain_label("", "secondary", "call-secondary", wrap=True)
        self._path = plain_label("", "field", "call")
        self._note = plain_label("", "caption", "call-secondary", wrap=True)
        self._path_icon = plain_label()
        self._received = Graph(look, self.tr("Receiving"), "call-accent", _CURVES[0])
        self._trip = Graph(look, self.tr("Round trip"), "call-good", _CURVES[1])
        self._theirs = plain_label("", "micro", "call-secondary")
        self._table = QGridLayout()
        self.copy = Button(look, self.tr("Copy details"), kind="call-text", size="small")
        self.copy.clicked.connect(self._on_copy_clicked)
        self.size_button = PictureSizeButton(look)
        self._lay_out()

    @property
    def doing(self) -> str:
        """The sentence about what is being done."""
        return self._doing.text()

    @property
    def details(self) -> str:
        """All figures as lines of text."""
        head = [self._title.text(), self._doing.text(), self._path.text()]
        rows = [" | ".join(label.text() for label in row if label.text()) for row in self._rows]
        return "\n".join([*head, *rows])

    def render_call(self, call: Call) -> None:
        """Whose call it is; the end closes the panel."""
        self._call = call
        who = self.tr("From {name}").format(name=first_name(call.contact_name))
        self._theirs.setText(who)
        if not call.live:
            self.close_popover()

    def render_stats(self, history: StatsHistory) -> None:
        """Show the newest second; nothing is worked out while the panel is closed."""
        if not self.isVisible() or self._call is None:
            return
        quality, snapshot = history.quality, history.newest
        self._tile.show_icon(f"signal-{quality}", f"call-{quality}")
        self._title.setText(quality_word(quality))
        self._doing.setText(doing_words(history))
        kind = snapshot.path.kind or self._call.path
        self._path.setText(path_word(kind))
        self._note.setText(path_note(kind))
        icon = "path-relay" if kind == PathKind.RELAY else "path-direct"
        accent = self._look.looks.color("call-accent")
        self._path_icon.setPixmap(self._look.icons.pixmap(icon, 20, accent))
        received = snapshot.audio_in.kbps + snapshot.video_in.kbps
        self._received.show_values(history.received_kbps, rate_words(received))
        self._trip.show_values(history.rtt_ms, milliseconds(snapshot.path.rtt_ms))
        self._fill(self._figures(snapshot))
        self.grow()

    def arrange(self) -> None:
        """Closer together where the window is low."""
        roomy = self._beneath.height() >= _ROOMY
        self._table.setVerticalSpacing(8 if roomy else 4)
        self.body.setSpacing(14 if roomy else 10)
        super().arrange()

    def _names(self) -> tuple[str, ...]:
        """What ``_figures`` gives, in its order."""
        return (
            self.tr("Resolution"), self.tr("Frame rate"), self.tr("Bit rate"),
            self.tr("Packet loss"), self.tr("Round trip"), self.tr("Video"), self.tr("Audio"),
            self.tr("Sound waits"), self.tr("Picture waits"), self.tr("Freezes"),
            self.tr("Sound made up"), self.tr("Processor"), self.tr("Encryption"),
        )  # fmt: skip

    def _figures(self, now: MediaSnapshot) -> list[tuple[str, str]]:
        """(from them, from us)."""
        heard, seen, said, sent = now.audio_in, now.video_in, now.audio_out, now.video_out
        seen_delay = milliseconds(seen.delay_ms) if seen.frames else NOTHING
        trip, kept = milliseconds(now.path.rtt_ms), self._encryption()
        return [
            (size_words(seen), size_words(sent)),
            (fps_words(seen), fps_words(sent)),
            (rate_words(heard.kbps + seen.kbps), rate_words(said.kbps + sent.kbps)),
            (percent(max(heard.loss_pct, seen.loss_pct)),
             percent(max(said.loss_pct, sent.loss_pct))),
            (trip, trip),
            (codec_words(seen), codec_words(sent)),
            (codec_words(heard), codec_words(said)),
            (milliseconds(heard.delay_ms), NOTHING),
            (seen_delay, NOTHING),
            (freeze_words(seen), NOTHING),
            (concealed_words(heard), NOTHING),
            (NOTHING, percent(now.cpu_percent)),
            (kept, kept),
        ]  # fmt: skip

    def _encryption(self) -> str:
        assert self._call is not None
        return self.tr("End to end") if self._call.safety else NOTHING

    def _fill(self, figures: list[tuple[str, str]]) -> None:
        for (_, *labels), values in zip(self._rows, figures, strict=True):
            for label, text in zip(labels, values, strict=True):
                if label.text() != text:
                    label.setText(text)

    def _add_row(self, name: str) -> None:
        row = len(self._rows) + 1
        values = plain_label(NOTHING, "secondary", "call"), plain_label("", "secondary", "call")
        end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        title = plain_label(name, "secondary", "call-secondary")
        self._table.addWidget(title, row, 0)
        for column, label in enumerate(values, start=1):
            label.setAlignment(end)
            self._table.addWidget(label, row, column)
        self._rows.append((title, *values))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(_column(self._title, self._doing), 1)
        card = QWidget()
        card.setObjectName("callCard")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QHBoxLayout(card)
        inside.setContentsMargins(12, 9, 12, 9)
        inside.setSpacing(10)
        inside.addWidget(self._path_icon)
        inside.addLayout(_column(self._path, self._note), 1)
        graphs = QHBoxLayout()
        graphs.setSpacing(12)
        graphs.addWidget(self._received)
        graphs.addWidget(self._trip)
        self._table.setHorizontalSpacing(16)
        self._table.setColumnStretch(0, 1)
        for column in (1, 2):
            self._table.setColumnMinimumWidth(column, _COLUMN)
        end = Qt.AlignmentFlag.AlignRight
        self._table.addWidget(self._theirs, 0, 1, end)
        ours = plain_label(self.tr("From you"), "micro", "call-secondary")
        self._table.addWidget(ours, 0, 2, end)
        for name in self._names():
            self._add_row(name)
        self.body.addLayout(head)
        self.body.addWidget(card)
        self.body.addLayout(graphs)
        self.body.addWidget(_line())
        self.body.addLayout(self._table)
        foot = QHBoxLayout()
        foot.addSpacing(-_PADDING)  # the words stand below the others
        foot.addWidget(self.copy)
        foot.addStretch()
        foot.addWidget(self.size_button)
        self.body.addLayout(foot)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.details)


def _column(*widgets: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setSpacing(2)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def _line() -> QFrame:
    line = QFrame()
    line.setObjectName("callLine")
    line.setFixedHeight(1)
    return line
