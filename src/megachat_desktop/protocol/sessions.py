"""Sessions between two devices: how one begins, which one sends, when one ends (PROTOCOL.md 5).

Sans-IO: whoever keeps the states hands them in and stores them again. A message that is refused
raises before anything the caller holds has changed.

    verified bundle ─▶ begin ─▶ Session ─▶ seal … (Init repeated) … open ◀─ first answer
    Init that came  ─▶ answer ─▶ Session ─▶ open first, then seal
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

from megachat_desktop.crypto import pqxdh
from megachat_desktop.crypto.keys import KemPair, X25519Pair
from megachat_desktop.crypto.pqxdh import Context, ResponderKeys, ResponderSecrets
from megachat_desktop.errors import CryptoError
from megachat_desktop.model.ids import AccountId, DeviceId, SessionId
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.bundle import Bundle
from megachat_desktop.protocol.certificate import DeviceCert
from megachat_desktop.protocol.codec import Reader, Writer, decode_whole
from megachat_desktop.protocol.envelope import Init, Inner, encode_init
from megachat_desktop.protocol.features import Features

if TYPE_CHECKING:  # its library takes 80 ms to load: nobody waits for it before a first session
    from megachat_desktop.crypto.ratchet import Ratchet

RECEIVING_SESSIONS = 5
RENEW_AFTER_S = 7 * 86_400
RENEW_AFTER_MESSAGES = 500
RENEW_AT_MOST_EVERY_S = 3_600
REPLACED_LIFE_S = 48 * 3_600
_INIT_MAX = 2_048
_RATCHET_MAX = 200_000
NO_SESSION = SessionId(b"")


@dataclass(frozen=True)
class OwnDevice:
    """What of our own device goes into a new session."""

    account: AccountId
    device: DeviceId
    certificate: bytes
    features: Features
    identity: X25519Pair = field(repr=False)


@dataclass(frozen=True)
class OwnItem:
    """One of our own prekeys: as published, and its private bytes."""

    raw: bytes
    secret: bytes = field(repr=False)


class AnsweringKeys(Struct, frozen=True):
    """Our own stored side of a bundle, found by the numbers in an Init."""

    certificate: bytes
    header: bytes
    spk: OwnItem
    kem: OwnItem
    opk: OwnItem | None = None


@dataclass
class Session:
    """One ratchet with one device, and what decides its life. Times are Unix seconds."""

    sid: SessionId
    account: AccountId  # theirs
    device: DeviceId  # theirs
    ratchet: "Ratchet"
    created: float
    used: float
    init: bytes = b""  # repeated until they answer in this session
    renews: SessionId = NO_SESSION  # the session that this one was made inside of
    sent: int = 0
    received: int = 0
    replaced_at: float | None = None  # receives only since then

    @property
    def answered(self) -> bool:
        """Whether the other side has shown that it has this session."""
        return self.received > 0

    @property
    def may_send(self) -> bool:
        """Whether messages may go out here: a renewal waits for the other side to follow."""
        if self.replaced_at is not None or not self.ratchet.can_send:
            return False
        return self.renews == NO_SESSION or self.answered

    def over(self, now: float) -> bool:
        """Whether a replaced session has received long enough."""
        if self.replaced_at is None:
            return False
        return now >= max(self.replaced_at, self.used) + REPLACED_LIFE_S

    def renewal_due(self, now: float) -> bool:
        """Whether a new post-quantum secret is wanted."""
        old = now - self.created >= RENEW_AFTER_S
        return self.may_send and (old or self.sent + self.received >= RENEW_AFTER_MESSAGES)

    def encode(self) -> bytes:
        """The stored form. Secret."""
        w = Writer().fixed(self.sid, 16).fixed(self.account, 32).fixed(self.device, 16)
        w.blob(self.ratchet.to_bytes(), _RATCHET_MAX)
        w.u64(_ms(self.created)).u64(_ms(self.used)).blob(self.init, _INIT_MAX)
        w.blob(self.renews, 16).u32(self.sent).u32(self.received)
        return w.optional(self.replaced_at, lambda at: w.u64(_ms(at))).done()

    @classmethod
    def decode(cls, data: bytes) -> "Session":
        """Read the stored form. Raises RemoteProtocolError when it is damaged."""
        return decode_whole(data, _read_session)


def _ratchets() -> "type[Ratchet]":
    from megachat_desktop.crypto.ratchet import Ratchet

    return Ratchet


def _ms(seconds: float) -> int:
    return max(0, round(seconds * 1000))


def _read_session(r: Reader) -> Session:
    sid, account, device = SessionId(r.fixed(16)), AccountId(r.fixed(32)), DeviceId(r.fixed(16))
    ratchet = _ratchets().from_bytes(r.blob(_RATCHET_MAX))
    created, used, init = r.u64() / 1000, r.u64() / 1000, r.blob(_INIT_MAX)
    renews, sent, received = SessionId(r.blob(16)), r.u32(), r.u32()
    replaced = r.optional(r.u64)
    at = None if replaced is None else replaced / 1000
    return Session(
        sid, account, device, ratchet, created, used, init, renews, sent, received, at
    )  # fmt: skip


def begin(own: OwnDevice, bundle: Bundle, now: float, renews: SessionId = NO_SESSION) -> Session:
    """A new session with the owner of a *verified* bundle. Raises CryptoError for bad keys."""
    certificate, kem = bundle.certificate, bundle.kem_item
    context = Context(
        initiator_certificate=own.certificate,
        responder_certificate=certificate.raw,
        initiator_features=own.features.encode(),
        header=bundle.header.raw,
        spk_item=bundle.spk.raw,
        kem_item=kem.raw,
        opk_item=bundle.opk.raw if bundle.opk else b"",
        old_session_id=renews,
    )
    peer = ResponderKeys(
        certificate.identity_key,
        bundle.spk.x25519,
        kem.kem,
        bundle.opk.x25519 if bundle.opk else None,
    )
    begun = pqxdh.initiate(context, own.identity, peer)
    init = Init(
        certificate=own.certificate,
        features=own.features,
        seqno=bundle.header.seqno,
        spk_id=bundle.spk.ident,
        opk_id=bundle.opk.ident if bundle.opk else None,
        kem_kind=kem.kind,
        kem_id=kem.ident,
        ephemeral=begun.ephemeral,
        ciphertext=begun.ciphertext,
    )
    agreed = begun.agreement
    ratchet = _ratchets().initiator(agreed.shared_secret, bundle.spk.x25519, agreed.transcript)
    return Session(
        agreed.session_id, certificate.account, certificate.device, ratchet, now, now,
        encode_init(init), renews,
    )  # fmt: skip


def answer(
    own: OwnDevice,
    init: Init,
    certificate: DeviceCert,
    keys: AnsweringKeys,
    now: float,
    renews: SessionId = NO_SESSION,
) -> Session:
    """The session that an Init asks for; ``certificate`` is the Init's, already verified.

    It is real only when its first message opens. Raises CryptoError.
    """
    context = Context(
        initiator_certificate=init.certificate,
        responder_certificate=keys.certificate,
        initiator_features=init.features.encode(),
        header=keys.header,
        spk_item=keys.spk.raw,
        kem_item=keys.kem.raw,
        opk_item=keys.opk.raw if keys.opk else b"",
        old_session_id=renews,
    )
    signed_prekey = X25519Pair(keys.spk.secret)
    secrets = ResponderSecrets(
        own.identity,
        signed_prekey,
        KemPair(keys.kem.secret),
        X25519Pair(keys.opk.secret) if keys.opk else None,
    )
    agreed = pqxdh.respond(
        context, secrets, certificate.identity_key, init.ephemeral, init.ciphertext
    )
    ratchet = _ratchets().responder(agreed.shared_secret, signed_prekey, agreed.transcript)
    return Session(
        agreed.session_id, certificate.account, certificate.device, ratchet, now, now,
        renews=renews,
    )  # fmt: skip


def seal(session: Session, payload: bytes, now: float) -> Inner:
    """The next message of a session; ``session`` has moved on and must be stored with it."""
    message = session.ratchet.encrypt(payload)
    session.sent += 1
    session.used = now
    return Inner(session.sid, session.init or None, message)


def open_message(session: Session, inner: Inner, now: float) -> bytes:
    """The payload of a message; ``session`` has moved on only if this returns.

    Raises CryptoError.
    """
    if inner.session != session.sid:
        raise CryptoError("message of another session")
    payload = session.ratchet.decrypt(inner.message)
    session.received += 1
    session.used = now
    session.init = b""
    return payload


def to_send_on(sessions: Sequence[Session]) -> Session | None:
    """The session that sends. Where both sides began one at once, it is the smaller sid."""
    usable = [session for session in sessions if session.may_send]
    return min(usable, key=lambda session: session.sid, default=None)


def after_first_message(new: Session, others: Sequence[Session], now: float) -> list[Session]:
    """Those of ``others`` that a new session replaces, marked so, once it has received.

    A renewal replaces the session it was made in. A plain new session replaces those that the
    other side had answered in before: it has started over. Unanswered ones were begun at once
    with this one and stay (``to_send_on`` decides).
    """
    return [
        replace(old, replaced_at=now)
        for old in others
        if old.replaced_at is None and old.sid != new.sid and _replaces(new, old)
    ]


def _replaces(new: Session, old: Session) -> bool:
    if new.renews != NO_SESSION:
        return new.renews == old.sid
    return old.answered and old.created <= new.created


def surplus(sessions: Sequence[Session], now: float) -> list[Session]:
    """Sessions to wipe: those whose time is over, and the longest unused beyond five."""
    over = [session for session in sessions if session.over(now)]
    alive = sorted((s for s in sessions if s not in over), key=lambda s: s.used, reverse=True)
    return over + alive[RECEIVING_SESSIONS:]
