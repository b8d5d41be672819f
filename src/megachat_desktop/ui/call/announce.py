"""Words for screen readers that nothing on the screen has the focus for."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from megachat_desktop.model.call import Call, CallState
from megachat_desktop.ui.words import connected_words, end_words, microphone_words, state_words


def announce(widget: QWidget, text: str) -> None:
    """Let a screen reader say ``text`` when it has finished its sentence."""
    event = QAccessibleAnnouncementEvent(widget, text)
    event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
    QAccessible.updateAccessibility(event)


def news_of(before: Call | None, call: Call) -> str:
    """What is new in a call, in words; empty when nothing has to be said."""
    if before is None or before.state is not call.state:
        return _state_news(call)
    if before.microphone_on is not call.microphone_on:
        return microphone_words(call.microphone_on)
    return ""


def _state_news(call: Call) -> str:
    if call.state is CallState.ENDED:
        return end_words(call)
    if call.state is CallState.ACTIVE:
        return connected_words(call)
    return state_words(call)
