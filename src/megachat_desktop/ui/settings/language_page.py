"""Which language the window speaks."""

from megachat_desktop.ui.settings.context import PageParts
from megachat_desktop.ui.settings.page import Page


class LanguagePage(Page):
    """The names of languages stand in their own language."""

    def __init__(self, parts: PageParts, title: str) -> None:
        super().__init__(parts, title)
        column = self.column()
        self.language = self.add_choice(
            column,
            "language",
            self.tr("Language of the window"),
            "globe",
            ((self.tr("As the system"), ""), ("English", "en"), ("Deutsch", "de")),
        )
        self.finish()
