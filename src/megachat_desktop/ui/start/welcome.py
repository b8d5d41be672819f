"""The first run: a name, and whether a passphrase guards the key."""

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from megachat_desktop.model.names import NAME_BYTES, clean_line
from megachat_desktop.ui.kit.avatar import Avatar, AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look, Switch
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.kit.theme import font, tokens

LEFT, FORM = 500, 460
LEFT_FROM = 860
SHORTEST = 8


def strength(passphrase: str) -> tuple[str, str]:
    """(tone, key) of the sentence about a passphrase: by length and kinds of characters only."""
    kinds = sum(
        any(test(ch) for ch in passphrase)
        for test in (str.islower, str.isupper, str.isdigit, str.isspace)
    )
    if len(passphrase) < SHORTEST:
        return "danger", "short"
    return ("success", "good") if len(passphrase) + 2 * kinds >= 18 else ("warning", "fair")


class Welcome(QWidget):
    """Shown while the profile does not exist; reports what was chosen."""

    created = Signal(str, str)  # name, passphrase (empty: the system's key store)
    left = Signal()

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("MegaChat")
        self._left = _Straight(look, avatars)
        self._avatar = Avatar(avatars, look.looks, 80, "surface")
        self._name = QLineEdit()
        self._switch = Switch(look, self.tr("Ask for a passphrase at start"))
        self._first, self._second = _secret(self.tr("Passphrase")), _secret(self.tr("Once more"))
        self._said = plain_label("", "secondary", wrap=True)
        self._create = Button(look, self.tr("Create my identity"), kind="primary", size="large")
        self._look = look
        self._lay_out()
        self._connect()
        self.setMinimumSize(*tokens()["layout"]["window-min"])
        self.resize(*tokens()["layout"]["window-default"])
        self._refresh()

    @property
    def said(self) -> str:
        """The sentence above the button."""
        return self._said.text()

    def tell(self, sentence: str) -> None:
        """It did not work: say why and let the person try again."""
        self._say(sentence, "danger")
        self._create.setEnabled(True)

    def ask_for_passphrase(self) -> None:
        """There is no other way here."""
        said = self._said.text()
        self._switch.setChecked(True)
        self._say(said, "danger")
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        for field in (self._name, self._first, self._second):
            field.textChanged.connect(self._refresh)
            field.returnPressed.connect(self._on_create_clicked)
        order = (self._name, self._switch, self._first, self._second, self._create)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        self._switch.toggled.connect(self._refresh)
        self._create.clicked.connect(self._on_create_clicked)

    def _lay_out(self) -> None:
        form = QWidget()
        form.setMaximumWidth(FORM)
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addStretch()
        column.addWidget(
            plain_label(self.tr("Welcome. What shall we call you?"), "display", wrap=True)
        )
        hint = self.tr("No phone number, no e-mail. You can change this later.")
        column.addWidget(plain_label(hint, "body", "secondary", wrap=True))
        column.addSpacing(20)
        column.addLayout(self._name_row())
        column.addSpacing(20)
        column.addWidget(self._key_card())
        column.addSpacing(16)
        column.addLayout(self._passphrase_row())
        for field in (self._first, self._second):
            column.addWidget(field)
        column.addWidget(self._said)
        column.addSpacing(16)
        self._create.setSizePolicy(
            self._create.sizePolicy().Policy.Expanding, self._create.sizePolicy().Policy.Fixed
        )
        column.addWidget(self._create)
        column.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._left)
        layout.addSpacing(24)
        layout.addStretch(1)
        layout.addWidget(form, 100)
        layout.addStretch(1)
        layout.addSpacing(24)

    def _name_row(self) -> QHBoxLayout:
        self._name.setProperty("scale", "large")
        self._name.setMaxLength(NAME_BYTES)
        self._name.setAccessibleName(self.tr("Your name"))
        words = QVBoxLayout()
        words.setSpacing(6)
        label = plain_label(self.tr("Your name"), "secondary")
        label.setBuddy(self._name)
        words.addWidget(label)
        words.addWidget(self._name)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(self._avatar)
        row.addLayout(words, 1)
        return row

    def _key_card(self) -> QWidget:
        card = QWidget()
        card.setObjectName("keyCard")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        icon = plain_label()
        icon.setPixmap(self._look.icons.pixmap("key", 24, self._look.looks.color("accent")))
        words = QVBoxLayout()
        words.setSpacing(4)
        title = self.tr("Your identity is a key on this computer")
        words.addWidget(plain_label(title, "body-strong", wrap=True))
        text = self.tr("We can't read it, reset it or send it to you again.")
        words.addWidget(plain_label(text, "secondary", wrap=True))
        layout = QHBoxLayout(card)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(14)
        layout.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        return card

    def _passphrase_row(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(plain_label(self.tr("Ask for a passphrase at start"), "body-strong"))
        text = self.tr("Protects your key and history if someone takes this computer.")
        words.addWidget(plain_label(text, "secondary", "secondary", wrap=True))
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self._switch)
        return row

    def _refresh(self) -> None:
        name = clean_line(self._name.text())
        self._avatar.show_person(name or "?", b"\x09")
        self._left.show_name(name)
        asks = self._switch.isChecked()
        self._first.setVisible(asks)
        self._second.setVisible(asks)
        tone, sentence = self._verdict() if asks and self._first.text() else ("secondary", "")
        self._say(sentence, tone)
        fits = not asks or (
            len(self._first.text()) >= SHORTEST and self._first.text() == self._second.text()
        )
        self._create.setEnabled(bool(name) and fits)

    def _verdict(self) -> tuple[str, str]:
        tone, key = strength(self._first.text())
        if key != "short" and self._second.text() and self._first.text() != self._second.text():
            return "danger", self.tr("The two are not the same.")
        sentences = {
            "short": self.tr("Too short: take at least 8 characters."),
            "fair": self.tr("It will do. A few words more make it strong."),
            "good": self.tr("A strong passphrase. Nobody can reset it, so keep it well."),
        }
        return tone, sentences[key]

    def _say(self, sentence: str, tone: str) -> None:
        self._said.setProperty("tone", tone)
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)

    def _on_create_clicked(self) -> None:
        if not self._create.isEnabled():
            return
        self._create.setEnabled(False)
        passphrase = self._first.text() if self._switch.isChecked() else ""
        self.created.emit(clean_line(self._name.text()), passphrase)

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._left.setVisible(self.width() >= LEFT_FROM)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._first.clear()
        self._second.clear()
        self.left.emit()


