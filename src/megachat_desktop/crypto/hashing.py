"""Labels, hashes, MACs and key derivation (PROTOCOL.md, section 1).

Every hash, MAC and derivation of ours starts with a label of its own, so that bytes made for one
purpose never mean anything for another (R15). The exceptions are fixed by their specifications.
"""

import hashlib
import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from megachat_desktop.errors import LocalProtocolError

_U32_LIMIT = 1 << 32


@lru_cache(maxsize=128)
def label(purpose: str) -> bytes:
    """Return ``L(purpose)``: ASCII ``MegaChat/1 ``, the purpose, one zero byte."""
    return b"MegaChat/1 " + purpose.encode("ascii") + b"\x00"


def enc(value: bytes) -> bytes:
    """Return ``enc(value)``: its length as u32, then itself. Raises LocalProtocolError at 4 GiB."""
    if len(value) >= _U32_LIMIT:
        raise LocalProtocolError("value too long to encode")
    return len(value).to_bytes(4, "big") + value


def sha256(data: bytes) -> bytes:
    """Return the 32-byte SHA-256 of ``data``, without any label."""
    return hashlib.sha256(data).digest()


def hash_labelled(purpose: str, *parts: bytes) -> bytes:
    """Return ``H(L(purpose) ‖ parts…)``, 32 bytes. The caller makes the parts unambiguous."""
    digest = hashlib.sha256(label(purpose))
    for part in parts:
        digest.update(part)
    return digest.digest()


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    """Return the 32-byte HMAC-SHA-256. Source: RFC 2104."""
    return hmac.digest(key, data, "sha256")


def extract(salt: bytes, ikm: bytes) -> bytes:
    """Return the 32-byte pseudorandom key of HKDF-SHA-256. Source: RFC 5869, section 2.2."""
    return hmac.digest(salt, ikm, "sha256")


def expand(prk: bytes, info: bytes, length: int) -> bytes:
    """Return ``length`` ≤ 8160 bytes of HKDF-SHA-256. Source: RFC 5869, section 2.3."""
    return HKDFExpand(algorithm=SHA256(), length=length, info=info).derive(prk)


def hkdf(ikm: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """Return ``HKDF(ikm, salt, info, length)`` with SHA-256. Source: RFC 5869."""
    return expand(extract(salt, ikm), info, length)


def extract_sha512(salt: bytes, ikm: bytes) -> bytes:
    """Return the 64-byte pseudorandom key of HKDF-SHA-512 (SFrame). Source: RFC 5869."""
    return hmac.digest(salt, ikm, "sha512")


def expand_sha512(prk: bytes, info: bytes, length: int) -> bytes:
    """Return ``length`` ≤ 16320 bytes of HKDF-SHA-512 (SFrame). Source: RFC 5869."""
    return HKDFExpand(algorithm=SHA512(), length=length, info=info).derive(prk)


def constant_time_equal(left: bytes, right: bytes) -> bool:
    """Compare secrets or tags in a time that does not tell where they differ."""
    return hmac.compare_digest(left, right)
