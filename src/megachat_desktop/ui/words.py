"""What the screens say about presence, paths, calls and times (DESIGN.md, sections 5 and 11)."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from megachat_desktop.engine.safety import safety_pictures
from megachat_desktop.model.address import PathKind
from megachat_desktop.model.call import (
    Call,
    CallLogEntry,
    CallState,
    Direction,
    EndReason,
    SafetyPicture,
)
from megachat_desktop.model.contact import Contact, ContactState, Presence, Trust
from megachat_desktop.model.settings import Availability
from megachat_desktop.ui.kit.text import shown_name, shown_sentence

translate = QCoreApplication.translate


def presence_word(presence: Presence) -> str:
    """A person's presence."""
    return {
        Presence.OFFLINE: translate("Words", "Offline"),
        Presence.AVAILABLE: translate("Words", "Available"),
        Presence.AWAY: translate("Words", "Away"),
        Presence.DO_NOT_DISTURB: translate("Words", "Do not disturb"),
        Presence.IN_CALL: translate("Words", "In a call"),
    }[presence]


def availability_word(availability: Availability) -> str:
    """What we say of ourselves."""
    return presence_word(
        {
            Availability.AVAILABLE: Presence.AVAILABLE,
            Availability.AWAY: Presence.AWAY,
            Availability.DO_NOT_DISTURB: Presence.DO_NOT_DISTURB,
        }[availability]
    )


def path_word(path: str | None) -> str:
    """How packets travel; empty when nothing is known."""
    words = {
        PathKind.LOCAL: translate("Words", "Direct, local network"),
        PathKind.DIRECT: translate("Words", "Direct, internet"),
        PathKind.RELAY: translate("Words", "Through a relay"),
    }
    return words.get(path or "", "")


def short_path_word(path: str | None) -> str:
    """The same for the chip of a call."""
    if path == PathKind.RELAY:
        return translate("Words", "Relay")
    return translate("Words", "Direct") if path else ""


def quality_word(quality: str) -> str:
    """How well a call goes: "good", "fair" or "poor" as people say it."""
    return {
        "good": translate("Words", "Excellent"),
        "fair": translate("Words", "Fair"),
        "poor": translate("Words", "Poor"),
    }[quality]


def inside(words: str) -> str:
    """Words as they stand in the middle of a sentence."""
    return words[:1].lower() + words[1:]


def connected_words(call: Call) -> str:
    """Said when a call becomes one."""
    text = translate("Words", "Connected with {name}")
    return text.format(name=shown_name(call.contact_name))


def microphone_words(on: bool) -> str:
    """Said when our microphone goes on or off."""
    return translate("Words", "Microphone on") if on else translate("Words", "Microphone off")


def contact_line(contact: Contact) -> str:
    """The second line of a contact."""
    if contact.is_echo:
        return translate("Words", "Call me to hear yourself")
    if contact.state is ContactState.REQUESTED:
        return translate("Words", "Asked, waiting for an answer")
    if contact.state is ContactState.BLOCKED:
        return translate("Words", "Blocked")
    word = presence_word(contact.presence)
    about = shown_sentence(contact.about)
    return f"{word} · {about}" if about else word


def verified_line(contact: Contact) -> str:
    """What the incoming call says about the caller's key."""
    if contact.is_echo:
        return translate("Words", "On this computer")
    if contact.mismatched:
        return translate("Words", "Did not match when compared")
    if contact.trust is Trust.UNVERIFIED:
        return translate("Words", "Not verified yet")
    if contact.verified_at is None:
        return translate("Words", "Verified")
    day = _day_of_month(_date(contact.verified_at))
    return translate("Words", "You verified {name} on {day}").format(
        name=first_name(contact.name), day=day
    )


def verified_briefly(contact: Contact) -> str:
    """The same where there is little room."""
    if contact.is_echo or contact.verified_at is None:
        return verified_line(contact)
    day = _day_of_month(_date(contact.verified_at))
    return translate("Words", "Verified on {day}").format(day=day)


def in_own_words(pictures: tuple[SafetyPicture, ...]) -> tuple[SafetyPicture, ...]:
    """The safety pictures with their names in the person's language."""
    return safety_pictures(tuple(p.number for p in pictures), QLocale().name()[:2])


def first_name(name: str) -> str:
    """The first word of a name, for sentences."""
    return shown_name(name).split()[0]


def state_words(call: Call) -> str:
    """What a call that is not over is doing, as the screen says it. The timer stands for ACTIVE."""
    match call.state:
        case CallState.DIALING:
            return translate("Words", "Calling…")
        case CallState.RINGING if call.waiting:
            return translate("Words", "In another call. Ringing…")
        case CallState.RINGING:
            return translate("Words", "Ringing…")
        case CallState.CONNECTING:
            return translate("Words", "Connecting…")
        case CallState.RECONNECTING:
            return translate("Words", "Connection lost. Trying again…")
        case CallState.ON_HOLD if call.peer_holds:
            return translate("Words", "{name} paused the call").format(
                name=first_name(call.contact_name)
            )
        case CallState.ON_HOLD:
            return translate("Words", "On hold")
        case CallState.INCOMING:
            return incoming_words(call)
        case _:
            return ""


def incoming_words(call: Call) -> str:
    """Which kind of call rings."""
    if call.video:
        return translate("Words", "Incoming video call")
    return translate("Words", "Incoming voice call")


