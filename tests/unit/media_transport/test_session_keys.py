"""The SFrame keys of a call: one per stream and direction, told to nobody."""

import pickle

import pytest

from megachat_desktop.errors import CryptoError, LocalProtocolError
from megachat_desktop.media.fanout import StreamFanout
from megachat_desktop.media.rtp.packetizer import FrameAssembler
from megachat_desktop.media.session_keys import CallKeys
from peer_support import call_keys


def test_what_alice_seals_bob_opens() -> None:
    of_alice, of_bob = (CallKeys(keys) for keys in call_keys())
    sealed = of_alice.sealing(0).seal(b"hello")
    assert of_bob.open(0, sealed) == b"hello"


def test_a_relabelled_stream_fails_to_open() -> None:
    of_alice, of_bob = (CallKeys(keys) for keys in call_keys())
    sealed = of_alice.sealing(0).seal(b"hello")
    for stream in (1, 2, 99):
        with pytest.raises(CryptoError):
            of_bob.open(stream, sealed)


def test_reflected_frames_do_not_open() -> None:
    of_alice, _ = (CallKeys(keys) for keys in call_keys())
    with pytest.raises(CryptoError):
        of_alice.open(0, of_alice.sealing(0).seal(b"hello"))


def test_a_stream_without_a_key_cannot_be_sent() -> None:
    with pytest.raises(LocalProtocolError):
        CallKeys(call_keys()[0]).sealing(7)


def test_keys_are_neither_printed_nor_stored() -> None:
    keys = CallKeys(call_keys()[0])
    assert repr(keys) == "<CallKeys>"
    with pytest.raises(TypeError):
        pickle.dumps(keys)


class Target:
    def __init__(self) -> None:
        self.chunks: list[list[bytes]] = []

    def send_frame(
        self, stream: int, chunks: list[bytes], timestamp: int, capture: float, *, key: bool
    ) -> None:
        self.chunks.append(chunks)


def test_a_frame_is_sealed_once_and_cut_once_for_everybody() -> None:
    of_alice, of_bob = (CallKeys(keys) for keys in call_keys())
    fanout = StreamFanout(1, of_alice.sealing(1))
    bob, carol = Target(), Target()
    fanout.send(b"to nobody", 0, 0.0, key=True)
    fanout.add(bob)
    fanout.add(carol)
    fanout.send(bytes(5000), 0, 0.0, key=True)
    assert bob.chunks[0] is carol.chunks[0]
    assembler = FrameAssembler()
    frames = [assembler.insert(n, 0, c) for n, c in enumerate(bob.chunks[0])]
    assert frames[-1] is not None
    assert of_bob.open(1, frames[-1].sealed) == bytes(5000)
    fanout.remove(carol)
    fanout.send(b"more", 0, 0.0, key=False)
    assert (len(bob.chunks), len(carol.chunks)) == (2, 1)
