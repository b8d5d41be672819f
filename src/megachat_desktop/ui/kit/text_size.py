"""How large the person wants text, in one place: 100 to 130 percent of the type scale.

Fonts, style sheets and the heights of rows ask here; heights of the design are minimums.
"""

from megachat_desktop.model.settings import TEXT_PERCENTS

_LINE = 20  # pixels of a line of body text at 100 percent


class _TextSize:
    percent = TEXT_PERCENTS[0]


def set_text_percent(percent: int) -> bool:
    """Use this size from now on, kept within 100 and 130; whether that is another one."""
    wanted = max(TEXT_PERCENTS[0], min(TEXT_PERCENTS[-1], percent))
    changed = wanted != _TextSize.percent
    _TextSize.percent = wanted
    return changed


def text_pixels(size: int) -> int:
    """The pixels of a step of the type scale, in the size chosen."""
    return round(size * _TextSize.percent / 100)


def widened(width: int) -> int:
    """A least width of the design, with room for words that larger text makes longer."""
    return round(width * (1 + (_TextSize.percent / 100 - 1) / 2))


def grown(height: int, lines: int = 1) -> int:
    """A height of the design, with room for ``lines`` lines of larger text."""
    return height + lines * (text_pixels(_LINE) - _LINE)
