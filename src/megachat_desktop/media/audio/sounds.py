"""The names of the sounds; apart from what plays them, which takes long to load."""

from enum import Enum


class CallSound(Enum):
    """What can be heard, by the name of its file."""

    RING = "ring"
    RING_BACK = "ring_back"
    WAITING = "waiting"
    BUSY = "busy"
    CONNECTED = "connected"
    ENDED = "ended"
    MESSAGE = "message"
