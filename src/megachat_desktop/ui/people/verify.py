"""Is it really them? Seven pictures of a running call, sixty digits, or a code to be scanned."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from megachat_desktop.crypto.identity import safety_number
from megachat_desktop.media.codes import Modules
from megachat_desktop.model.call import Call
from megachat_desktop.model.contact import Contact, Trust
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit import qr
from megachat_desktop.ui.kit.buttons import Button, Look, flush_row
from megachat_desktop.ui.kit.copy_button import CopyButton
from megachat_desktop.ui.kit.files import ask_for_file
from megachat_desktop.ui.kit.frames import BAR, hairline, scroll_area, stand
from megachat_desktop.ui.kit.sheet import OUTER, Sheet
from megachat_desktop.ui.kit.text import plain_label, say
from megachat_desktop.ui.kit.theme import tokens
from megachat_desktop.ui.people.camera_scan import CameraScan, has_camera
from megachat_desktop.ui.people.code_comparison import CodeComparison
from megachat_desktop.ui.people.off_loop import link_and_code
from megachat_desktop.ui.people.safety_proof import NUMBER_COLUMNS, SafetyNumber, SafetyPictures
from megachat_desktop.ui.words import first_name, in_own_words, verified_line

CODE = 176
_BETWEEN = 28  # the number and the code


class VerifySheet(Sheet):
    """Over the main window; the answer goes to the engine and shows as the badge everywhere."""

    def __init__(self, bridge: Bridge, look: Look, window: QWidget) -> None:
        title = QCoreApplication.translate("VerifySheet", "Is it really them?")
        super().__init__(look, window, title, *tokens()["layout"]["dialog-verify"])
        self._bridge = bridge
        self._account: AccountId | None = None
        self._name = ""
        self._compact = False
        self._hint = plain_label("", "body", "secondary", wrap=True)
        self.pictures = SafetyPictures()
        self._numbers_title = plain_label("", "field")
        self.numbers = SafetyNumber()
        self.code = qr.QrView(CODE)
        self._code_hint = plain_label("", "secondary", "secondary", wrap=True)
        self.copy = CopyButton(look, self.tr("Copy"), lambda: self.numbers.number)
        self.camera = Button(look, self.tr("Scan their code"), "scan", kind="outline", size="small")
        self.picture = Button(
            look, self.tr("Open a QR picture"), "image", kind="outline", size="small"
        )
        self.scan = CameraScan(bridge, look)
        self._codes = CodeComparison(bridge, self)
        self._said = plain_label("", "body", wrap=True)
        self.differ = Button(look, self.tr("They don't match"), kind="danger-text")
        self.later = Button(look, self.tr("Not now"))
        self.match = Button(look, self.tr("They match"), "check", kind="primary")
        self._lay_out()
        self._connect()

    @property
    def said(self) -> str:
        """What came of it."""
        return self._said.text()

    @property
    def account(self) -> AccountId | None:
        """Who is compared; None while the sheet is closed."""
        return self._account if self.isVisible() else None

    def open_for(self, account: AccountId) -> None:
        """Compare with this contact."""
        contact = self._bridge.seen.contacts.get(account)
        if contact is None or contact.is_echo or self._bridge.seen.account is None:
            return
        self._account = account
        say(self._said, "")
        self.scan.stop()
        self._render(contact)
        self.open()
        # Not the answer: nobody shall verify with an Enter that was meant for something else.
        self.later.setFocus(Qt.FocusReason.PopupFocusReason)
        job = self._bridge.ask(link_and_code(self._bridge.engine.own_link()))
        job.succeeded.connect(self._on_code)

    def _on_code(self, answer: tuple[str, Modules]) -> None:
        self.code.show_code(answer[1])

    def set_compact(self, compact: bool) -> None:
        """One column, and the pictures in two rows."""
        self.pictures.set_columns(4 if compact else 7)
        self.numbers.set_columns(3 if compact else NUMBER_COLUMNS)
        stand(self._answers, beside=not compact)
        self._code_side.setVisible(not compact)
        self._compact = compact
        self._stack_ways()
        self._stack_answers(compact)

    def _stack_ways(self) -> None:
        """Below one another where they are too wide for the room beside the code."""
        room = self.card.width() - 2 * OUTER - BAR - _BETWEEN
        room -= self._code_side.minimumSizeHint().width()
        ways = [way for way in (self.copy, self.camera, self.picture) if not way.isHidden()]
        wanted = sum(way.sizeHint().width() + self._ways.spacing() for way in ways)
        stand(self._ways, beside=not self._compact and wanted <= room)

    def _stack_answers(self, compact: bool) -> None:
        """Below one another where two are too wide for one line."""
        direction = self._rest.Direction
        wanted = self.later.sizeHint().width() + 10 + self.match.sizeHint().width()
        tight = compact and wanted > self.card.width() - 2 * OUTER - BAR
        self._rest.setDirection(direction.BottomToTop if tight else direction.LeftToRight)

    def _connect(self) -> None:
        self.camera.clicked.connect(self._on_camera_clicked)
        self.picture.clicked.connect(self._on_picture_clicked)
        self.match.clicked.connect(self._on_match_clicked)
        self.differ.clicked.connect(self._on_differ_clicked)
        self.later.clicked.connect(self.close_sheet)
        self.scan.found.connect(self._on_link)
        self._codes.compared.connect(self._on_compared)
        self._codes.failed.connect(self._on_unread)
        self.scan.failed.connect(self._on_failed)
        self.scan.stopped.connect(self._render_buttons)
        self.closed.connect(self.scan.stop)
        self._bridge.contact_changed.connect(self._on_contact_changed)
        self._bridge.contact_removed.connect(self._on_contact_removed)
        self._bridge.call_changed.connect(self._on_call_changed)
        self._bridge.devices_changed.connect(self._render_buttons)

    # --- how it looks ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.draw_together()
        middle = QHBoxLayout()
        middle.setSpacing(_BETWEEN)
        middle.addLayout(self._number_side(), 1)
        self._code_side = QWidget()
        code = QVBoxLayout(self._code_side)
        code.setContentsMargins(0, 0, 0, 0)
        code.setSpacing(8)
        self.code.setAccessibleName(self.tr("QR code of your link"))
        self._code_hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        code.addWidget(self.code)
        code.addWidget(self._code_hint)
        code.addStretch()
        middle.addWidget(self._code_side)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        column.addWidget(self._hint)
        column.addSpacing(6)
        column.addWidget(self.pictures)
        column.addSpacing(6)
        column.addLayout(middle)
        column.addStretch()
        whole = QVBoxLayout()
        whole.setSpacing(12)
        whole.addWidget(scroll_area(inside), 1)
        whole.addLayout(self._foot())
        self.body.addLayout(whole)

    def _number_side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self._numbers_title)
        side.addWidget(self.numbers)
        self._ways = QHBoxLayout()
        self._ways.setSpacing(8)
        for button in (self.copy, self.camera, self.picture):
            self._ways.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        self._ways.addStretch()
        side.addLayout(self._ways)
        side.addWidget(self.scan)
        side.addStretch()
        return side

    def _foot(self) -> QVBoxLayout:
        """What came of it, and the answers; as wide as what scrolls above, without its bar."""
        foot = QVBoxLayout()
        foot.setSpacing(12)
        foot.setContentsMargins(0, 0, 8, 0)
        foot.addWidget(self._said)
        foot.addWidget(hairline())
        foot.addSpacing(4)
        foot.addLayout(self._buttons())
        return foot

    def _buttons(self) -> QHBoxLayout:
        self._answers = QHBoxLayout()
        self._answers.setSpacing(10)
        self._answers.addLayout(flush_row(self.differ))
        self._answers.addStretch()
        rest = self._rest = QHBoxLayout()
        rest.setSpacing(10)
        rest.addStretch()
        for button in (self.later, self.match):
            rest.addWidget(button)
        self._answers.addLayout(rest)
        return self._answers

    def _render(self, contact: Contact) -> None:
        self._name = name = first_name(contact.name)
        self.set_title(self.tr("Is it really {name}?").format(name=name))
        call = self._call()
        pictures = in_own_words(call.safety) if call else ()
        self.pictures.show_pictures(pictures)
        hint = (
            self.tr(
                "Compare these pictures with {name}, in person or in a call where you recognise"
                " their voice. If they match, nobody is in between."
            )
            if pictures
            else self.tr(
                "Compare this number with {name}, in person or in a call where you recognise their"
                " voice. If it is the same on both screens, nobody is in between."
            )
        )
        self._hint.setText(hint.format(name=name))
        self._numbers_title.setText(
            self.tr("Or compare the numbers") if pictures else self.tr("Compare the numbers")
        )
        own = self._bridge.seen.account
        if own is not None:
            self.numbers.show_number(safety_number(own.account, contact.account))
        self._code_hint.setText(self.tr("{name} can scan this").format(name=name))
        self.camera.set_text(self.tr("Scan {name}'s code").format(name=name))
        self._render_buttons()

    def _render_buttons(self, *_: object) -> None:
        idle = not self.scan.isVisibleTo(self)
        self.copy.setVisible(idle)
        self.picture.setVisible(idle)
        self.camera.setVisible(idle and has_camera(self._bridge))
        self._stack_ways()

    # --- what the person does -------------------------------------------------------------------

    def _on_match_clicked(self) -> None:
        self._answer(match=True)
        self.close_sheet()

    def _on_differ_clicked(self) -> None:
        self._answer(match=False)
        self._warn()

    def _answer(self, *, match: bool) -> None:
        """Of the pictures of the call where there are any, else of the number."""
        call, engine = self._call(), self._bridge.engine
        if call is not None:
            self._bridge.run(engine.calls.confirm_safety(call.call_id, match))
        elif self._account is not None:
            trust = Trust.VERIFIED_NUMBER if match else Trust.MISMATCHED
            self._bridge.run(engine.contacts.verify(self._account, trust))

    def _warn(self) -> None:
        text = self.tr(
            "Don't share anything private in this chat. Ask {name} to send you their link another"
            " way."
        )
        say(self._said, text.format(name=self._name), "danger")

    def _on_camera_clicked(self) -> None:
        say(self._said, "")
        self.scan.start()
        self._render_buttons()

    def _on_picture_clicked(self) -> None:
        kinds = self.tr("Pictures") + " (*.png *.jpg *.jpeg *.webp *.bmp *.gif)"
        ask_for_file(self, self.tr("Open a QR picture"), kinds, self.take_picture)

    def take_picture(self, path: Path) -> None:
        """Compare with the code in a picture file."""
        self._look_into(lambda: qr.read_file(path))

    def _look_into(self, read: Callable[[], str]) -> None:
        if self.account is not None:
            self._codes.read(self.account, read)

    def _on_link(self, link: str) -> None:
        if self.account is not None:
            self._codes.compare(self.account, link)

    def _on_compared(self, account: AccountId, match: bool) -> None:
        if account != self.account:
            return
        trust = Trust.VERIFIED_SCAN if match else Trust.MISMATCHED
        self._bridge.run(self._bridge.engine.contacts.verify(account, trust))
        if match:
            text = self.tr("The code matches: it is really {name}.")
            say(self._said, text.format(name=self._name), "success")
        else:
            self._warn()

    # --- what happens ---------------------------------------------------------------------------

    def _call(self) -> Call | None:
        calls = self._bridge.seen.calls.values()
        return next((c for c in calls if c.account == self._account and c.safety), None)

    def _on_unread(self, account: AccountId, sentence: str) -> None:
        if account == self.account:
            self._on_failed(sentence)

    def _on_failed(self, sentence: str) -> None:
        if sentence:
            say(self._said, sentence, "danger")

    def _on_contact_changed(self, contact: Contact) -> None:
        if self.isVisible() and contact.account == self._account:
            self._render(contact)
            self.match.setToolTip(verified_line(contact))

    def _on_contact_removed(self, account: AccountId) -> None:
        if account == self._account:
            self.close_sheet()

    def _on_call_changed(self, call: Call) -> None:
        contact = self._bridge.seen.contacts.get(call.account)
        if self.isVisible() and call.account == self._account and contact is not None:
            self._render(contact)
