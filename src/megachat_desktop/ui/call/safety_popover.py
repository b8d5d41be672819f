"""The seven safety pictures with their names, to be read aloud, and the answer to them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from megachat_desktop.model.call import Call, SafetyPicture
from megachat_desktop.ui.call.popover import EDGE, Popover
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.frames import BAR, stand
from megachat_desktop.ui.kit.safety_tile import safety_tile
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.words import first_name

TILE = 72
PER_ROW = 4
WIDTH = 424


class SafetyPopover(Popover):
    """Opened by the chip; closed by "They match", Esc or the end of the call."""

    answered = Signal(bool)  # whether they match

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent, "", WIDTH)
        self.setAccessibleName(self.tr("Safety pictures"))
        self._shown: tuple[SafetyPicture, ...] = ()
        self._question = plain_label("", "secondary", "call", wrap=True)
        self._result = plain_label("", "secondary", "call", wrap=True)
        self._tiles = QGridLayout()
        self._tiles.setSpacing(8)
        self.match = Button(look, self.tr("They match"), "check", kind="call-accent")
        self.differ = Button(look, self.tr("They don't match"), kind="call")
        self.match.clicked.connect(self._on_match_clicked)
        self.differ.clicked.connect(self._on_differ_clicked)
        self._answers = QHBoxLayout()
        self._answers.addWidget(self.differ)
        self._answers.addStretch()
        self._answers.addWidget(self.match)
        self.body.addWidget(self._question)
        self.body.addLayout(self._tiles)
        self.body.addWidget(self._result)
        self.body.addLayout(self._answers)

    @property
    def names(self) -> tuple[str, ...]:
        """What is to be read aloud."""
        return tuple(picture.name for picture in self._shown)

    @property
    def result(self) -> str:
        """What became of the comparison; empty before there was one."""
        return self._result.text()

    def render_call(self, call: Call) -> None:
        """Show the pictures of this call and what was answered; without any it closes."""
        text = self.tr("Read these aloud. If {name} sees the same, the call is private.")
        self._question.setText(text.format(name=first_name(call.contact_name)))
        result = self._result_of(call)
        self._result.setText(result)
        self._result.setVisible(bool(result))
        if call.safety != self._shown:
            self._shown = call.safety
            self._fill()
        if not call.safety or not call.live:
            self.close_popover()
        elif self.isVisible():
            self.arrange()

    def arrange(self) -> None:
        """The answers stand below each other where the window is too narrow for both."""
        margins = self.body.contentsMargins()
        room = self._beneath.width() - 2 * EDGE - margins.left() - margins.right() - BAR
        wanted = self.differ.sizeHint().width() + 8 + self.match.sizeHint().width()
        stand(self._answers, beside=wanted <= room)
        super().arrange()

    def _result_of(self, call: Call) -> str:
        name = first_name(call.contact_name)
        if call.safety_match is False:
            return self.tr(
                "Don't share anything private in this call. Ask {name} to send you a link"
                " another way."
            ).format(name=name)
        if call.safety_match:
            return self.tr("They match: nobody is in between. {name} is verified now.").format(
                name=name
            )
        before = self.tr("You have verified {name} before.").format(name=name)
        return before if call.verified else ""

    def _fill(self) -> None:
        while (item := self._tiles.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, picture in enumerate(self._shown):
            tile = safety_tile(picture, "safetyTile", ("call", "call-secondary"), TILE)
            self._tiles.addWidget(tile, *divmod(number, PER_ROW))
            tile.show()  # now: Qt would show it later, and what is hidden has no size

    def _on_match_clicked(self) -> None:
        self.close_popover()
        self.answered.emit(True)

    def _on_differ_clicked(self) -> None:
        self.answered.emit(False)
