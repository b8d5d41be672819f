"""Pictures in which somebody is to look for a code, and what else can be dropped on the window."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from megachat_desktop.media.image_bounds import image_kind
from megachat_desktop.ui.kit import qr

DRAWING = (
    b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='file:///x'/></svg>"
)


def encoded(kind: str, size: tuple[int, int] = (9, 9), **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size).save(target, kind, **options)  # type: ignore[arg-type]
    return target.getvalue()


def endless_jpeg() -> bytes:
    good = encoded("JPEG", (64, 64), progressive=True)
    return good[:-2] + good[good.rindex(b"\xff\xda") : -2] * 200 + b"\xff\xd9"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_every_kind_of_picture_is_looked_into(qtbot: QtBot, kind: str) -> None:
    data = encoded(kind)
    assert image_kind(data) == kind.lower()
    with pytest.raises(qr.NoCodeError):
        qr.read_bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x89PNG", DRAWING, b"\x1f\x8b" + bytes(64), b"%PDF-1.7 " + DRAWING,
        encoded("TIFF"), encoded("ICO"), encoded("PNG")[:50], endless_jpeg(),
        b"RIFF\0\0\0\0WEBPVP8 ", b"BM" + bytes(50), b"GIF89a" + b"\xff" * 40,
    ],
)  # fmt: skip
def test_everything_else_is_not_even_opened(qtbot: QtBot, data: bytes) -> None:
    with pytest.raises(qr.NoCodeError):
        qr.read_bytes(data)


@pytest.mark.skipif(os.name != "posix", reason="pipes, devices and links")
def test_what_never_ends_is_no_file(qtbot: QtBot, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    huge = tmp_path / "huge"
    huge.touch()
    os.truncate(huge, 10 * 2**30)
    for path in (tmp_path / "pipe", tmp_path / "loop", tmp_path, Path("/dev/zero"), Path("/none")):
        with pytest.raises(qr.NoCodeError):
            qr.read_file(path)
    with pytest.raises(qr.PictureTooLargeError):
        qr.read_file(huge)
