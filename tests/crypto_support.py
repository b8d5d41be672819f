"""What the tests of the cryptography share: the vector files and small helpers."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from megachat_desktop.crypto.keys import X25519Pair
from megachat_desktop.crypto.ratchet import Ratchet
from megachat_desktop.errors import CryptoError

VECTORS = Path(__file__).parent / "vectors"
SOURCES = Path(__file__).parent.parent / "src" / "megachat_desktop"

# Points of small order on Curve25519 and its twist, non-canonical ones included: an exchange with
# any of them gives zero.
LOW_ORDER_X25519 = [
    bytes.fromhex(text)
    for text in (
        "00" * 32,
        "01" + "00" * 31,
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
]
SMALL_ORDER_ED25519 = [
    bytes.fromhex(text)
    for text in (
        "01" + "00" * 31,
        "00" * 32,
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    )
]


def load(name: str) -> Any:
    """A vector file as JSON."""
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def unhex(case: dict[str, Any], *names: str) -> list[bytes]:
    return [bytes.fromhex(case[name]) for name in names]


def wycheproof(name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every (group, case) of a Wycheproof file."""
    for group in load(f"wycheproof/{name}_test.json")["testGroups"]:
        for case in group["tests"]:
            yield group, case


def refused(action: Callable[[], object], *more: type[Exception]) -> bool:
    """Whether the action is refused, with CryptoError or one of ``more``."""
    try:
        action()
    except (CryptoError, *more):
        return True
    return False


def pattern(first: int, size: int) -> bytes:
    """Fixed bytes that differ for every ``first``."""
    return bytes((first * 37 + i * 101) % 256 for i in range(size))


def session() -> tuple[Ratchet, Ratchet]:
    """Alice, who has sent nothing yet, and Bob, who waits for her."""
    signed_prekey = X25519Pair.generate()
    secret, transcript = pattern(1, 32), pattern(2, 32)
    alice = Ratchet.initiator(secret, signed_prekey.public, transcript)
    return alice, Ratchet.responder(secret, signed_prekey, transcript)


def running_session() -> tuple[Ratchet, Ratchet]:
    """Alice and Bob after one message each way."""
    alice, bob = session()
    bob.decrypt(alice.encrypt(b"hello"))
    alice.decrypt(bob.encrypt(b"hello yourself"))
    return alice, bob
