"""What the cryptography costs on this computer: ``python tests/crypto_cost.py``."""

import sys
import timeit
from collections.abc import Callable

from crypto_support import pattern, running_session
from megachat_desktop.crypto import hpke, key_file, pqxdh
from megachat_desktop.crypto.key_file import KeyMaterial
from megachat_desktop.crypto.keys import HpkePair, KemPair, X25519Pair
from megachat_desktop.crypto.ratchet import Ratchet
from megachat_desktop.crypto.sframe import OpeningKeys, SealingKey
from megachat_desktop.model.account import Protection


def _report(name: str, action: Callable[[], object], count: int) -> None:
    best = min(timeit.repeat(action, number=count, repeat=5)) / count
    sys.stdout.write(f"{name:58} {best * 1e6:10.1f} us\n")


def _sessions() -> None:
    alice, bob = running_session()
    stored, message = alice.to_bytes(), alice.encrypt(bytes(200))
    hers = bob.to_bytes()

    def send() -> None:
        ratchet = Ratchet.from_bytes(stored)
        ratchet.encrypt(bytes(200))
        ratchet.to_bytes()

    def receive(state: bytes) -> None:
        ratchet = Ratchet.from_bytes(state)
        ratchet.decrypt(message)
        ratchet.to_bytes()

    _report("envelope out: load, encrypt 200 bytes, store", send, 300)
    _report("envelope in: load, decrypt with a DH step, store", lambda: receive(hers), 300)
    for _ in range(2):
        message = [alice.encrypt(b"") for _ in range(1000)][-1]
        bob.decrypt(message)
    message, full = alice.encrypt(b""), bob.to_bytes()
    _report(f"the same with 2,000 skipped keys ({len(full)} bytes)", lambda: receive(full), 20)


def _frames() -> None:
    frame, sealing, opening = (
        pattern(1, 5000),
        SealingKey(pattern(2, 64)),
        OpeningKeys(pattern(2, 64)),
    )
    sealed = iter([sealing.seal(frame) for _ in range(10_000)])
    _report("SFrame: seal 5 kB", lambda: sealing.seal(frame), 5000)
    _report("SFrame: open 5 kB", lambda: opening.open(next(sealed), 0.0), 2000)


def _agreements() -> None:
    inbox, me = HpkePair.generate(), X25519Pair.generate()
    sealed = hpke.seal(inbox.public, b"info", bytes(2000))
    context = pqxdh.Context(*(bytes(271) for _ in range(6)))
    peer = pqxdh.ResponderKeys(
        X25519Pair.generate().public, X25519Pair.generate().public, KemPair.generate().public
    )
    _report("HPKE: seal 2 kB", lambda: hpke.seal(inbox.public, b"info", bytes(2000)), 100)
    _report("HPKE: open 2 kB", lambda: hpke.open_sealed(inbox, b"info", sealed), 100)
    _report("HPKE: make a pair", HpkePair.generate, 100)
    _report("PQXDH: initiate", lambda: pqxdh.initiate(context, me, peer), 100)
    material = KeyMaterial("correct horse")
    _report(
        "key file: Argon2id, 256 MiB, three passes",
        lambda: key_file.create(Protection.PASSPHRASE, material, bytes(32)),
        1,
    )


if __name__ == "__main__":
    for part in (_sessions, _frames, _agreements):
        part()
