"""The keys of the program: one table that shortcuts, tool tips, menus and the overview share.

The source is DESIGN.md, section 6, as far as there is something for a key to do.
"""

from enum import Enum

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

translate = QCoreApplication.translate


class Key(Enum):
    """What can be done by a key, and the key as Qt writes it."""

    SEARCH = "Ctrl+K"
    FIND = "Ctrl+F"
    ADD_CONTACT = "Ctrl+N"
    SETTINGS = "Ctrl+,"
    OVERVIEW = "Ctrl+/"
    CHATS = "Ctrl+1"
    CONTACTS = "Ctrl+2"
    CALLS = "Ctrl+3"
    PREVIOUS_CHAT = "Alt+Up"
    NEXT_CHAT = "Alt+Down"
    PREVIOUS_UNREAD = "Alt+Shift+Up"
    NEXT_UNREAD = "Alt+Shift+Down"
    VOICE_CALL = "Ctrl+Shift+D"
    VIDEO_CALL = "Ctrl+Shift+E"
    DO_NOT_DISTURB = "Ctrl+Shift+N"
    NEXT_PART = "F6"
    PREVIOUS_PART = "Shift+F6"
    BACK = "Alt+Left"
    UNDO = "Ctrl+Z"
    CLOSE_SETTINGS = "Ctrl+W"
    MICROPHONE = "M"
    CAMERA = "V"
    TALK = "Space"
    CHAT = "C"
    STATISTICS = "I"
    FULL_SCREEN = "F"
    LEAVE_FULL_SCREEN = "Esc"
    HANG_UP = "Ctrl+Shift+H"


IN_A_CALL = (
    Key.MICROPHONE,
    Key.CAMERA,
    Key.TALK,
    Key.CHAT,
    Key.STATISTICS,
    Key.FULL_SCREEN,
    Key.LEAVE_FULL_SCREEN,
    Key.HANG_UP,
)
EVERYWHERE = tuple(key for key in Key if key not in IN_A_CALL)


# What other programs have taught people; named nowhere.
_ALSO = {Key.FULL_SCREEN: "F11"}


def sequence(key: Key) -> QKeySequence:
    """For a shortcut."""
    return QKeySequence(key.value)


def sequences(key: Key) -> list[QKeySequence]:
    """The same and what does it too."""
    also = _ALSO.get(key)
    return [sequence(key), *([QKeySequence(also)] if also else [])]


def shown(key: Key) -> str:
    """As this system writes it: Ctrl+K, or the signs of a Mac."""
    return sequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def with_key(name: str, key: Key) -> str:
    """The name of a control and its key, for tool tips and screen readers."""
    return translate("Keys", "{name}, {keys}").format(name=name, keys=shown(key))


def in_menu(text: str, key: Key) -> str:
    """The words of a menu's entry with the key at the far end."""
    return f"{text}\t{shown(key)}"


def deed(key: Key) -> str:
    """What a key does, for the overview."""
    return {
        Key.SEARCH: translate("Keys", "Find people and messages"),
        Key.FIND: translate("Keys", "Find in this chat"),
        Key.ADD_CONTACT: translate("Keys", "Add a contact"),
        Key.SETTINGS: translate("Keys", "Settings"),
        Key.OVERVIEW: translate("Keys", "This overview"),
        Key.CHATS: translate("Keys", "Chats"),
        Key.CONTACTS: translate("Keys", "Contacts"),
        Key.CALLS: translate("Keys", "Calls"),
        Key.PREVIOUS_CHAT: translate("Keys", "Previous chat"),
        Key.NEXT_CHAT: translate("Keys", "Next chat"),
        Key.PREVIOUS_UNREAD: translate("Keys", "Previous unread chat"),
        Key.NEXT_UNREAD: translate("Keys", "Next unread chat"),
        Key.VOICE_CALL: translate("Keys", "Voice call"),
        Key.VIDEO_CALL: translate("Keys", "Video call"),
        Key.DO_NOT_DISTURB: translate("Keys", "Do not disturb on and off"),
        Key.NEXT_PART: translate("Keys", "To the next part of the window"),
        Key.PREVIOUS_PART: translate("Keys", "To the previous part of the window"),
        Key.BACK: translate("Keys", "Back to the list"),
        Key.UNDO: translate("Keys", "Take back what was just deleted or declined"),
        Key.CLOSE_SETTINGS: translate("Keys", "Close the settings"),
        Key.MICROPHONE: translate("Keys", "Microphone on and off"),
        Key.CAMERA: translate("Keys", "Camera on and off"),
        Key.TALK: translate("Keys", "Talk while it is held, when muted"),
        Key.CHAT: translate("Keys", "The chat with this person"),
        Key.STATISTICS: translate("Keys", "Statistics"),
        Key.FULL_SCREEN: translate("Keys", "Full screen on and off"),
        Key.LEAVE_FULL_SCREEN: translate("Keys", "Leave full screen; never hangs up"),
        Key.HANG_UP: translate("Keys", "Hang up"),
    }[key]
