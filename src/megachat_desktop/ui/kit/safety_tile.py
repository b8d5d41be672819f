"""A safety picture with its name; the name alone where the computer has no font of pictures."""

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextLayout
from PySide6.QtWidgets import QVBoxLayout, QWidget

from megachat_desktop.model.call import SafetyPicture
from megachat_desktop.ui.kit.text import plain_label

_VARIATION = "\ufe0f"  # asks for the coloured form and has no picture of its own


@lru_cache(maxsize=256)
def has_picture(emoji: str) -> bool:
    """Whether the fonts of this computer have a picture for it, and not only an empty box."""
    layout = QTextLayout(emoji.replace(_VARIATION, ""), QFont())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return all(glyph for run in layout.glyphRuns() for glyph in run.glyphIndexes())


def safety_tile(
    picture: SafetyPicture, ground: str, tones: tuple[str, str], least_height: int
) -> QWidget:
    """A tile on ``ground`` of the style sheet; ``tones`` are those of the picture and its name."""
    tile = QWidget()
    tile.setObjectName(ground)
    tile.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    tile.setAccessibleName(picture.name)
    tile.setMinimumHeight(least_height)
    layout = QVBoxLayout(tile)
    layout.setContentsMargins(3, 8, 3, 8)
    layout.setSpacing(3)
    shown = has_picture(picture.emoji)
    labels = [plain_label(picture.emoji, "emoji-only-message", tones[0])] if shown else []
    kind, tone = ("caption", tones[1]) if shown else ("body-strong", tones[0])
    labels.append(plain_label(picture.name, kind, tone, wrap=True))
    for label in labels:
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(label)
    return tile
