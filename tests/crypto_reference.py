"""A second implementation of PROTOCOL.md's own compositions, written from its text alone.

It shares no line with the product: hashlib and hmac, X25519 and HChaCha20 by hand, Argon2id and
ChaCha20-Poly1305 from a library that the product does not use for them. Slow, and only for tests.
"""

import base64
import hashlib
import hmac
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

P25519 = 2**255 - 19


def L(purpose: str) -> bytes:
    return f"MegaChat/1 {purpose}\0".encode()


def H(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def enc(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value


def mac(key: bytes, data: bytes, hash_name: str = "sha256") -> bytes:
    return hmac.new(key, data, hash_name).digest()


def expand(prk: bytes, info: bytes, size: int, hash_name: str = "sha256") -> bytes:
    okm, block, number = b"", b"", 1
    while len(okm) < size:
        block = mac(prk, block + info + bytes([number]), hash_name)
        okm, number = okm + block, number + 1
    return okm[:size]


def hkdf(ikm: bytes, salt: bytes, info: bytes, size: int) -> bytes:
    return expand(mac(salt, ikm), info, size)


def x25519(private: bytes, public: bytes) -> bytes:
    """RFC 7748, section 5."""
    scalar = bytearray(private)
    scalar[0] &= 248
    scalar[31] = scalar[31] & 127 | 64
    k = int.from_bytes(scalar, "little")
    u = int.from_bytes(public, "little") & (1 << 255) - 1
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for t in range(254, -1, -1):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % P25519, b * b % P25519, d * a % P25519, c * b % P25519
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % P25519, u * (da - cb) ** 2 % P25519
        x2, z2 = aa * bb % P25519, e * (aa + 121665 * e) % P25519
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P25519 - 2, P25519) % P25519).to_bytes(32, "little")


def x25519_public(private: bytes) -> bytes:
    return x25519(private, (9).to_bytes(32, "little"))


def kem_rejection_secret(seed: bytes, ciphertext: bytes) -> bytes:
    """What ML-KEM gives for a ciphertext nobody made: FIPS 203, algorithm 18, J(z ‖ c)."""
    return hashlib.shake_256(seed[32:] + ciphertext).digest(32)


def pqxdh(
    exchanges: list[bytes], kem_secret: bytes, transcript_parts: list[bytes]
) -> tuple[bytes, bytes, bytes]:
    """SK, T, sid of section 5.2."""
    ikm = b"\xff" * 32 + b"".join(exchanges) + kem_secret
    sk = hkdf(ikm, b"\0" * 32, L("pqxdh X25519 SHA-256 ML-KEM-768"), 32)
    t = H(L("pqxdh-transcript"), struct.pack(">H", 1), *map(enc, transcript_parts))
    return sk, t, H(L("session-id"), t)[:16]


def hchacha20(key: bytes, nonce: bytes) -> bytes:
    """draft-irtf-cfrg-xchacha, section 2.2."""
    state = list(struct.unpack("<16I", b"expand 32-byte k" + key + nonce))

    def quarter(a: int, b: int, c: int, d: int) -> None:
        for into, by, target, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            state[into] = (state[into] + state[by]) & 0xFFFFFFFF
            mixed = state[target] ^ state[into]
            state[target] = (mixed << turn | mixed >> 32 - turn) & 0xFFFFFFFF

    columns = [(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)]
    diagonals = [(0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)]
    for _ in range(10):
        for lane in columns + diagonals:
            quarter(*lane)
    return struct.pack("<8I", *state[:4], *state[12:])


def xchacha_seal(key: bytes, nonce: bytes, plaintext: bytes, ad: bytes) -> bytes:
    cipher = ChaCha20Poly1305(hchacha20(key, nonce[:16]))
    return nonce + cipher.encrypt(bytes(4) + nonce[16:], plaintext, ad)


def pad(payload: bytes) -> bytes:
    block = 256 if len(payload) < 4096 else 1024
    return payload + b"\x80" + bytes(-(len(payload) + 1) % block)


def first_ratchet_message(
    sk: bytes, t: bytes, spk_public: bytes, ratchet_private: bytes, payload: bytes, nonce: bytes
) -> tuple[bytes, bytes]:
    """ratchet_pub and body of an initiator's message 0 (sections 5.3, 5.4)."""
    chain = hkdf(x25519(ratchet_private, spk_public), sk, L("dr-root"), 64)[32:]
    public = x25519_public(ratchet_private)
    ad = t + public + struct.pack(">II", 0, 0)
    return public, xchacha_seal(mac(chain, b"\x01"), nonce, pad(payload), ad)


