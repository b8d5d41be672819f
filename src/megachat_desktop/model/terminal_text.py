"""What is written to a terminal: lines in which nothing is an order to it."""

import logging

from megachat_desktop.model.visible_text import visible


def terminal_text(text: str) -> str:
    """``text`` with its line breaks; no escape sequence and nothing unseen is left."""
    return "\n".join(visible(line) for line in text.split("\n"))


class TerminalFormatter(logging.Formatter):
    """Log lines as they are, but for what a terminal would obey: errors may quote strangers."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging.Formatter."""
        return terminal_text(super().format(record))
