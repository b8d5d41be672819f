"""The first run: a new identity, or the one of a backup."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.fit import set_least
from megachat_desktop.ui.kit.frames import scroll_area
from megachat_desktop.ui.kit.theme import tokens
from megachat_desktop.ui.start.identity_form import FIRST_HUE, IdentityForm
from megachat_desktop.ui.start.restore_form import RestoreForm
from megachat_desktop.ui.start.straight import OURSELVES, Straight

FORM = 468  # pixels, with the rings of the colours
LEFT_FROM = 860


class Welcome(QWidget):
    """Shown while the profile does not exist; reports what was chosen."""

    created = Signal(object)  # NewIdentity
    restored = Signal(object)  # RestoreChoice
    photo_chosen = Signal(str)  # a path
    left = Signal()

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("MegaChat")
        avatars.faces.know(OURSELVES, b"", FIRST_HUE)
        self._left = Straight(look, avatars)
        self.form = IdentityForm(look, avatars)
        self.restore = RestoreForm(look)
        self._forms = QStackedWidget()
        self._lay_out()
        self.form.created.connect(self.created)
        self.form.photo_chosen.connect(self.photo_chosen)
        self.form.name_changed.connect(self._left.show_name)
        self.form.restore_requested.connect(self._on_restore_requested)
        self.restore.restored.connect(self.restored)
        self.restore.back_requested.connect(self._on_back_requested)
        sizes = tokens()["layout"]
        set_least(self, sizes["window-min"])
        self.resize(*sizes["window-default"])
        self.form.name.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def said(self) -> str:
        """The sentence of the form that is shown."""
        return self._shown.said

    def tell(self, sentence: str) -> None:
        """It did not work: say why and let the person try again."""
        self._shown.tell(sentence)

    def ask_for_passphrase(self) -> None:
        """This computer has no key store."""
        if self._shown is self.form:
            self.form.ask_for_passphrase()
        else:
            self.restore.ask_at_start()

    @property
    def _shown(self) -> IdentityForm | RestoreForm:
        restoring = self._forms.currentIndex() == 1
        return self.restore if restoring else self.form

    def _lay_out(self) -> None:
        for form in (self.form, self.restore):
            self._forms.addWidget(_centred(form))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._left)
        layout.addWidget(self._forms, 1)

    def _on_restore_requested(self) -> None:
        self._forms.setCurrentIndex(1)
        self.restore.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_back_requested(self) -> None:
        self._forms.setCurrentIndex(0)
        self.form.name.setFocus(Qt.FocusReason.OtherFocusReason)

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._left.setVisible(self.width() >= LEFT_FROM)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.form.clear()
        self.restore.clear()
        self.left.emit()


def _centred(form: QWidget) -> QScrollArea:
    """The form in the middle; where the window is too low for it, it scrolls."""
    form.setMaximumWidth(FORM)
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(24, 20, 24, 20)
    row.addStretch(1)
    row.addWidget(form, 100)
    row.addStretch(1)
    return scroll_area(holder)
