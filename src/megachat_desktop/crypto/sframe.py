"""Sealing of media frames: SFrame, suite 5, AES-256-GCM (PROTOCOL.md, section 8; RFC 9605).

One ``SealingKey`` per stream that is sent, one ``OpeningKeys`` per stream that is received; which
of them a frame belongs to is decided by transport and SSRC, never by trying (R18). Nothing changes
before a frame has authenticated (R11).
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from megachat_desktop.crypto.hashing import expand_sha512, extract_sha512
from megachat_desktop.crypto.replay import ReplayWindow
from megachat_desktop.crypto.sframe_header import decode_header, encode_header
from megachat_desktop.crypto.unprintable import Unprintable
from megachat_desktop.errors import CryptoError, LocalProtocolError

BASE_KEY_SIZE = 64
TAG_SIZE = 16
MAX_SEALED_SIZE = 1 << 20
MAX_STEPS_AHEAD = 15
OLD_KEY_LIFE_S = 2.0
COUNTER_LIMIT = 1 << 32
_SUITE = (5).to_bytes(2, "big")


class UnknownGenerationError(CryptoError):
    """The frame's keys have not come yet; it may be kept for when they do (at most 64 frames)."""


def frame_keys(base_key: bytes, kid: int) -> tuple[bytes, bytes]:
    """Return (key[32], salt[12]) of a base key under a KID. Source: RFC 9605, section 4.4.2."""
    secret = extract_sha512(b"", base_key)
    suffix = kid.to_bytes(8, "big") + _SUITE
    return (
        expand_sha512(secret, b"SFrame 1.0 Secret key " + suffix, 32),
        expand_sha512(secret, b"SFrame 1.0 Secret salt " + suffix, 12),
    )


def next_base_key(base_key: bytes) -> bytes:
    """Return the base key of the next step, 64 bytes. Source: RFC 9605, section 5.1."""
    secret = extract_sha512(b"", base_key)
    return expand_sha512(secret, b"SFrame 1.0 Ratchet", BASE_KEY_SIZE)


def key_id(generation: int, step: int) -> int:
    """Return the KID of a generation and a step."""
    return generation * 16 + step % 16


class FrameCipher(Unprintable):
    """AES-256-GCM under one (base key, KID); the library's object is made once."""

    __slots__ = ("_aes", "_salt")

    def __init__(self, base_key: bytes, kid: int) -> None:
        key, salt = frame_keys(base_key, kid)
        self._aes = AESGCM(key)
        self._salt = int.from_bytes(salt, "big")

    def seal(self, ctr: int, header: bytes, frame: bytes) -> bytes:
        """Return ``header ‖ ciphertext ‖ tag``; the header is the associated data."""
        return header + self._aes.encrypt(self._nonce(ctr), frame, header)

    def open(self, ctr: int, header: bytes, body: bytes) -> bytes:
        """Return the frame. Raises CryptoError."""
        try:
            return self._aes.decrypt(self._nonce(ctr), body, header)
        except (InvalidTag, ValueError) as error:
            raise CryptoError("frame does not open") from error

    def _nonce(self, ctr: int) -> bytes:
        return (self._salt ^ ctr).to_bytes(12, "big")


class SealingKey(Unprintable):
    """The key and the counter of one stream that we send; they live and die together."""

    __slots__ = ("_base_key", "_cipher", "_ctr", "generation", "step")

    def __init__(self, base_key: bytes, generation: int = 0, step: int = 0) -> None:
        _check_base_key(base_key)
        self.generation = generation
        self.step = step
        self._base_key = base_key
        self._cipher = FrameCipher(base_key, key_id(generation, step))
        self._ctr = 0

    def seal(self, frame: bytes) -> bytes:
        """Return the sealed frame, at most 33 bytes longer.

        Raises LocalProtocolError after 2^32 frames: new keys are due long before.
        """
        ctr = self._ctr
        if ctr >= COUNTER_LIMIT:
            raise LocalProtocolError("sealing key used up")
        self._ctr = ctr + 1
        return self._cipher.seal(ctr, encode_header(key_id(self.generation, self.step), ctr), frame)

    def next_step(self) -> "SealingKey":
        """Return the key of the next step; this one must not seal any more."""
        self._ctr = COUNTER_LIMIT
        return SealingKey(next_base_key(self._base_key), self.generation, self.step + 1)


