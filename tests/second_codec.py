"""A second implementation of the notation, links, frames and records, from PROTOCOL.md alone.

It shares no line with the product: plain functions on ``struct``, no reader, no classes. It only
encodes; the golden files are its output and the product has to agree with them byte for byte.
"""

import base64
import hashlib
import ipaddress
import json
import struct
import unicodedata
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "vectors" / "megachat"


def num(bits: int, value: int) -> bytes:
    return struct.pack({8: ">B", 16: ">H", 32: ">I", 64: ">Q"}[bits], value)


def b(data: bytes) -> bytes:
    return num(32, len(data)) + data


def s(text: str) -> bytes:
    return b(unicodedata.normalize("NFC", text).encode("utf-8"))


def many(items: list[bytes]) -> bytes:
    return num(16, len(items)) + b"".join(items)


def maybe(item: bytes | None) -> bytes:
    return b"\x00" if item is None else b"\x01" + item


def addr(ip: str, port: int) -> bytes:
    parsed = ipaddress.ip_address(ip)
    return num(8, parsed.version) + parsed.packed + num(16, port)


def relay(host: str) -> bytes:
    return num(8, len(host)) + host.encode("ascii")


def mailbox(node_key: bytes, host: str, address: tuple[str, int]) -> bytes:
    return b"\x01" + node_key + relay(host) + b"\x01" + addr(*address)


def feat(versions: list[int], caps: int, suite_max: int) -> bytes:
    return many([num(16, v) for v in versions]) + num(64, caps) + num(16, suite_max)


def digest(purpose: str, data: bytes) -> bytes:
    return hashlib.sha256(b"MegaChat/1 " + purpose.encode() + b"\x00" + data).digest()


def link_text(f: dict[str, Any]) -> str:
    payload = b"\x01" + bytes.fromhex(f["aid"]) + bytes.fromhex(f["did"]) + bytes.fromhex(f["nk"])
    payload += num(8, len(f["addresses"]))
    payload += b"".join(addr(ip, port) for ip, port in f["addresses"])
    payload += relay(f["relay"])
    if f["mailbox"]:
        box = f["mailbox"]
        payload += mailbox(bytes.fromhex(box["nk"]), box["relay"], tuple(box["address"]))
    else:
        payload += b"\x00"
    payload += bytes.fromhex(f["invite"]) + num(32, f["expiry"])
    whole = payload + digest("link", payload)[:4]
    return "megachat://add/1#" + base64.urlsafe_b64encode(whole).decode().strip("=")


def frame(frame_type: int, body: bytes) -> bytes:
    return num(32, 1 + len(body)) + num(8, frame_type) + body


def record(kind: int, f: dict[str, Any], body: bytes) -> bytes:
    head = b"\x01" + num(16, kind) + bytes.fromhex(f["msg_id"]) + num(8, f["flags"])
    head += bytes.fromhex(f["conv"]) + num(64, f["seq"]) + bytes.fromhex(f["prev"])
    ext = [num(16, tag) + b(bytes.fromhex(value)) for tag, value in f["ext"]]
    return head + num(64, f["sent_ms"]) + b(body) + many(ext)


def candidate(c: dict[str, Any]) -> bytes:
    out = s(c["foundation"]) + num(8, c["transport"]) + num(32, c["priority"])
    out += addr(*c["address"]) + num(8, c["type"])
    return out + maybe(addr(*c["related"]) if c["related"] else None)


def codec(c: dict[str, Any]) -> bytes:
    parameters = [s(key) + s(value) for key, value in sorted(c["parameters"].items())]
    head = num(8, c["pt"]) + s(c["name"]) + num(32, c["clock"]) + num(8, c["channels"])
    return head + many(parameters)


def stream(d: dict[str, Any]) -> bytes:
    head = num(8, d["no"]) + num(32, d["ssrc"]) + num(8, d["dir"])
    return head + many([codec(c) for c in d["codecs"]])


def description(d: dict[str, Any]) -> bytes:
    out = s(d["ufrag"]) + s(d["pwd"]) + num(8, d["dtls_role"]) + bytes.fromhex(d["fp"])
    out += num(8, d["carriers"]) + s(d["cname"]) + many([stream(x) for x in d["streams"]])
    return out + many([num(8, i) + s(uri) for i, uri in d["extensions"]])


def load(name: str) -> Any:
    return json.loads((GOLDEN / name).read_text("utf-8"))
