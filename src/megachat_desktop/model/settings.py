"""What a person can choose; read from the database, damaged values fall back to the defaults."""

from dataclasses import dataclass
from enum import Enum


class RelayMode(Enum):
    """Which servers outside this network may help to find people."""

    PUBLIC = "public"
    OWN = "own"
    NONE = "none"


class LanMode(Enum):
    """Who sees this device on the local network (PROTOCOL.md, section 11)."""

    CONTACTS = "contacts"
    VISIBLE = "visible"
    OFF = "off"


class ThemeChoice(Enum):
    """Which colours the window uses."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Availability(Enum):
    """What a person says of themself."""

    AVAILABLE = "available"
    AWAY = "away"
    DO_NOT_DISTURB = "do_not_disturb"


@dataclass(frozen=True)
class Settings:
    """All choices of one profile."""

    relay_mode: RelayMode = RelayMode.PUBLIC
    relay_url: str = ""  # host or host:port, for RelayMode.OWN
    stun_servers: tuple[str, ...] = ()  # "host:port"
    lan_mode: LanMode = LanMode.CONTACTS
    allow_loopback: bool = False
    microphone: str | None = None
    speaker: str | None = None
    camera: str | None = None
    ring_output: str | None = None
    echo_cancellation: bool = True
    noise_suppression: bool = True
    gain_control: bool = True
    call_waiting: bool = True
    early_answer: bool = True  # prepare ICE and DTLS while it rings
    theme: ThemeChoice = ThemeChoice.SYSTEM
    availability: Availability = Availability.AVAILABLE
    told_about_tray: bool = False