class _ReceivingKey(Unprintable):
    """One (generation, step) of a stream that we receive, with its replay window."""

    __slots__ = ("base_key", "cipher", "expires_at", "step", "window")

    def __init__(self, base_key: bytes, generation: int, step: int) -> None:
        self.base_key = base_key
        self.step = step
        self.cipher = FrameCipher(base_key, key_id(generation, step))
        self.window = ReplayWindow()
        self.expires_at: float | None = None

    def alive(self, now: float) -> bool:
        return self.expires_at is None or now < self.expires_at


class OpeningKeys(Unprintable):
    """The keys of one stream that we receive from one sender."""

    def __init__(self, base_key: bytes, generation: int = 0, step: int = 0) -> None:
        self._keys: dict[int, _ReceivingKey] = {}  # newest step of each generation
        self._old: dict[int, _ReceivingKey] = {}  # by KID; stepped away from, 2 s
        self.add_generation(base_key, generation, step)

    def add_generation(self, base_key: bytes, generation: int, step: int = 0) -> None:
        """Take the sender's fresh keys. Raises CryptoError unless ``generation`` is the newest."""
        _check_base_key(base_key)
        if generation <= max(self._keys, default=-1):
            raise CryptoError("not a new generation")
        self._keys[generation] = _ReceivingKey(base_key, generation, step)

    def open(self, sealed: bytes, now: float) -> bytes:
        """Return the frame; ``now`` is in seconds of any clock that does not go back.

        Raises UnknownGenerationError when keys are missing, else CryptoError: forged, repeated,
        older than 1,024 frames, malformed or over 1 MiB.
        """
        if len(sealed) > MAX_SEALED_SIZE:
            raise CryptoError("sealed frame too long")
        kid, ctr, length = decode_header(sealed)
        self._forget(now)
        header, body = sealed[:length], sealed[length:]
        newest = self._newest(kid >> 4)
        old = self._old.get(kid)
        if old is not None and (kid - newest.step) % 16:
            return _open_with(old, ctr, header, body)
        return self._open_newest(newest, kid, ctr, header, body, now)

    def _newest(self, generation: int) -> _ReceivingKey:
        newest = self._keys.get(generation)
        if newest is not None:
            return newest
        if generation > max(self._keys):
            raise UnknownGenerationError("no keys for this frame yet")
        raise CryptoError("keys of this frame are gone")

    def _open_newest(
        self, newest: _ReceivingKey, kid: int, ctr: int, header: bytes, body: bytes, now: float
    ) -> bytes:
        generation = kid >> 4
        passed = _step_ahead(newest, generation, (kid - newest.step) % 16)
        frame = _open_with(passed[-1], ctr, header, body)
        for key in passed[:-1]:
            key.expires_at = now + OLD_KEY_LIFE_S
            self._old[key_id(generation, key.step)] = key
        self._keys[generation] = passed[-1]
        self._retire_before(generation, now)
        return frame

    def _retire_before(self, generation: int, now: float) -> None:
        """A frame of a newer generation has authenticated: the older ones go after 2 s."""
        for number, key in self._keys.items():
            if number < generation and key.expires_at is None:
                key.expires_at = now + OLD_KEY_LIFE_S

    def _forget(self, now: float) -> None:
        if not self._old and len(self._keys) == 1:
            return
        for keys in (self._old, self._keys):
            for number in [n for n, key in keys.items() if not key.alive(now)]:
                del keys[number]


def _step_ahead(newest: _ReceivingKey, generation: int, steps: int) -> list[_ReceivingKey]:
    """Return the newest key and the ``steps`` ≤ 15 after it; changes nothing."""
    passed = [newest]
    for _ in range(steps):
        last = passed[-1]
        passed.append(_ReceivingKey(next_base_key(last.base_key), generation, last.step + 1))
    return passed


def _open_with(key: _ReceivingKey, ctr: int, header: bytes, body: bytes) -> bytes:
    """Open a frame and only then mark its counter as seen."""
    if not key.window.accepts(ctr):
        raise CryptoError("frame repeated or too old")
    frame = key.cipher.open(ctr, header, body)
    key.window.mark(ctr)
    return frame


def _check_base_key(base_key: bytes) -> None:
    if len(base_key) != BASE_KEY_SIZE:
        raise LocalProtocolError("an SFrame base key has 64 bytes")
