"""What a person is told about the end of a call (design/DESIGN.md, section 5)."""

from megachat_desktop.errors import Sentence, template
from megachat_desktop.model.call import Direction, EndReason
from megachat_desktop.model.contact import Contact, Presence
from megachat_desktop.protocol.call_vocabulary import Cause, End

_BY_CAUSE = {
    Cause.UNREACHABLE: template("{name} is offline right now."),
    Cause.WRONG_CONFIRM: template(
        "The call was ended: somebody may be in between. Nothing was sent."
    ),
    Cause.NO_CONFIRM: template("The call was ended: its encryption could not be confirmed."),
    Cause.NO_PATH: template(
        "No path to {name}: your networks don't let the two computers connect."
    ),
    Cause.LOST: template("The call ended: the connection to {name} dropped."),
    Cause.BROKEN: template("The call ended: {name}'s program said something it must not say."),
    Cause.MEDIA: template("The call ended: sound and picture stopped working on this computer."),
    Cause.RESTARTED: template("The call ended: {name}'s program was restarted."),
}
_OUTGOING = {
    EndReason.NO_ANSWER: template("{name} didn't answer. They'll see that you called."),
    EndReason.BUSY: template("{name} can't take calls right now. They'll see that you called."),
    EndReason.DECLINED: template("{name} can't talk right now."),
    EndReason.FAILED: template("The call ended: the connection to {name} dropped."),
    EndReason.ANSWERED_ELSEWHERE: template("Answered on another computer."),
}
# "Busy" has several reasons, and says none: what they tell of themselves does.
_BUSY = {
    Presence.DO_NOT_DISTURB: template("{name} doesn't want to be disturbed. Leave a message?"),
    Presence.IN_CALL: template("{name} is in another call. They'll see that you called."),
}
_INCOMING = {
    EndReason.NO_ANSWER: template("You missed a call from {name}."),
    EndReason.FAILED: template("The call ended: the connection to {name} dropped."),
    EndReason.ANSWERED_ELSEWHERE: template("Answered on another computer."),
}


def end_sentence(end: End, direction: Direction, contact: Contact) -> str | None:
    """One sentence about the end, or None where nothing has to be said."""
    if end.cause in (Cause.GLARE, Cause.PERSON):
        return None
    name = contact.name
    busy = direction is Direction.OUT and end.reason is EndReason.BUSY
    known = _BUSY.get(contact.presence) if busy else None
    table = _OUTGOING if direction is Direction.OUT else _INCOMING
    found = known or _BY_CAUSE.get(end.cause) or table.get(end.reason)
    return Sentence(found, name=name) if found else None
