"""What a caller is told about a call that was refused at once."""

import pytest

from megachat_desktop.engine.calls.words import end_sentence
from megachat_desktop.model.call import Direction, EndReason
from megachat_desktop.model.contact import Contact, ContactState, Presence
from megachat_desktop.model.ids import AccountId
from megachat_desktop.protocol.call_vocabulary import Cause, End

ALICE = Contact(AccountId(bytes(32)), "Alice", ContactState.ACCEPTED)


@pytest.mark.parametrize(
    ("presence", "sentence"),
    [
        (Presence.DO_NOT_DISTURB, "Alice doesn't want to be disturbed. Leave a message?"),
        (Presence.IN_CALL, "Alice is in another call. They'll see that you called."),
        (Presence.AVAILABLE, "Alice can't take calls right now. They'll see that you called."),
    ],
)
def test_busy_names_a_reason_only_where_they_told_it(presence: Presence, sentence: str) -> None:
    alice = Contact(ALICE.account, "Alice", ContactState.ACCEPTED, presence=presence)
    end = End(EndReason.BUSY, Cause.PEER)
    assert end_sentence(end, Direction.OUT, alice) == sentence
