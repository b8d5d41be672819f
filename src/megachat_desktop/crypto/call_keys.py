"""The keys of one call, and how both ends prove that they have the same (PROTOCOL.md 7.3)."""

from msgspec import Struct

from megachat_desktop.crypto import hpke
from megachat_desktop.crypto.hashing import (
    constant_time_equal,
    enc,
    expand,
    extract,
    hash_labelled,
    hmac_sha256,
    label,
)
from megachat_desktop.crypto.keys import HpkePair, HpkePublic
from megachat_desktop.crypto.unprintable import Unprintable
from megachat_desktop.errors import CryptoError, LocalProtocolError
from megachat_desktop.model.call import CallRole
from megachat_desktop.model.ids import AccountId, CallId, DeviceId

SECRET_SIZE = 32
EXPORTER_LABEL = "EXPORTER-MegaChat-Call"
EXPORTER_SIZE = 32
STREAM_COUNT = 8
_CONFIRM_PURPOSE = {
    CallRole.CALLER: "call-confirm-initiator",
    CallRole.CALLEE: "call-confirm-responder",
}


class Party(Struct, frozen=True):
    """Who takes part in a call, by account and device."""

    account: AccountId
    device: DeviceId


def offer_hash(offer_body: bytes) -> bytes:
    """Return the 32-byte hash that ties every later record to this OFFER body."""
    return hash_labelled("call-offer", offer_body)


def sas_commit(call_id: CallId, caller_nonce: bytes) -> bytes:
    """Return the caller's 32-byte commitment to n_c, sent before it sees n_r."""
    return hash_labelled("sas-commit", call_id, caller_nonce)


def check_commit(commit: bytes, call_id: CallId, caller_nonce: bytes) -> None:
    """Check the revealed n_c against OFFER's commitment. Raises CryptoError."""
    fits = len(caller_nonce) == SECRET_SIZE
    if not fits or not constant_time_equal(commit, sas_commit(call_id, caller_nonce)):
        raise CryptoError("the revealed number is not the committed one")


def seal_call_secret(kem: HpkePublic, call_id: CallId, offer: bytes, secret: bytes) -> bytes:
    """Return ``hpke`` of the callee's answer: s[32] sealed to the OFFER's fresh key.

    ``offer`` is the offer hash. Raises CryptoError for a low-order key.
    """
    if len(secret) != SECRET_SIZE:
        raise LocalProtocolError("a call secret has 32 bytes")
    return hpke.seal(kem, _secret_info(call_id, offer), secret)


def open_call_secret(kem: HpkePair, call_id: CallId, offer: bytes, sealed: bytes) -> bytes:
    """Return s[32]. Raises CryptoError when it was sealed for anything else."""
    secret = hpke.open_sealed(kem, _secret_info(call_id, offer), sealed)
    if len(secret) != SECRET_SIZE:
        raise CryptoError("call secret of a wrong length")
    return secret


def call_transcript(
    caller: Party, callee: Party, offer_body: bytes, callee_answer: bytes, caller_nonce: bytes
) -> bytes:
    """Return ``th``, 32 bytes over both identities, the OFFER body, ``callee`` and n_c."""
    return hash_labelled(
        "call-transcript",
        enc(caller.account + caller.device),
        enc(callee.account + callee.device),
        enc(offer_body),
        enc(callee_answer),
        caller_nonce,
    )


class PathProof(Struct, frozen=True):
    """What a CONFIRM is about: one path, as seen by this end.

    ``exporter`` is X (32 bytes, context th); the fingerprints are those of the live DTLS
    certificates, never of the descriptions.
    """

    path: int  # u8
    exporter: bytes
    caller_fingerprint: bytes
    callee_fingerprint: bytes

    def encoded(self, role: CallRole, transcript: bytes) -> bytes:
        """The bytes under the MAC of ``role``."""
        sizes = (len(self.exporter), len(self.caller_fingerprint), len(self.callee_fingerprint))
        if sizes != (EXPORTER_SIZE, 32, 32):
            raise LocalProtocolError("exporter or fingerprint of a wrong length")
        return (
            label("confirm")
            + bytes((role.value, self.path))
            + transcript
            + self.exporter
            + self.caller_fingerprint
            + self.callee_fingerprint
        )


class CallSecrets(Unprintable):
    """PRK of one call and what is derived from it; prints and pickles nothing."""

    __slots__ = ("_prk", "transcript")

    def __init__(self, transcript: bytes, secret: bytes) -> None:
        if len(transcript) != 32 or len(secret) != SECRET_SIZE:
            raise LocalProtocolError("transcript or call secret of a wrong length")
        self.transcript = transcript
        self._prk = extract(transcript, secret)

    def confirm_mac(self, role: CallRole, proof: PathProof) -> bytes:
        """Return the 32-byte ``mac`` that the end with ``role`` sends for a path."""
        key = expand(self._prk, label(_CONFIRM_PURPOSE[role]), 32)
        return hmac_sha256(key, proof.encoded(role, self.transcript))

    def check_confirm(self, role: CallRole, proof: PathProof, mac: bytes) -> None:
        """Check the peer's CONFIRM; ``role`` is the peer's. Raises CryptoError."""
        if not constant_time_equal(mac, self.confirm_mac(role, proof)):
            raise CryptoError("the path is not the peer's")

    def sas_numbers(self) -> tuple[int, ...]:
        """Return the seven numbers (0 to 63) of the safety emoji, in the order shown."""
        bits = int.from_bytes(expand(self._prk, label("call-sas"), 6), "big") >> 6
        return tuple(bits >> shift & 63 for shift in range(36, -1, -6))

    def sframe_base_key(self, role: CallRole, stream: int) -> bytes:
        """Return the 64-byte SFrame base key with which ``role`` sends ``stream`` (u8)."""
        return expand(self._prk, label("call-sframe") + bytes((role.value, stream)), 64)

    def sframe_base_keys(self, role: CallRole) -> dict[int, bytes]:
        """Return the base keys of all eight streams that ``role`` may send, by stream number."""
        return {stream: self.sframe_base_key(role, stream) for stream in range(STREAM_COUNT)}


def _secret_info(call_id: CallId, offer: bytes) -> bytes:
    return label("call-kem") + call_id + offer
