"""Who sees us nearby, and whether contacts learn where we are."""

from PySide6.QtWidgets import QVBoxLayout

from megachat_desktop.model.settings import LanMode, RelayMode, Settings
from megachat_desktop.ui.settings.context import PageParts
from megachat_desktop.ui.settings.page import Page


class PrivacyPage(Page):
    """Each choice says its price in plain words."""

    def __init__(self, parts: PageParts, title: str) -> None:
        super().__init__(parts, title)
        column = self.column()
        self._add_nearby(column)
        self.add_line(column)
        self.relay_only = self.add_switch(
            column, "relay_only", self.tr("Hide my network address from contacts"), ""
        )
        self.rendered(self._render_relay_only)
        self.add_line(column)
        self.early_answer = self.add_switch(
            column,
            "early_answer",
            self.tr("Prepare calls while they ring"),
            self.tr(
                "Calls start faster. The caller's computer can tell yours is online before you "
                "answer."
            ),
        )
        self.finish()

    def _add_nearby(self, column: QVBoxLayout) -> None:
        self.nearby = self.add_choice(
            column,
            "lan_mode",
            self.tr("Who sees me on this network"),
            "nearby",
            (
                (self.tr("Only my contacts"), LanMode.CONTACTS),
                (self.tr("Everybody here, for ten minutes"), LanMode.VISIBLE),
                (self.tr("Nobody"), LanMode.OFF),
            ),
        )
        self._nearby_text = self.add_text(column, "")
        self.rendered(self._render_nearby)

    def _render_nearby(self, settings: Settings) -> None:
        self._nearby_text.setText(
            {
                LanMode.CONTACTS: self.tr(
                    "Your computer answers to contacts alone; to others it has no name."
                ),
                LanMode.VISIBLE: self.tr(
                    "Everybody on this network sees your name and can ask to become a contact."
                ),
                LanMode.OFF: self.tr(
                    "Contacts on this network find you through the internet only, if at all."
                ),
            }[settings.lan_mode]
        )

    def _render_relay_only(self, settings: Settings) -> None:
        impossible = settings.relay_mode is RelayMode.NONE
        self.relay_only.switch.setEnabled(not impossible or settings.relay_only)
        self.relay_only.show_text(
            self.tr("This needs a relay. Choose one under Network first.")
            if impossible
            else self.tr(
                "Everything goes through a relay, and nobody nearby finds you. Calls start more "
                "slowly and look worse. The relay sees your address, but never what you say."
            )
        )
