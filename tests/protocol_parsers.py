"""Every parser of foreign bytes beside valid samples of what it reads."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from megachat_desktop.crypto.hashing import hash_labelled
from megachat_desktop.crypto.sframe_header import decode_header, encode_header
from megachat_desktop.errors import BadLinkError, RemoteProtocolError
from megachat_desktop.media.rtp import rtcp
from megachat_desktop.media.rtp.feedback import parse_feedback
from megachat_desktop.protocol import call_records as calls
from megachat_desktop.protocol import contact_records as contacts
from megachat_desktop.protocol import frames, lan, link, records
from megachat_desktop.protocol import text_records as texts
from megachat_desktop.protocol.bundle import (
    Bundle,
    decode_bundle,
    decode_item,
    encode_bundle,
)
from megachat_desktop.protocol.bundle import (
    decode_header as decode_bundle_header,
)
from megachat_desktop.protocol.call_description import (
    decode_description,
    encode_description,
)
from megachat_desktop.protocol.certificate import (
    decode_certificate,
)
from megachat_desktop.protocol.envelope import (
    decode_envelope,
    decode_init,
    decode_inner,
    encode_init,
    encode_inner,
    pack_payload,
    seal_envelope,
    unpack_payload,
)
from protocol_support import (
    contact_link,
    make_record,
    person,
    record_bodies,
    sample_frames,
    sample_init,
    sample_inner,
)


def decode_frame_bytes(data: bytes) -> frames.Frame:
    """What a connection does, in whichever state fits the type."""
    first = data[4:5] == b"\x01"
    state = frames.StreamState.BEFORE_HELLO if first else frames.StreamState.OPEN
    header = frames.check_header(data[: frames.HEADER_BYTES], state)
    body = data[frames.HEADER_BYTES :]
    if len(body) != header.body_bytes:
        raise RemoteProtocolError("a stream would wait or read on")
    return frames.decode_frame(header.type, body)


def _link_from_payload(payload: bytes) -> link.ContactLink:
    """A link with a right checksum around any payload, so that mutations get past it."""
    data = payload + hash_labelled("link", payload)[:4]
    text = link.PREFIX + base64.urlsafe_b64encode(data).decode().rstrip("=")
    return link.parse_link(text, 0)


def _link_payload(value: link.ContactLink) -> bytes:
    text = link.encode_link(value).removeprefix(link.PREFIX)
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))[:-4]


def txt_entries(data: bytes) -> dict[bytes, bytes | None]:
    """A DNS TXT record as its entries: length-prefixed strings, cut at the first ``=``."""
    entries: dict[bytes, bytes | None] = {}
    while data:
        size, data = data[0], data[1:]
        key, found, value = data[:size].partition(b"=")
        entries[key] = value if found else None
        data = data[size:]
    return entries


def txt_bytes(entries: dict[str, str]) -> bytes:
    strings = [f"{key}={value}".encode() for key, value in entries.items()]
    return b"".join(bytes([len(s)]) + s for s in strings)


@dataclass(frozen=True)
class Parser:
    """A way in for foreign bytes. ``encode`` is None where one value has many encodings."""

    name: str
    decode: Callable[[bytes], Any]
    encode: Callable[[Any], bytes] | None
    samples: tuple[bytes, ...]
    error: type[Exception] = RemoteProtocolError

    def accepts(self, data: bytes) -> bool:
        """Whether the bytes decode; any exception but the right one comes through."""
        try:
            self.decode(data)
        except self.error:
            return False
        return True


def _raw(value: Any) -> bytes:
    raw: bytes = value.raw
    return raw


def _session_parsers() -> list[Parser]:
    bob = person("bob")
    bundle = bob.bundle()
    items = tuple(item.raw for item in bob.items().values())
    without = Bundle(bundle.certificate, bundle.header, bundle.spk, bundle.lrk, bundle.inbox)
    bundles = (encode_bundle(bundle), encode_bundle(without))
    inner = sample_inner()
    sealed = seal_envelope(inner, bob.account, bob.device, 3, bob.inbox_pair.public)
    payload = pack_payload([make_record(b).raw for b in record_bodies()])
    return [
        Parser("certificate", decode_certificate, _raw, (bundle.certificate.raw,)),
        Parser("item", decode_item, _raw, items),
        Parser("bundle header", decode_bundle_header, _raw, (bundle.header.raw,)),
        Parser("bundle", decode_bundle, encode_bundle, bundles),
        Parser("init", decode_init, encode_init, (encode_init(sample_init()),)),
        Parser("inner", decode_inner, encode_inner, (encode_inner(inner),)),
        Parser("envelope", decode_envelope, None, (sealed,)),
        Parser("payload", unpack_payload, pack_payload, (payload, pack_payload([]))),
    ]


def _outer_parsers() -> list[Parser]:
    text = link.encode_link(contact_link()).encode()
    a = person("alice")
    visible = lan.VisibleBeacon("Alice", a.account, a.device, a.node_key)
    beacons = (lan.ContactsBeacon(lan.beacon_token(a.node_key, 7)), visible)
    return [
        Parser(
            "frame", decode_frame_bytes, frames.encode_frame,
            tuple(frames.encode_frame(f) for f in sample_frames()),
        ),
        Parser(
            "link", lambda d: link.parse_link(d.decode("latin-1"), 0),
            lambda v: link.encode_link(v).encode(), (text,), BadLinkError,
        ),
        Parser(
            "link payload", _link_from_payload, _link_payload,
            (_link_payload(contact_link()),), BadLinkError,
        ),
        Parser(
            "mDNS TXT", lambda d: lan.decode_txt(txt_entries(d)), None,
            tuple(txt_bytes(lan.encode_txt(b)) for b in beacons),
        ),
    ]  # fmt: skip


def _record_parsers() -> list[Parser]:
    bodies = record_bodies()
    raws = tuple(make_record(body).raw for body in bodies)
    offer = next(b for b in bodies if isinstance(b, calls.Offer))
    ringing = next(b for b in bodies if isinstance(b, calls.Ringing))
    info = next(b for b in bodies if isinstance(b, contacts.DeviceInfo))
    preview = texts.Preview("https://a.example", "A", "about", b"png")
    return [
        Parser("record", records.decode_record, records.encode_record, raws),
        Parser("description", decode_description, encode_description, (offer.description,)),
        Parser("callee", calls.Callee.decode, calls.Callee.encode, (ringing.callee or b"",)),
        Parser(
            "device info", contacts.DeviceInfo.decode, records.encode_body,
            (records.encode_body(info),),
        ),
        Parser("preview", texts.Preview.decode, texts.Preview.encode, (preview.encode(),)),
    ]  # fmt: skip


def _media_parsers() -> list[Parser]:
    feedback = b"MCTF" + bytes.fromhex("0001 0002 00001000 8001 0000")
    block = rtcp.ReportBlock(1, 0.5, 7, 70_000, 3, 4, 5)
    sender = rtcp.build_sender_report(rtcp.SenderReport(1, 9.0, 2, 3, 4, (block,)))
    nack = rtcp.build_nack(1, 2, [5, 6, 900])
    reports = (sender + nack, rtcp.build_pli(1, 2), rtcp.build_feedback(1, 2, feedback))
    headers = tuple(encode_header(k, c) for k, c in ((0, 0), (9, 300), (1 << 40, 1 << 33)))
    return [
        Parser("SFrame header", decode_header, None, headers),
        Parser("RTP feedback", parse_feedback, None, (feedback,)),
        Parser("RTCP", rtcp.parse_rtcp, None, reports),
    ]


@lru_cache
def all_parsers() -> tuple[Parser, ...]:
    """Every parser of foreign bytes below the media packets' own."""
    parts = (_outer_parsers(), _session_parsers(), _record_parsers(), _media_parsers())
    return tuple(parser for part in parts for parser in part)
