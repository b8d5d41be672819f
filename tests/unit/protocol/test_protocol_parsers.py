"""Every parser against hostile bytes: one answer, one encoding per value, bounded memory."""

import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_parsers import Parser, all_parsers

PARSERS = all_parsers()
CANONICAL = [p for p in PARSERS if p.encode is not None]
MAX_TRIES = 1500


def each_parser(parsers: list[Parser] | tuple[Parser, ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("parser", parsers, ids=lambda p: p.name)


@each_parser(PARSERS)
def test_accepts_its_samples(parser: Parser) -> None:
    assert all(parser.accepts(sample) for sample in parser.samples)


@each_parser(CANONICAL)
def test_a_decoded_value_encodes_to_the_same_bytes(parser: Parser) -> None:
    assert parser.encode is not None
    for sample in parser.samples:
        assert parser.encode(parser.decode(sample)) == sample


@each_parser(CANONICAL)
def test_refuses_every_truncation(parser: Parser) -> None:
    for sample in parser.samples:
        sizes = range(len(sample))
        step = max(1, len(sample) // MAX_TRIES)
        assert not any(parser.accepts(sample[:size]) for size in sizes[::step])


@each_parser(CANONICAL)
def test_refuses_bytes_left_over(parser: Parser) -> None:
    assert not any(parser.accepts(sample + b"\0") for sample in parser.samples)


@each_parser(CANONICAL)
def test_a_flipped_bit_is_refused_or_is_another_value(parser: Parser) -> None:
    """No two encodings of one value: what is still accepted encodes to the flipped bytes."""
    assert parser.encode is not None
    for sample in parser.samples:
        places = [(at, bit) for at in range(len(sample)) for bit in range(8)]
        picked = random.Random(1).sample(places, min(len(places), MAX_TRIES))
        for at, bit in picked:
            flipped = bytearray(sample)
            flipped[at] ^= 1 << bit
            data = bytes(flipped)
            if parser.accepts(data):
                assert parser.encode(parser.decode(data)) == data


@each_parser(PARSERS)
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_accepted_or_refused_with_the_one_error(parser: Parser, data: bytes) -> None:
    parser.accepts(data)


@each_parser(PARSERS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_splice_of_a_sample_is_accepted_or_refused(parser: Parser, data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(parser.samples))
    start = data.draw(st.integers(0, len(sample)))
    end = data.draw(st.integers(start, len(sample)))
    middle = data.draw(st.binary(max_size=12))
    parser.accepts(sample[:start] + middle + sample[end:])


@each_parser(PARSERS)
def test_a_length_of_almost_4_gib_costs_no_memory(parser: Parser) -> None:
    """Every place of the head is once the start of a length prefix of 4 GiB - 1."""
    tracemalloc.start()
    try:
        for sample in parser.samples[:3]:
            for at in range(min(len(sample) - 4, 200)):
                parser.accepts(sample[:at] + b"\xff\xff\xff\xff" + sample[at + 4 :])
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


@each_parser(PARSERS)
def test_a_count_of_65535_costs_no_memory(parser: Parser) -> None:
    tracemalloc.start()
    try:
        for sample in parser.samples[:3]:
            for at in range(min(len(sample) - 2, 200)):
                parser.accepts(sample[:at] + b"\xff\xff" + sample[at + 2 :])
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
