"""The mark beside a name: this person was compared and is the one, or the comparison failed."""

from enum import Enum

from PySide6.QtGui import QPixmap

from megachat_desktop.model.contact import Contact
from megachat_desktop.ui.kit.buttons import Look


class TrustMark(Enum):
    """What stands beside a name."""

    NONE = ""
    VERIFIED = "verified-badge"
    MISMATCHED = "shield-alert"


def trust_mark(contact: Contact | None) -> TrustMark:
    """The mark of this person; the echo test needs none."""
    if contact is None or contact.is_echo:
        return TrustMark.NONE
    if contact.mismatched:
        return TrustMark.MISMATCHED
    return TrustMark.VERIFIED if contact.verified else TrustMark.NONE


def mark_pixmap(look: Look, mark: TrustMark, size: int) -> QPixmap:
    """The mark as a picture; none at all for NONE."""
    color = look.looks.color
    if mark is TrustMark.VERIFIED:
        tick = color("accent-text").name()
        return look.icons.pixmap(mark.value, size, color("accent"), second=tick)
    if mark is TrustMark.MISMATCHED:
        return look.icons.pixmap(mark.value, size, color("danger-on-surface"))
    return QPixmap()
