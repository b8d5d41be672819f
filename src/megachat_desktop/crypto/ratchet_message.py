"""The sealed message of a session; apart from the ratchet, whose library takes long to load."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RatchetMessage:
    """What of one message travels inside the envelope."""

    ratchet_pub: bytes  # 32 bytes, X25519
    n: int  # number in its chain, u32
    pn: int  # length of the sender's previous chain, u32
    body: bytes  # nonce ‖ ciphertext ‖ tag
