"""What the two ends say of their media, what they agree on, and what is refused."""

from collections.abc import Callable

import pytest

from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.media.description import (
    agree,
    all_ssrcs,
    check,
    describe,
    new_streams,
)
from megachat_desktop.media.rtp.packets import StreamKind
from megachat_desktop.model.call import CallRole
from megachat_desktop.model.media import StreamNo
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.call_description import (
    CARRIER_ICE,
    DIR_MAY_SEND,
    DTLS_CLIENT,
    DTLS_SERVER,
    CallDescription,
    CodecDescription,
    StreamDescription,
)

CREDENTIALS = ("abcd", "a" * 22)


def offer() -> CallDescription:
    return describe(CallRole.CALLER, new_streams(), CREDENTIALS, bytes(32), CARRIER_ICE, None)


def answer(to: CallDescription) -> CallDescription:
    streams = new_streams(all_ssrcs(to))
    return describe(CallRole.CALLEE, streams, CREDENTIALS, bytes(32), CARRIER_ICE, to)


def codecs(description: CallDescription, number: int) -> list[str]:
    stream = description.stream(number)
    assert stream is not None
    return [codec.name for codec in stream.codecs]


def without_codec(description: CallDescription, name: str) -> CallDescription:
    streams = tuple(
        replace(s, codecs=tuple(c for c in s.codecs if c.name != name)) for s in description.streams
    )
    return replace(description, streams=streams)


def test_the_caller_offers_everything_best_first() -> None:
    offered = offer()
    assert codecs(offered, StreamNo.MICROPHONE) == ["opus", "rtx"]
    assert codecs(offered, StreamNo.CAMERA) == ["h264", "rtx", "vp8", "rtx"]
    assert offered.dtls_role == DTLS_SERVER
    assert answer(offered).dtls_role == DTLS_CLIENT


def test_payload_types_are_dynamic_and_distinct() -> None:
    types = [codec.payload_type for stream in offer().streams for codec in stream.codecs]
    assert len(set(types)) == len(types)
    assert all(96 <= number <= 127 for number in types)


def test_the_callee_answers_with_the_caller_s_payload_types() -> None:
    offered = without_codec(offer(), "h264")
    answered = answer(offered)
    assert codecs(answered, StreamNo.CAMERA) == ["vp8", "rtx"]
    theirs, ours = offered.stream(StreamNo.CAMERA), answered.stream(StreamNo.CAMERA)
    assert theirs is not None
    assert ours is not None
    known = {codec.payload_type for codec in theirs.codecs}
    assert {codec.payload_type for codec in ours.codecs} <= known


def test_ssrcs_are_distinct_over_both_descriptions() -> None:
    offered = offer()
    answered = answer(offered)
    assert len({*all_ssrcs(offered), *all_ssrcs(answered)}) == 8


def test_both_ends_agree_on_the_same_streams() -> None:
    offered = offer()
    answered = answer(offered)
    caller, callee = agree(offered, answered), agree(answered, offered)
    assert [s.ssrc for s in caller.outgoing] == [s.ssrc for s in callee.incoming]
    assert [s.rtx_ssrc for s in caller.outgoing] == [s.rtx_ssrc for s in callee.incoming]
    assert caller.codecs == callee.codecs == {0: "opus", 1: "h264"}
    assert [s.kind for s in caller.outgoing] == [StreamKind.AUDIO, StreamKind.VIDEO]
    for out, came in zip(caller.outgoing, callee.incoming, strict=True):
        assert out.payload_type in dict(came.codecs)
        assert out.rtx_payload_type in came.rtx_payload_types


def test_the_sender_takes_the_first_codec_of_the_receiver_s_list() -> None:
    offered = offer()
    answered = answer(offered)
    camera = answered.stream(StreamNo.CAMERA)
    assert camera is not None
    turned = replace(camera, codecs=camera.codecs[2:] + camera.codecs[:2])
    liked = replace(answered, streams=(answered.streams[0], turned))
    assert agree(offered, liked).codecs[StreamNo.CAMERA] == "vp8"


def test_first_sequence_numbers_leave_room_before_the_wrap() -> None:
    offered = offer()
    for _ in range(50):
        for stream in agree(offered, answer(offered)).outgoing:
            assert 0 <= stream.first_sequence < 1 << 15
            assert 0 <= stream.rtx_first_sequence < 1 << 15


def test_a_stream_that_the_peer_does_not_take_is_not_sent() -> None:
    offered = offer()
    answered = answer(offered)
    camera = replace(answered.streams[1], direction=DIR_MAY_SEND)
    agreed = agree(offered, replace(answered, streams=(answered.streams[0], camera)))
    assert [s.number for s in agreed.outgoing] == [StreamNo.MICROPHONE]
    assert [s.number for s in agreed.incoming] == [StreamNo.MICROPHONE, StreamNo.CAMERA]


def test_unknown_streams_and_codecs_are_left_out() -> None:
    screen = StreamDescription(2, 77, 3, (CodecDescription(120, "h264", 90_000),))
    av1 = CodecDescription(119, "av1", 90_000)
    offered = offer()
    camera = replace(offered.streams[1], codecs=(av1, *offered.streams[1].codecs))
    richer = replace(offered, streams=(offered.streams[0], camera, screen))
    check(CallRole.CALLEE, richer, ())
    assert codecs(answer(richer), StreamNo.CAMERA) == ["h264", "rtx", "vp8", "rtx"]


def _bad_rtx(value: str) -> Callable[[CallDescription], CallDescription]:
    def change(description: CallDescription) -> CallDescription:
        rtx = CodecDescription(97, "rtx", 48_000, 0, (("apt", "96"), ("ssrc", value)))
        first = replace(description.streams[0], codecs=(description.streams[0].codecs[0], rtx))
        return replace(description, streams=(first, description.streams[1]))

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda d: replace(d, dtls_role=DTLS_CLIENT),
        lambda d: replace(d, dtls_role=0),
        lambda d: replace(d, carriers=0),
        lambda d: replace(d, carriers=4),
        lambda d: replace(d, streams=()),
        lambda d: replace(d, streams=(d.streams[0], replace(d.streams[1], ssrc=d.streams[0].ssrc))),
        lambda d: replace(d, streams=(replace(d.streams[0], ssrc=0), d.streams[1])),
        lambda d: without_codec(d, "rtx"),
        lambda d: without_codec(without_codec(without_codec(d, "opus"), "h264"), "vp8"),
        _bad_rtx(""),
        _bad_rtx("-5"),
        _bad_rtx("4294967296"),
        _bad_rtx("9" * 64),
        _bad_rtx("٣"),
    ],
)
def test_an_offer_that_cannot_work_is_refused(
    change: Callable[[CallDescription], CallDescription],
) -> None:
    with pytest.raises(RemoteProtocolError):
        check(CallRole.CALLEE, change(offer()), ())


def test_an_answer_with_our_own_ssrcs_is_refused() -> None:
    offered = offer()
    answered = describe(
        CallRole.CALLEE, new_streams(), CREDENTIALS, bytes(32), CARRIER_ICE, offered
    )
    with pytest.raises(RemoteProtocolError):
        check(CallRole.CALLER, answered, all_ssrcs(answered))


def test_every_ssrc_and_payload_type_is_routed() -> None:
    offered = offer()
    answered = answer(offered)
    routing = agree(offered, answered).routing
    assert set(routing.receive_ssrcs) == set(all_ssrcs(answered))
    assert set(routing.send_ssrcs) == set(all_ssrcs(offered))
    assert set(routing.receive_payload_types) == {
        codec.payload_type for stream in offered.streams for codec in stream.codecs
    }
