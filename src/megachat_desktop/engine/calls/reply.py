"""Answering a call with a sentence: it is kept as a text that waits, and the call is declined."""

import unicodedata

from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.engine.calls.desk import CallDesk
from megachat_desktop.errors import NoSuchCallError, TextTooLongError
from megachat_desktop.model.call import CallState, Direction
from megachat_desktop.model.ids import AccountId, CallId, MessageId
from megachat_desktop.model.message import TextMessage
from megachat_desktop.protocol.text_records import TEXT_BYTES
from megachat_desktop.storage.store import Store


async def reply_to_call(
    desk: CallDesk, store: Store, call_id: CallId, text: str, now: float
) -> AccountId:
    """Keep ``text`` for the caller, then decline; whose call it was.

    A caller who gave up meanwhile gets it all the same. What can not be kept (a full disk) declines
    nothing. Raises NoSuchCallError, TextTooLongError, DiskFullError.
    """
    run = desk.run_of(call_id)
    if run is None:
        raise NoSuchCallError
    account, body = run.account, text_body(text)
    if body:
        message_id = MessageId(random_bytes(16))
        message = TextMessage(message_id, account, Direction.OUT, body, now)
        await store.run(lambda tx: tx.texts.save(message))
    if run.machine.state is CallState.INCOMING:
        desk.decline(call_id)
    return account


def text_body(text: str) -> str:
    """``text`` as a TEXT record has it: NFC, no U+0000, no white space around it.

    Raises TextTooLongError past the record's limit.
    """
    body = unicodedata.normalize("NFC", text.replace("\0", "")).strip()
    if len(body.encode("utf-8", "replace")) > TEXT_BYTES:
        raise TextTooLongError
    return body.encode("utf-8", "replace").decode("utf-8")
