"""Our own picture from a photo, and pictures that other people send."""

import contextlib
import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from megachat_desktop.errors import UserFacingError
from megachat_desktop.media.avatar_image import (
    MAX_BYTES,
    MAX_SIDE,
    SIDE,
    BadPhotoError,
    decode_avatar,
    load_photo,
    make_avatar,
)
from megachat_desktop.model.avatar import BadAvatarError


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)  # type: ignore[arg-type]
    return target.getvalue()


def halves(width: int, height: int) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image


def declared(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is this large."""
    data = bytearray(encoded(Image.new("L", (1, 1))))
    head = b"IHDR" + struct.pack(">II", width, height) + bytes(data[24:29])
    data[12:33] = head + struct.pack(">I", zlib.crc32(head))
    return bytes(data)


def close(pixel: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 40 for a, b in zip(pixel, wanted, strict=True))


def at(rgb: bytes, x: int, y: int) -> tuple[int, ...]:
    start = 3 * (y * SIDE + x)
    return tuple(rgb[start : start + 3])


@pytest.mark.parametrize("size", [(256, 256), (1600, 900), (300, 2000), (1, 1), (20, 9)])
def test_a_photo_becomes_a_small_square(size: tuple[int, int]) -> None:
    made = make_avatar(encoded(halves(*size), "JPEG"))
    assert len(made) <= MAX_BYTES
    with Image.open(io.BytesIO(made)) as image:
        assert (image.format, image.size) == ("JPEG", (SIDE, SIDE))


def test_the_middle_of_the_photo_is_kept() -> None:
    shown = decode_avatar(make_avatar(encoded(halves(1000, 500))))
    assert (shown.side, len(shown.rgb)) == (SIDE, 3 * SIDE * SIDE)
    assert close(at(shown.rgb, 40, 128), (255, 0, 0))
    assert close(at(shown.rgb, 210, 128), (0, 0, 255))


def test_noise_fits_too() -> None:
    noise = Image.effect_noise((800, 800), 120).convert("RGB")
    assert len(make_avatar(encoded(noise, "PNG"))) <= MAX_BYTES


def test_a_photo_is_turned_as_the_camera_was_held_and_keeps_no_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held on its side
    exif[0x010F] = "Secret camera"
    photo = encoded(
        halves(600, 600), "JPEG", exif=exif, comment=b"Secret place", icc_profile=b"Secret profile"
    )
    made = make_avatar(photo)
    shown = decode_avatar(made)
    assert close(at(shown.rgb, 128, 40), (255, 0, 0))
    assert close(at(shown.rgb, 128, 210), (0, 0, 255))
    assert b"Secret" not in made
    with Image.open(io.BytesIO(made)) as image:
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


def test_text_in_a_png_stays_at_home() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Place", "Secret street 4")
    assert b"Secret" not in make_avatar(encoded(halves(64, 64), "PNG", pnginfo=notes))


def test_what_is_transparent_becomes_white() -> None:
    shown = decode_avatar(encoded(Image.new("RGBA", (64, 64), (0, 0, 0, 0))))
    assert at(shown.rgb, 10, 10) == (255, 255, 255)


@pytest.mark.parametrize(
    "photo",
    [b"", b"no picture", b"%PDF-1.7", declared(60_000, 60_000), bytes(20 * 1024 * 1024 + 1)],
)
def test_what_is_no_photo_is_refused_in_words(photo: bytes) -> None:
    with pytest.raises(BadPhotoError) as refused:
        make_avatar(photo)
    assert isinstance(refused.value, UserFacingError)
    assert refused.value.sentence.startswith("This picture")


def test_a_file_is_read_within_bounds(tmp_path: Path) -> None:
    photo = tmp_path / "me.png"
    photo.write_bytes(encoded(halves(64, 64)))
    assert decode_avatar(load_photo(photo)).side == SIDE
    for wrong in (tmp_path, tmp_path / "missing.png"):
        with pytest.raises(BadPhotoError):
            load_photo(wrong)
    with photo.open("ab") as file:
        file.truncate(21 * 1024 * 1024)
    with pytest.raises(BadPhotoError) as refused:
        load_photo(photo)
    assert refused.value.sentence.startswith("This picture is too large.")


@pytest.mark.parametrize(
    "image",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        encoded(halves(64, 64), "GIF"),
        encoded(halves(64, 64), "WEBP"),
        encoded(halves(MAX_SIDE + 1, 8)),
        declared(60_000, 60_000),
        declared(1_000_000, 1),
        encoded(Image.effect_noise((64, 64), 90))[:900],
        encoded(halves(64, 64), "JPEG")[:200],
        b"\xff\xd8" + bytes(MAX_BYTES),
    ],
)
def test_mallory_sends_something_else(image: bytes) -> None:
    with pytest.raises(BadAvatarError):
        decode_avatar(image)


@given(st.binary(max_size=400), st.integers(0, 3000), st.sampled_from(["PNG", "JPEG"]))
@example(b"", 0, "PNG")
@settings(max_examples=300, deadline=None)
def test_damaged_pictures_decode_or_are_refused(noise: bytes, place: int, kind: str) -> None:
    good = encoded(halves(48, 48), kind)
    place %= len(good)
    damaged = good[:place] + noise + good[place + len(noise) :]
    try:
        shown = decode_avatar(damaged)
    except BadAvatarError:
        return
    assert len(shown.rgb) == 3 * SIDE * SIDE


def scans(image: Image.Image, wanted: int) -> bytes:
    """A progressive JPEG whose last pass comes as often as ``wanted``."""
    good = encoded(image, "JPEG", progressive=True, quality=1)
    last = good[good.rindex(b"\xff\xda") : -2]
    return good[:-2] + last * (wanted - good.count(b"\xff\xda")) + b"\xff\xd9"


def test_a_picture_of_a_thousand_passes_is_not_even_begun() -> None:
    white = Image.new("RGB", (MAX_SIDE, MAX_SIDE), "white")
    bomb = scans(white, 600)
    assert len(bomb) <= MAX_BYTES
    with pytest.raises(BadAvatarError, match="scans"):
        decode_avatar(bomb)
    with pytest.raises(BadPhotoError):
        make_avatar(bomb)
    assert decode_avatar(encoded(white, "JPEG", progressive=True, quality=30)).side == SIDE


@pytest.mark.parametrize("kind", [b"iCCP", b"zTXt", b"iTXt"])
def test_what_is_packed_into_a_png_beside_its_pixels_stays_packed(kind: bytes) -> None:
    good = encoded(halves(8, 8))
    flags = b"\x00\x00" if kind != b"iTXt" else b"\x00\x01\x00\x00\x00"
    inside = b"name" + flags + zlib.compress(bytes(20_000_000), 9)
    chunk = struct.pack(">I", len(inside)) + kind + inside
    bomb = good[:33] + chunk + struct.pack(">I", zlib.crc32(kind + inside)) + good[33:]
    assert len(bomb) <= MAX_BYTES
    with contextlib.suppress(BadAvatarError):  # refused as a whole
        assert decode_avatar(bomb).side == SIDE


def test_of_what_moves_or_hides_something_else_only_the_first_picture_is_seen() -> None:
    red, blue = Image.new("RGB", (32, 32), "red"), Image.new("RGB", (32, 32), "blue")
    moving = encoded(red, "PNG", save_all=True, append_images=[blue] * 20)
    both = encoded(red, "JPEG") + b"PK\x03\x04<script>" + encoded(blue, "PNG")
    for image in (moving, both):
        assert close(at(decode_avatar(image).rgb, 128, 128), (255, 0, 0))