class _Straight(QWidget):
    """The left side: two people and the line between them."""

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self._look, self._avatars = look, avatars
        self._name = ""
        self.setFixedWidth(LEFT)

    def show_name(self, name: str) -> None:
        """Whose initials are on the left end."""
        self._name = name
        self.update()

    def _paint_line(self, painter: QPainter, y: float) -> None:
        white = QColor("white")
        left, right = QPointF(110, y), QPointF(390, y)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        white.setAlphaF(0.12)
        painter.setPen(QPen(white, 1.5))
        for radius in (70, 130, 200):
            painter.drawEllipse(left, radius, radius)
            painter.drawEllipse(right, radius, radius)
        painter.setPen(QPen(QColor("white"), 3))
        painter.drawLine(left + QPointF(44, 0), right - QPointF(44, 0))
        painter.setPen(Qt.PenStyle.NoPen)
        warm = QColor("#F3C15F")
        painter.setBrush(warm)
        painter.drawEllipse(QPointF(250, y), 8, 8)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(warm, 1.5))
        painter.drawEllipse(QPointF(250, y), 16, 16)
        self._paint_ends(painter, left, right)

    def _paint_ends(self, painter: QPainter, left: QPointF, right: QPointF) -> None:
        white = QColor("white")
        white.setAlphaF(0.25)
        painter.setPen(QPen(white, 4))
        painter.drawEllipse(left, 42, 42)
        painter.drawEllipse(right, 42, 42)
        disc = QRectF(-40, -40, 80, 80)
        if self._name:
            self._avatars.paint(painter, disc.translated(left), self._name, b"\x09")
        else:
            painter.drawPixmap(90, int(left.y()) - 20, self._look.icons.pixmap("person", 40, white))
        painter.drawPixmap(370, int(left.y()) - 20, self._look.icons.pixmap("person", 40, white))

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gradient = QLinearGradient(0, 0, 0, self.height())
        gradient.setColorAt(0, QColor("#0E6A8C"))
        gradient.setColorAt(1, QColor("#0A4A63"))
        painter.fillRect(self.rect(), gradient)
        painter.save()
        self._paint_line(painter, self.height() * 0.49)
        painter.restore()
        icon = self._look.icons.pixmap("app-icon", 40, QColor("white"))
        painter.drawPixmap(46, 46, icon)
        painter.setPen(QColor("white"))
        painter.setFont(font("title"))
        painter.drawText(QRectF(96, 46, 300, 40), Qt.AlignmentFlag.AlignVCenter, "MegaChat")
        painter.setFont(font("display"))
        claim = self.tr("A straight line between you and the people you talk to.")
        wrap = Qt.TextFlag.TextWordWrap
        low = Qt.AlignmentFlag.AlignBottom | wrap
        painter.drawText(QRectF(48, self.height() - 240, 404, 134), low, claim)
        painter.setFont(font("body"))
        text = self.tr(
            "Calls go directly from your computer to theirs, locked with keys only the two of you"
            " hold."
        )
        painter.drawText(QRectF(48, self.height() - 96, 404, 48), wrap, text)
        painter.end()


def _secret(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setPlaceholderText(name)
    field.setAccessibleName(name)
    return field
