"""A peer that has the keys and sends nonsense: packets are dropped, the call goes on."""

import asyncio
import contextlib
import random

import pylibsrtp

from transport_support import ALICE_RTX, ALICE_SSRC, BOB_SSRC, Ends, linked_ends, packet, settle

PACKETS = 400


def nonsense(dice: random.Random, number: int) -> bytes:
    """RTP or RTCP by its first bytes, with some truth in it, so that parsers get far."""
    body = dice.randbytes(4 * dice.randrange(0, 30))
    kind = dice.choice([96, 97, 200, 201, 202, 203, 204, 205, 206, 207])
    first = dice.choice([0x80, 0x81, 0x90, 0xA0, 0xB0, 0x8F, 0x9F, 0xBF])
    ssrcs = [ALICE_SSRC, BOB_SSRC, 0, dice.getrandbits(32)]
    if kind < 128:
        header = bytes([first, kind]) + number.to_bytes(2, "big") + dice.randbytes(4)
        return header + dice.choice(ssrcs).to_bytes(4, "big") + body
    mark = dice.choice([b"", b"REMB", b"MCTF", b"REMB\xff\x00\x00\x00"])
    rest = b"".join(dice.choice(ssrcs).to_bytes(4, "big") for _ in range(2)) + mark + body
    words = len(rest) // 4 if dice.random() < 0.8 else dice.randrange(65_536)
    return bytes([first, kind]) + words.to_bytes(2, "big") + rest


async def throw(ends: Ends, dice: random.Random) -> None:
    for number in range(PACKETS):
        with contextlib.suppress(pylibsrtp.Error):  # libsrtp itself refuses to protect it
            await ends.alice._dtls._send_rtp(nonsense(dice, number))
        await settle(3)


def test_nonsense_under_valid_keys_costs_packets_and_not_the_link() -> None:
    malformed = 0

    async def run(seed: int) -> None:
        nonlocal malformed
        async with linked_ends() as ends:
            await throw(ends, random.Random(seed))
            await ends.alice.send(packet(7, b"\xc0fine", ALICE_RTX))
            await settle()
            assert ends.bob_heard.closed == []
            assert ends.bob_heard.packets[-1].payload == b"\xc0fine"
            malformed += ends.bob.malformed

    for seed in range(6):
        asyncio.run(run(seed))
    assert malformed > 0  # some of it did reach the parsers that raise
