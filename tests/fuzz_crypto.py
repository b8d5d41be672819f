"""The long fuzz run of everything in crypto that takes foreign bytes.

``python tests/fuzz_crypto.py [COUNT]`` (default one million in all): each input is a valid one with
a few bytes changed, cut or added. Anything but an answer or a refusal ends the run with a
traceback.
"""

import itertools
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator

from crypto_support import pattern, running_session
from megachat_desktop.crypto import hpke, key_file, padding, signing
from megachat_desktop.crypto.key_file import KeyMaterial
from megachat_desktop.crypto.keys import (
    Ed25519Public,
    HpkePair,
    HpkePublic,
    KemPublic,
    SigningKey,
    X25519Public,
)
from megachat_desktop.crypto.ratchet import Ratchet
from megachat_desktop.crypto.ratchet_message import RatchetMessage
from megachat_desktop.crypto.sframe import OpeningKeys, SealingKey
from megachat_desktop.crypto.sframe_header import decode_header, encode_header
from megachat_desktop.errors import CryptoError, ProfileDamagedError
from megachat_desktop.model.account import Protection

AUTHENTICATED = {"sframe frame", "ratchet message", "sealed", "signature"}
Target = tuple[Callable[[bytes], object], bytes, int]  # parser, valid input, share of the run


def _targets() -> dict[str, Target]:
    alice, bob = running_session()
    sent = alice.encrypt(b"hello")
    header = sent.ratchet_pub + sent.n.to_bytes(4, "big") + sent.pn.to_bytes(4, "big")
    inbox, signer = HpkePair.generate(), SigningKey.generate()
    base, device = pattern(1, 64), pattern(2, 32)
    file = key_file.create(Protection.KEYRING, KeyMaterial(None, device), pattern(3, 32))
    frames = OpeningKeys(base)

    def ratchet_message(data: bytes) -> None:
        pub, n, pn = data[:32], data[32:36], data[36:40]
        numbers = int.from_bytes(n, "big"), int.from_bytes(pn, "big")
        before = bob.to_bytes()
        try:
            Ratchet.from_bytes(before).decrypt(RatchetMessage(pub, *numbers, data[40:]))
        finally:
            assert bob.to_bytes() == before

    signature = signing.sign(signer, "fuzz", b"body")
    hpub = inbox.public.encoded
    return {
        "sframe header": (decode_header, encode_header(0x1234, 0x567890), 30),
        "sframe frame": (lambda d: frames.open(d, 0.0), SealingKey(base).seal(b"x" * 60), 20),
        "ratchet state": (Ratchet.from_bytes, bob.to_bytes(), 10),
        "ratchet message": (ratchet_message, header + sent.body, 3),
        "key file": (key_file.parse, file, 15),
        "ed25519 key": (Ed25519Public.decode, signer.public.encoded, 4),
        "x25519 key": (X25519Public.decode, inbox.public.x25519.encoded, 4),
        "ml-kem key": (KemPublic.decode, inbox.public.kem.encoded, 2),
        "hpke key": (HpkePublic.decode, hpub, 2),
        "sealed": (
            lambda d: hpke.open_sealed(inbox, b"i", d),
            hpke.seal(inbox.public, b"i", b""),
            2,
        ),
        "signature": (lambda d: signing.verify(signer.public, "fuzz", b"body", d), signature, 3),
        "padding": (padding.unpad, padding.pad(b"hello"), 5),
    }


def _mutations(valid: bytes, source: random.Random) -> Iterator[bytes]:
    while True:
        data = bytearray(valid)
        for _ in range(source.randint(1, 4)):
            at = source.randrange(len(data) + 1)
            match source.randrange(4):
                case 0:
                    del data[at : at + source.randint(1, 40)]
                case 1:
                    data[at:at] = source.randbytes(source.randint(1, 40))
                case _ if at < len(data):
                    data[at] ^= source.randrange(1, 256)
        if data != valid:
            yield bytes(data)


def _run(name: str, target: Target, count: int, seed: int) -> None:
    parse, valid, _ = target
    outcomes: Counter[str] = Counter()
    started = time.perf_counter()
    for data in itertools.islice(_mutations(valid, random.Random(seed)), count):
        try:
            parse(data)
        except (CryptoError, ProfileDamagedError):
            outcomes["refused"] += 1
        else:
            outcomes["taken"] += 1
    if name in AUTHENTICATED and outcomes["taken"]:
        raise AssertionError(f"{name}: forged")
    seconds = time.perf_counter() - started
    sys.stdout.write(f"{name:16} {count:8} inputs {seconds:6.1f} s {dict(outcomes)}\n")


if __name__ == "__main__":
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for number, (name, target) in enumerate(_targets().items()):
        _run(name, target, total * target[2] // 100, number)
