"""Call descriptions: their ranges, and whether two fit together."""

import pytest

from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.call_description import (
    CallDescription,
    CodecDescription,
    HeaderExtension,
    StreamDescription,
    check_pair,
    decode_description,
    encode_description,
)
from protocol_support import (
    description,
)

OPUS = CodecDescription(111, "opus", 48_000, 2)
OPUS_RENUMBERED = CodecDescription(112, "opus", 48_000, 2)
DISORDERLY = CodecDescription(96, "x", 1, 0, (("b", ""), ("a", "")))
CALLER = description(1, 100)


def answering(**fields: object) -> CallDescription:
    return replace(description(2, 500), **fields)


def test_two_descriptions_fit() -> None:
    check_pair(CALLER, answering())
    fewer = tuple(replace(s, codecs=s.codecs[:1]) for s in answering().streams)
    check_pair(CALLER, answering(streams=fewer))


@pytest.mark.parametrize(
    "callee",
    [
        answering(dtls_role=1),
        answering(carriers=0),
        answering(streams=CALLER.streams),  # the same SSRCs: a reflected description
        answering(streams=(StreamDescription(0, 9, 3, (OPUS_RENUMBERED,)),)),
        answering(streams=(StreamDescription(2, 9, 3, (OPUS,)),)),
    ],
)
def test_descriptions_that_do_not_fit_are_refused(callee: CallDescription) -> None:
    with pytest.raises(RemoteProtocolError):
        check_pair(CALLER, callee)


def test_a_caller_that_claims_to_be_the_client_is_refused() -> None:
    with pytest.raises(RemoteProtocolError):
        check_pair(answering(), answering())


@pytest.mark.parametrize(
    "wrong",
    [
        answering(dtls_role=0),
        answering(dtls_role=3),
        answering(streams=(StreamDescription(0, 1, 3), StreamDescription(0, 2, 3))),
        answering(streams=(StreamDescription(0, 1, 3), StreamDescription(1, 1, 3))),
        answering(streams=(StreamDescription(8, 1, 3),)),
        answering(streams=(StreamDescription(0, 1, 4),)),
        answering(streams=(StreamDescription(0, 1, 3, (CodecDescription(95, "x", 1),)),)),
        answering(streams=(StreamDescription(0, 1, 3, (CodecDescription(128, "x", 1),)),)),
        answering(streams=(StreamDescription(0, 1, 3, (CodecDescription(96, "X", 1),)),)),
        answering(streams=(StreamDescription(0, 1, 3, (DISORDERLY,)),)),
        answering(extensions=(HeaderExtension(0, "u"),)),
        answering(extensions=(HeaderExtension(15, "u"),)),
        answering(extensions=(HeaderExtension(1, "u"), HeaderExtension(1, "v"))),
    ],
)
def test_descriptions_out_of_range_are_not_written(wrong: CallDescription) -> None:
    with pytest.raises(LocalProtocolError):
        encode_description(wrong)


def test_a_description_of_a_megabyte_or_of_65535_streams_is_refused() -> None:
    encoded = encode_description(answering(streams=(), extensions=()))
    with pytest.raises(RemoteProtocolError):
        decode_description(encoded + bytes(1_000_000))
    with pytest.raises(RemoteProtocolError):
        decode_description(encoded[:-4] + b"\xff\xff" + encoded[-2:])
