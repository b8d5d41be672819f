"""The sealed message of a session; apart from the ratchet, whose library takes long to load."""

from msgspec import Struct


class RatchetMessage(Struct, frozen=True):
    """What of one message travels inside the envelope."""

    ratchet_pub: bytes  # 32 bytes, X25519
    n: int  # number in its chain, u32
    pn: int  # length of the sender's previous chain, u32
    body: bytes  # nonce ‖ ciphertext ‖ tag
