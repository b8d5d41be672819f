"""What a person can choose; read from the database, damaged values fall back to the defaults."""

from enum import Enum

from msgspec import Struct


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


class NoticeContent(Enum):
    """How much of what happened a notification may say."""

    NAME_AND_TEXT = "name_and_text"
    NAME = "name"
    NOTHING = "nothing"


class Availability(Enum):
    """What a person says of themself."""

    AVAILABLE = "available"
    AWAY = "away"
    DO_NOT_DISTURB = "do_not_disturb"


class PictureSize(Enum):
    """How large a camera picture we send at most; the line may carry less."""

    FULL = "full"
    MEDIUM = "medium"
    SMALL = "small"

    @property
    def height(self) -> int | None:
        """Pixels; None is without a limit."""
        return {PictureSize.MEDIUM: 360, PictureSize.SMALL: 180}.get(self)


class Corner(Enum):
    """A corner of a window as reading sees it: ``START`` is left for who reads from the left."""

    TOP_START = "top_start"
    TOP_END = "top_end"
    BOTTOM_START = "bottom_start"
    BOTTOM_END = "bottom_end"

    @property
    def top(self) -> bool:
        """Whether it is one of the upper two."""
        return self in (Corner.TOP_START, Corner.TOP_END)

    @property
    def start(self) -> bool:
        """Whether reading begins on this side."""
        return self in (Corner.TOP_START, Corner.BOTTOM_START)

    @property
    def next(self) -> "Corner":
        """The one after it, all round."""
        order = (Corner.BOTTOM_END, Corner.BOTTOM_START, Corner.TOP_START, Corner.TOP_END)
        return order[(order.index(self) + 1) % len(order)]


TEXT_PERCENTS = (100, 110, 120, 130)


class Settings(Struct, frozen=True):
    """All choices of one profile."""

    relay_mode: RelayMode = RelayMode.PUBLIC
    relay_url: str = ""  # host or host:port, for RelayMode.OWN
    stun_servers: tuple[str, ...] = ()  # "host:port"
    lan_mode: LanMode = LanMode.CONTACTS
    allow_loopback: bool = False
    microphone: str | None = None
    speaker: str | None = None
    camera: str | None = None
    ring_output: str | None = None  # None: every speaker
    ring_volume: int = 100  # percent
    speaker_volume: int = 100  # percent
    echo_cancellation: bool = True
    noise_suppression: bool = True
    gain_control: bool = True
    call_waiting: bool = True
    early_answer: bool = True  # prepare ICE and DTLS while it rings
    relay_only: bool = False  # contacts never learn our addresses; every call through a relay
    mirror_preview: bool = True
    self_view_corner: Corner = Corner.BOTTOM_END  # of the call window
    start_with_camera: bool = True
    low_light: bool = False
    picture_size: PictureSize = PictureSize.FULL
    hardware_video: bool = True
    theme: ThemeChoice = ThemeChoice.SYSTEM
    language: str = ""  # as the system, or "en", "de"
    text_percent: int = 100  # 100 to 130
    reduced_motion: bool = False
    available_first: bool = True  # in the list of contacts
    start_with_system: bool = False
    notice_content: NoticeContent = NoticeContent.NAME_AND_TEXT
    notice_sound: bool = True
    quiet_until: float = 0.0  # Unix seconds: do not disturb for a while
    quiet_hours: bool = False  # do not disturb every day between the two
    quiet_from: int = 22 * 60  # minutes of the day
    quiet_to: int = 7 * 60
    loud_until: float = 0.0  # Unix seconds: the hours above are lifted until then
    starred_ring_twice: bool = True  # starred people may ring if they call twice in three minutes
    availability: Availability = Availability.AVAILABLE
    told_about_tray: bool = False
    told_about_quitting: bool = False  # that closing quits where there is no tray
    keep_without_tray: bool = False  # closing minimizes where there is no tray
    called_in_vain: tuple[str, ...] = ()  # whose coming back is announced: accounts in hexadecimal