def end_words(call: Call) -> str:
    """The one sentence about the end of a call; every reason has one."""
    name = shown_name(call.contact_name)
    if call.unreachable:
        text = translate("Words", "{name} is offline right now. We'll tell you when they're back.")
        return text.format(name=name)
    if call.detail:
        return shown_sentence(call.detail)
    outgoing = call.direction is Direction.OUT
    match call.end_reason:
        case EndReason.DECLINED if outgoing:
            text = translate("Words", "{name} can't talk right now.")
        case EndReason.DECLINED:
            text = translate("Words", "You declined the call.")
        case EndReason.BUSY if outgoing:
            text = translate("Words", "{name} is in another call. They'll see that you called.")
        case EndReason.BUSY:
            text = translate("Words", "{name} called while you were in another call.")
        case EndReason.NO_ANSWER if outgoing:
            text = translate("Words", "{name} didn't answer. They'll see that you called.")
        case EndReason.NO_ANSWER:
            text = translate("Words", "You missed a call from {name}.")
        case EndReason.FAILED:
            text = translate("Words", "The call ended: the connection to {name} dropped.")
        case EndReason.ANSWERED_ELSEWHERE:
            text = translate("Words", "Answered on another computer.")
        case _:
            text = translate("Words", "The call is over.")
    return text.format(name=name)


def clock_words(seconds: float) -> str:
    """12:47, or 1:04:09 from an hour up."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"


def log_words(entry: CallLogEntry) -> str:
    """The second line of an entry of the call history."""
    kind = translate("Words", "Video") if entry.video else translate("Words", "Voice")
    if entry.missed and entry.video:
        return translate("Words", "Missed video call")
    if entry.missed:
        return translate("Words", "Missed voice call")
    if entry.duration_s > 0:
        return f"{kind} · {length_words(entry.duration_s)}"
    if entry.end_reason is EndReason.DECLINED:
        return translate("Words", "Declined")
    if entry.end_reason is EndReason.BUSY:
        return translate("Words", "Busy")
    return translate("Words", "No answer")


def length_words(seconds: float) -> str:
    """A length as it is spoken: 48 min, 1 h 12 min, 9 s."""
    minutes = round(seconds / 60)
    if seconds < 60:
        return translate("Words", "{seconds} s").format(seconds=max(1, int(seconds)))
    if minutes < 60:
        return translate("Words", "{minutes} min").format(minutes=minutes)
    return translate("Words", "{hours} h {minutes} min").format(
        hours=minutes // 60, minutes=minutes % 60
    )


def day_words(unix: float, now: float) -> str:
    """Today, Yesterday, a weekday within the week, else the date."""
    day, today = _date(unix), _date(now)
    distance = day.daysTo(today)
    if distance == 0:
        return translate("Words", "Today")
    if distance == 1:
        return translate("Words", "Yesterday")
    if 0 < distance < 7:
        return QLocale().toString(day, "dddd")
    return QLocale().toString(day, translate("Words", "d MMMM yyyy", "a day and its year"))


def when_words(unix: float, now: float) -> str:
    """When something last happened, short: the time today, a weekday within the week, the date."""
    day = _date(unix)
    distance = day.daysTo(_date(now))
    if distance <= 0:
        return time_words(unix)
    if distance < 7:
        return QLocale().toString(day, "ddd")
    return QLocale().toString(day, QLocale.FormatType.ShortFormat)


def date_words(unix: float, now: float) -> str:
    """Today, Yesterday, else weekday and date: Thursday 19 November."""
    day, today = _date(unix), _date(now)
    if day.daysTo(today) < 2:
        return day_words(unix, now)
    if day.year() == today.year():
        form = translate("Words", "dddd d MMMM", "weekday and day")
    else:
        form = translate("Words", "dddd d MMMM yyyy", "weekday, day and year")
    return QLocale().toString(day, form)


def short_date_words(unix: float, now: float) -> str:
    """The same in little room: Today, Yesterday, Thu, 19 Nov, or the date in figures."""
    day, today = _date(unix), _date(now)
    distance = day.daysTo(today)
    if distance < 2:
        return day_words(unix, now)
    if distance < 7:
        return QLocale().toString(day, "ddd")
    if day.year() == today.year():
        return QLocale().toString(day, translate("Words", "d MMM", "a day, short"))
    return QLocale().toString(day, QLocale.FormatType.ShortFormat)


def _day_of_month(day: QDate) -> str:
    """4 March; each language has its own order and signs."""
    return QLocale().toString(day, translate("Words", "d MMMM", "a day"))


def presence_line(contact: Contact, now: float) -> str:
    """Presence, and for somebody offline when they were last there."""
    if contact.presence is not Presence.OFFLINE or contact.last_seen is None:
        return contact_line(contact)
    if contact.state is not ContactState.ACCEPTED:
        return contact_line(contact)
    day = date_words(contact.last_seen, now)
    at = time_words(contact.last_seen)
    when = at if day == translate("Words", "Today") else f"{day}, {at}"
    return translate("Words", "Offline, last seen {when}").format(when=when)


def time_words(unix: float) -> str:
    """The time of day, by the locale."""
    moment = datetime.fromtimestamp(unix).astimezone()
    return QLocale().toString(QTime(moment.hour, moment.minute), QLocale.FormatType.ShortFormat)


def _date(unix: float) -> QDate:
    moment = datetime.fromtimestamp(unix).astimezone()
    return QDate(moment.year, moment.month, moment.day)
