"""What lies along the upper edge of a call: who it is, safety, quality, and ways to see less."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from megachat_desktop.model.call import Call
from megachat_desktop.ui.call.call_chips import HEIGHT, IconChip, QualityChip, WhoChip
from megachat_desktop.ui.call.safety_chip import SafetyChip
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look


class TopBar(QWidget):
    """Renders a ``Call``; ``pictures`` says whether one fills the window."""

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self.who = WhoChip(look, avatars)
        self.people = IconChip(look, "chat", self.tr("Show chats"), text=self.tr("Show chats"))
        self.safety = SafetyChip(look)
        self.quality = QualityChip(look)
        self.mini = IconChip(look, "pip", self.tr("Small window"))
        self.full_screen = IconChip(look, "fullscreen", self.tr("Full screen, F"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.who)
        layout.addWidget(self.people)
        layout.addStretch(1)
        for chip in (self.safety, self.quality, self.mini, self.full_screen):
            layout.addWidget(chip)
        self.setFixedHeight(HEIGHT)

    def render_call(self, call: Call, *, pictures: bool, echo: bool) -> None:
        """Show what belongs to this state."""
        self.who.render_call(call, echo=echo)
        self.safety.render_call(call)
        self.quality.render_call(call)
        self.who.setVisible(pictures)
        self.people.setVisible(not pictures and call.live)
        for chip in (self.mini, self.full_screen):
            chip.setVisible(pictures)

    def set_narrow(self, narrow: bool) -> None:
        """Under 640 pixels."""
        self.safety.set_narrow(narrow)
        self.quality.set_narrow(narrow)

    def show_full_screen(self, full: bool) -> None:
        """What the button does next."""
        if full:
            self.full_screen.set_face("fullscreen-exit", self.tr("Leave full screen, F"))
        else:
            self.full_screen.set_face("fullscreen", self.tr("Full screen, F"))
