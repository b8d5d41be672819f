"""The small picture of a person, decoded and ready to be painted."""

from dataclasses import dataclass, field

from megachat_desktop.errors import MegaChatError


class BadAvatarError(MegaChatError):
    """A picture that somebody sent is not one, or not one of the agreed kind."""


@dataclass(frozen=True)
class AvatarPicture:
    """A square picture, ``side`` pixels wide: ``rgb`` holds its rows, 3 bytes a pixel."""

    side: int
    rgb: bytes = field(repr=False)
