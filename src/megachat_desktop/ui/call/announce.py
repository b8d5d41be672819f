"""What a screen reader says of a call that nothing on the screen has the focus for."""

from megachat_desktop.model.call import Call, CallState
from megachat_desktop.ui.words import connected_words, end_words, microphone_words, state_words


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
