"""Small pictures of people: our own made from a photo, other people's decoded within bounds.

What arrives is hostile: format and declared size are asked before a pixel is decoded, and the
result is always a square of our own size. Takes milliseconds: on a worker thread, please.
"""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from megachat_desktop.errors import Sentence, UserFacingError
from megachat_desktop.media.image_bounds import is_endless
from megachat_desktop.model.avatar import AvatarPicture, BadAvatarError

SIDE = 256  # of what we send and of what is painted
MAX_BYTES = 32_768  # PROTOCOL.md, section 6, PROFILE
MAX_SIDE = 1_024  # of what others send
MAX_PHOTO_BYTES = 20 * 1024 * 1024
MAX_PHOTO_PIXELS = 50_000_000
_RECEIVED = ("JPEG", "PNG")
_PHOTO = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
_QUALITIES = (88, 80, 70, 55, 40, 25)
_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, AttributeError,
    OverflowError, MemoryError, RuntimeError, struct.error, zlib.error, UnidentifiedImageError,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


class BadPhotoError(UserFacingError):
    """This picture can't be used. Choose a photo in JPEG or PNG."""

    code = "bad_photo"


def make_avatar(photo: bytes) -> bytes:
    """Our own picture from a photo: its middle square, small, without anything but pixels.

    A JPEG of at most 32,768 bytes. Raises BadPhotoError.
    """
    if len(photo) > MAX_PHOTO_BYTES:
        raise BadPhotoError(Sentence("This picture is too large. Choose one of at most 20 MB."))
    if is_endless(photo):
        raise BadPhotoError
    try:
        with Image.open(io.BytesIO(photo), formats=_PHOTO) as image:
            if image.width * image.height > MAX_PHOTO_PIXELS:
                raise BadPhotoError(
                    Sentence("This picture has too many pixels. Choose a smaller one.")
                )
            image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is decoded no larger than needed
            square = _square(ImageOps.exif_transpose(image))
    except _BROKEN as error:
        raise BadPhotoError from error
    return _small_jpeg(square)


def load_photo(path: Path) -> bytes:
    """Our own picture from a file; see ``make_avatar``. Raises BadPhotoError."""
    try:
        if not path.is_file():
            raise BadPhotoError
        with path.open("rb") as file:
            return make_avatar(file.read(MAX_PHOTO_BYTES + 1))
    except OSError as error:
        raise BadPhotoError from error


def decode_avatar(data: bytes) -> AvatarPicture:
    """A picture that somebody sent. Raises BadAvatarError, whatever is wrong with it."""
    if not 0 < len(data) <= MAX_BYTES:
        raise BadAvatarError("length")
    if is_endless(data):
        raise BadAvatarError("scans")
    try:
        with Image.open(io.BytesIO(data), formats=_RECEIVED) as image:
            if not (0 < image.width <= MAX_SIDE and 0 < image.height <= MAX_SIDE):
                raise BadAvatarError("size")
            return AvatarPicture(SIDE, _square(image).tobytes())
    except _BROKEN as error:
        raise BadAvatarError(type(error).__name__) from error


def _square(image: Image.Image) -> Image.Image:
    """The middle square at our size, opaque, in a new picture that carries no metadata."""
    square = ImageOps.fit(image.convert("RGBA"), (SIDE, SIDE), Image.Resampling.LANCZOS)
    clean = Image.new("RGB", (SIDE, SIDE), "white")
    clean.paste(square, mask=square.getchannel("A"))
    return clean


def _small_jpeg(square: Image.Image) -> bytes:
    for quality in _QUALITIES:
        target = io.BytesIO()
        square.save(target, "JPEG", quality=quality, optimize=True)
        if target.tell() <= MAX_BYTES:
            return target.getvalue()
    raise BadPhotoError
