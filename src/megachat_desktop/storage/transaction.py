"""What work on the database sees: every aggregate's repository, inside one transaction."""

import apsw

from megachat_desktop.storage.account_repository import AccountRepository
from megachat_desktop.storage.avatars import Avatars
from megachat_desktop.storage.backup_tables import Tables
from megachat_desktop.storage.call_log import CallLog
from megachat_desktop.storage.chains import Chains
from megachat_desktop.storage.chats import Chats
from megachat_desktop.storage.contact_repository import ContactRepository
from megachat_desktop.storage.invites import Invites
from megachat_desktop.storage.outbox import Outbox
from megachat_desktop.storage.prekey_repository import PrekeyRepository
from megachat_desktop.storage.seen import Seen
from megachat_desktop.storage.session_repository import SessionRepository
from megachat_desktop.storage.setting_repository import SettingRepository
from megachat_desktop.storage.text_messages import TextMessages


class Transaction:
    """Valid only inside the work it was given to, on the writer's thread."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.account = AccountRepository(connection)
        self.contacts = ContactRepository(connection)
        self.avatars = Avatars(connection)
        self.invites = Invites(connection)
        self.calls = CallLog(connection)
        self.chats = Chats(connection)
        self.texts = TextMessages(connection)
        self.settings = SettingRepository(connection)
        self.prekeys = PrekeyRepository(connection)
        self.sessions = SessionRepository(connection)
        self.outbox = Outbox(connection)
        self.seen = Seen(connection)
        self.chains = Chains(connection)
        self.tables = Tables(connection)