def call_keys(
    th: bytes, s: bytes, path: int, exporter: bytes, fingerprints: bytes
) -> dict[str, object]:
    """Everything derived from PRK in section 7.3."""
    prk = mac(th, s)
    sas = "".join(f"{byte:08b}" for byte in expand(prk, L("call-sas"), 6))[:42]
    confirm_keys = [
        expand(prk, L("call-confirm-initiator"), 32),
        expand(prk, L("call-confirm-responder"), 32),
    ]
    return {
        "sas": [int(sas[i : i + 6], 2) for i in range(0, 42, 6)],
        "macs": [
            mac(key, L("confirm") + bytes([role, path]) + th + exporter + fingerprints).hex()
            for role, key in enumerate(confirm_keys)
        ],
        "base_keys": [
            [expand(prk, L("call-sframe") + bytes([role, no]), 64).hex() for no in range(4)]
            for role in (0, 1)
        ],
    }


def call_transcript(parties: list[bytes], offer: bytes, callee: bytes, n_c: bytes) -> bytes:
    return H(L("call-transcript"), *map(enc, parties), enc(offer), enc(callee), n_c)


def account_id(account_public: bytes) -> bytes:
    return H(L("account"), b"\x01", enc(b"\x06" + account_public))


def fingerprint(aid: bytes) -> str:
    text = base64.b32encode(aid[:20]).decode().lower()
    return " ".join(text[i * 4 : i * 4 + 4] for i in range(8))


def safety_number(one: bytes, other: bytes) -> str:
    data = hkdf(b"".join(sorted([one, other])), b"", L("safety-number"), 60)
    numbers = [int.from_bytes(data[i * 5 : i * 5 + 5], "big") % 100000 for i in range(12)]
    return " ".join(str(number).zfill(5) for number in numbers)


def lan_token(node_key: bytes, epoch: int) -> bytes:
    data = L("lan") + struct.pack(">Q", epoch)
    return hashlib.blake2b(data, key=node_key, digest_size=16).digest()


def ed25519(seed: bytes) -> tuple[bytes, Ed25519PrivateKey]:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return key.public_key().public_bytes_raw(), key


def sign(seed: bytes, purpose: str, body: bytes) -> bytes:
    return ed25519(seed)[1].sign(L(purpose) + body)


def sframe_seal(base_key: bytes, header: bytes, kid: int, ctr: int, frame: bytes) -> bytes:
    secret = mac(b"", base_key, "sha512")
    tail = struct.pack(">QH", kid, 5)
    key = expand(secret, b"SFrame 1.0 Secret key " + tail, 32, "sha512")
    salt = expand(secret, b"SFrame 1.0 Secret salt " + tail, 12, "sha512")
    nonce = bytes(a ^ b for a, b in zip(salt, ctr.to_bytes(12, "big"), strict=True))
    return header + AESGCM(key).encrypt(nonce, frame, header)


def sframe_next(base_key: bytes) -> bytes:
    return expand(mac(b"", base_key, "sha512"), b"SFrame 1.0 Ratchet", 64, "sha512")


def stream_chunks(file_key: bytes, nonce: bytes, data: bytes) -> list[bytes]:
    cipher = ChaCha20Poly1305(hkdf(file_key, nonce, b"payload", 32))
    pieces = [data[i : i + 65536] for i in range(0, len(data), 65536)] or [b""]
    return [
        cipher.encrypt(struct.pack(">3xQB", i, i == len(pieces) - 1), piece, b"")
        for i, piece in enumerate(pieces)
    ]


def key_file(
    mode: int, passphrase: bytes, device: bytes, salt: bytes, nonce: bytes, dek: bytes
) -> bytes:
    """A key file of section 12 with the floor's Argon2id parameters."""
    with_argon = mode in (2, 3)
    cost = (1, 3, 65536) if with_argon else (0, 0, 0)
    head = b"MCKF\x01" + struct.pack(">BBII", mode, *cost) + salt
    kek = device
    if with_argon:
        argon = Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=65536)
        kek = argon.derive(passphrase)
    if mode == 3:
        kek = hkdf(kek + device, salt, L("kek-both"), 32)
    commit = expand(kek, L("dek-commit") + head, 32)
    wrap_key = expand(kek, L("dek-wrap") + head, 32)
    return head + commit + enc(xchacha_seal(wrap_key, nonce, dek, L("dek") + head + commit))
