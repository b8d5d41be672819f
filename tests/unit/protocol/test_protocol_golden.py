"""Golden files: two implementations of the notation agree byte for byte."""

import pytest

import second_codec
from megachat_desktop.protocol import call_records, frames, link, records, text_records
from megachat_desktop.protocol.call_description import decode_description, encode_description
from protocol_support import (
    contact_link,
    description,
    make_record,
    record_bodies,
    sample_frames,
)

CODEC = second_codec.load("codec.json")
LINK = second_codec.load("link.json")


@pytest.mark.parametrize("vector", LINK["links"])
def test_the_second_implementation_still_makes_the_golden_links(vector: dict[str, object]) -> None:
    assert second_codec.link_text(vector["fields"]) == vector["text"]  # type: ignore[arg-type]


@pytest.mark.parametrize("vector", LINK["links"])
def test_links_agree(vector: dict[str, str]) -> None:
    parsed = link.parse_link(vector["text"], 0)
    assert link.encode_link(parsed) == vector["text"]
    fields: dict[str, object] = vector["fields"]  # type: ignore[assignment]
    assert parsed.account.hex() == fields["aid"]
    assert parsed.expiry == fields["expiry"]
    assert [[a.ip, a.port] for a in parsed.addresses] == fields["addresses"]
    assert (parsed.relay or "") == fields["relay"]


def test_our_full_link_is_the_golden_one() -> None:
    assert link.encode_link(contact_link()) == LINK["links"][0]["text"]


def test_frames_agree() -> None:
    ours = {f.__class__.__name__: frames.encode_frame(f).hex() for f in sample_frames()}
    golden = {v["name"]: v["frame"] for v in CODEC["frames"]}
    names = {
        "hello": "Hello",
        "bundle request": "BundleRequest",
        "envelope": "EnvelopeFrame",
        "ack": "Ack",
        "refused": "Refused",
        "ping": "Ping",
    }
    assert {name: ours[class_name] for name, class_name in names.items()} == golden


@pytest.mark.parametrize("vector", CODEC["frames"])
def test_the_second_implementation_still_makes_the_golden_frames(vector: dict[str, str]) -> None:
    body = bytes.fromhex(vector["body"])
    assert second_codec.frame(int(vector["type"]), body).hex() == vector["frame"]


@pytest.mark.parametrize(
    ("vector", "kind"),
    list(zip(CODEC["records"], (text_records.Text, call_records.Ice), strict=True)),
)
def test_records_agree(vector: dict[str, str], kind: type[records.RecordBody]) -> None:
    body = next(b for b in record_bodies() if isinstance(b, kind))
    fields: dict[str, object] = vector["fields"]  # type: ignore[assignment]
    second = second_codec.record(kind.KIND, fields, bytes.fromhex(vector["body"]))
    assert make_record(body).raw.hex() == vector["record"] == second.hex()
    assert records.encode_body(body).hex() == vector["body"]


def test_descriptions_agree() -> None:
    golden = CODEC["description"]
    assert second_codec.description(golden["fields"]).hex() == golden["encoded"]
    assert encode_description(description()).hex() == golden["encoded"]
    assert decode_description(bytes.fromhex(golden["encoded"])) == description()
