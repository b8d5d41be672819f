"""The three kinds of failure: told in words, blamed on the peer, or a bug of ours.

A ``UserFacingError``'s docstring first line is its English sentence unless the instance brings one.
None of them ever carries a key, a passphrase, a message or a link.
"""


def template(text: str) -> str:
    """Mark a template of sentences, so that the tool that gathers what is translated finds it."""
    return text


class Sentence(str):
    """A sentence for a person, in English, that still knows its template and what fills it.

    Whoever shows it looks the template up in another language and fills that one instead.
    """

    __slots__ = ("fields", "template")

    template: str
    fields: dict[str, str]

    def __new__(cls, template: str, **fields: str) -> "Sentence":
        """``template`` holds ``{name}`` for each of ``fields``."""
        made = super().__new__(cls, template.format(**fields) if fields else template)
        made.template, made.fields = template, fields
        return made


class MegaChatError(Exception):
    """Something in MegaChat went wrong."""


class UserFacingError(MegaChatError):
    """That did not work."""

    code = "failed"

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or Sentence((type(self).__doc__ or "").partition("\n")[0]))

    @property
    def sentence(self) -> str:
        """The sentence for the person, without codes or secrets; a ``Sentence`` where it can."""
        said: str = self.args[0]
        return said


class RemoteProtocolError(MegaChatError):
    """The other side broke the protocol. Logged by class and reason, never with content."""


class LocalProtocolError(MegaChatError):
    """We broke the protocol: a bug."""


class CryptoError(RemoteProtocolError):
    """Bytes that do not verify or decrypt. One uniform answer, whatever the reason was."""


class WrongPassphraseError(UserFacingError):
    """That's not the passphrase. Try again: nobody can reset it, not even us."""

    code = "wrong_passphrase"


class PassphraseNeededError(UserFacingError):
    """This profile is protected by a passphrase. Give it with --passphrase-file."""

    code = "passphrase_needed"


class NoKeyringError(UserFacingError):
    """This computer offers no key store. Choose a passphrase instead."""

    code = "no_keyring"


class ProfileInUseError(UserFacingError):
    """This profile is already open in another MegaChat."""

    code = "profile_in_use"


class ProfileMissingError(UserFacingError):
    """There is no profile of this name yet. Make one with "megachat init --name NAME"."""

    code = "profile_missing"


class NamelessError(UserFacingError):
    """A name needs something that others can see."""

    code = "nameless"


class ProfileExistsError(UserFacingError):
    """There is already a profile of this name."""

    code = "profile_exists"


class ProfileDamagedError(UserFacingError):
    """The profile's database is damaged. Nothing was changed; restore it from a backup."""

    code = "profile_damaged"


class ProfileFolderError(UserFacingError):
    """The folder of the profile can't be used."""

    code = "profile_folder"


class DiskFullError(UserFacingError):
    """The disk is full. Free some space, then try again."""

    code = "disk_full"


class BadLinkError(UserFacingError):
    """This link doesn't work. Ask for a new one: links can be replaced by their owner."""

    code = "bad_link"


class OwnLinkError(UserFacingError):
    """This is your own link. Send it to somebody else."""

    code = "own_link"


class NoSuchContactError(UserFacingError):
    """There is no such contact."""

    code = "no_such_contact"


class AmbiguousContactError(UserFacingError):
    """More than one contact has this name. Use the id instead."""

    code = "ambiguous_contact"


class NotAcceptedYetError(UserFacingError):
    """This person has not accepted you yet."""

    code = "not_accepted"


class BlockedByUsError(UserFacingError):
    """You blocked this person. Unblock them first."""

    code = "blocked"


class ContactUnreachableError(UserFacingError):
    """Can't reach this person: they seem to be offline."""

    code = "unreachable"


class AlreadyInCallError(UserFacingError):
    """You are in a call already."""

    code = "already_in_call"


class TextTooLongError(UserFacingError):
    """This text is too long. Send it in parts."""

    code = "text_too_long"


class NoSuchCallError(UserFacingError):
    """This call is over."""

    code = "no_such_call"


class MediaEngineError(UserFacingError):
    """Calls don't work on this computer: its media libraries do not fit this program."""

    code = "media_engine"


class DeviceError(UserFacingError):
    """The camera or the sound device can't be used."""

    code = "device"


class DeviceBusyError(DeviceError):
    """Another program is using the device."""

    code = "device_busy"


class DeviceRefusedError(DeviceError):
    """The system doesn't let MegaChat use the device."""

    code = "device_refused"


class BadSettingError(UserFacingError):
    """This value can't be used here. Everything stays as it was."""

    code = "bad_setting"


class BadServerNameError(BadSettingError):
    """This isn't a server's name. Write it like relay.example.org or relay.example.org:8443."""

    code = "bad_server_name"


class CryptoUnavailableError(UserFacingError):
    """This computer's cryptography library is too old for MegaChat, so it will not start."""

    code = "crypto_unavailable"
