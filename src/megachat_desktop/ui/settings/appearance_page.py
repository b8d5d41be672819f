"""Colours, text size, movement, and the order of the list of contacts."""

from megachat_desktop.model.settings import TEXT_PERCENTS, ThemeChoice
from megachat_desktop.ui.settings.context import PageParts
from megachat_desktop.ui.settings.page import Page


class AppearancePage(Page):
    """Everything here can be seen at once."""

    def __init__(self, parts: PageParts, title: str) -> None:
        super().__init__(parts, title)
        column = self.column()
        self.theme = self.add_segments(
            column,
            "theme",
            self.tr("Colours"),
            (
                (self.tr("As the system"), ThemeChoice.SYSTEM),
                (self.tr("Light"), ThemeChoice.LIGHT),
                (self.tr("Dark"), ThemeChoice.DARK),
            ),
        )
        percent = self.tr("{number} %")
        self.text_size = self.add_segments(
            column,
            "text_percent",
            self.tr("Text size"),
            tuple((percent.format(number=number), number) for number in TEXT_PERCENTS),
        )
        self.add_line(column)
        self.motion = self.add_switch(
            column,
            "reduced_motion",
            self.tr("Reduce movement"),
            self.tr("Things appear at once instead of fading or sliding."),
        )
        self.available_first = self.add_switch(
            column,
            "available_first",
            self.tr("Available people first"),
            self.tr("Off: contacts are in the order of the alphabet."),
        )
        self.finish()
