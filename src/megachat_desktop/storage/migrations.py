"""The shape of the database, as numbered steps that are applied once each and never edited."""

import apsw

from megachat_desktop.errors import ProfileDamagedError, Sentence
from megachat_desktop.storage.database import rows

_FIRST = """
CREATE TABLE account (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    account BLOB NOT NULL, device BLOB NOT NULL, certificate BLOB NOT NULL,
    account_seed BLOB NOT NULL, device_seed BLOB NOT NULL,
    identity_secret BLOB NOT NULL, node_seed BLOB NOT NULL,
    name TEXT NOT NULL, about TEXT NOT NULL DEFAULT '',
    info_seq INTEGER NOT NULL DEFAULT 1, bundle_seqno INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE contact (
    account BLOB PRIMARY KEY, state TEXT NOT NULL, trust TEXT NOT NULL, verified_at REAL,
    own_name TEXT NOT NULL, given_name TEXT NOT NULL, about TEXT NOT NULL,
    greeting TEXT NOT NULL, via TEXT NOT NULL, is_echo INTEGER NOT NULL, added_at REAL NOT NULL,
    invite BLOB NOT NULL, device BLOB, node_key BLOB, certificate BLOB NOT NULL,
    features BLOB NOT NULL, version INTEGER NOT NULL, suite INTEGER NOT NULL,
    bundle_seqno INTEGER NOT NULL, info_seq INTEGER NOT NULL, inbox BLOB NOT NULL,
    relay TEXT NOT NULL, mailbox BLOB NOT NULL, access BLOB NOT NULL,
    clock_difference_ms INTEGER NOT NULL, ration_day INTEGER NOT NULL, ration_used INTEGER NOT NULL
) STRICT;
CREATE INDEX contact_node_key ON contact (node_key);
CREATE TABLE contact_address (
    account BLOB NOT NULL REFERENCES contact ON DELETE CASCADE,
    ip TEXT NOT NULL, port INTEGER NOT NULL,
    announced INTEGER NOT NULL DEFAULT 0, worked_at REAL,
    PRIMARY KEY (account, ip, port)
) STRICT;
CREATE TABLE invite (
    invite BLOB PRIMARY KEY, gate BLOB NOT NULL UNIQUE, uses_left INTEGER NOT NULL,
    created REAL NOT NULL, expiry REAL NOT NULL, items_handed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE call_log (
    call_id BLOB PRIMARY KEY, account BLOB NOT NULL, direction TEXT NOT NULL,
    video INTEGER NOT NULL, started_at REAL NOT NULL, duration_s REAL NOT NULL,
    end_reason TEXT NOT NULL, missed INTEGER NOT NULL, detail TEXT
) STRICT;
CREATE INDEX call_log_started ON call_log (started_at);
CREATE TABLE seen_call (call_id BLOB PRIMARY KEY, at REAL NOT NULL) STRICT;

CREATE TABLE prekey (
    kind INTEGER NOT NULL, id INTEGER NOT NULL, item BLOB NOT NULL, secret BLOB NOT NULL,
    created REAL NOT NULL, keep_until REAL NOT NULL, handed_at REAL,
    PRIMARY KEY (kind, id)
) STRICT;
CREATE TABLE bundle_header (
    seqno INTEGER PRIMARY KEY, header BLOB NOT NULL, certificate BLOB NOT NULL,
    spk_id INTEGER NOT NULL, created REAL NOT NULL, keep_until REAL NOT NULL
) STRICT;
CREATE TABLE session (
    sid BLOB PRIMARY KEY, account BLOB NOT NULL, state BLOB NOT NULL,
    created REAL NOT NULL, used REAL NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account);
CREATE TABLE session_init (
    ephemeral BLOB NOT NULL, spk_id INTEGER NOT NULL, sid BLOB NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (ephemeral, spk_id)
) STRICT;

CREATE TABLE outgoing (
    no INTEGER PRIMARY KEY AUTOINCREMENT, account BLOB NOT NULL, msg_id BLOB NOT NULL,
    record BLOB NOT NULL, class TEXT NOT NULL, wants_receipt INTEGER NOT NULL,
    created REAL NOT NULL, expires REAL NOT NULL, eid BLOB
) STRICT;
CREATE INDEX outgoing_unsealed ON outgoing (account, no) WHERE eid IS NULL;
CREATE INDEX outgoing_message ON outgoing (account, msg_id);
CREATE INDEX outgoing_eid ON outgoing (eid);
CREATE TABLE envelope (
    no INTEGER PRIMARY KEY AUTOINCREMENT, eid BLOB NOT NULL UNIQUE, account BLOB NOT NULL,
    sid BLOB NOT NULL, bytes BLOB NOT NULL, created REAL NOT NULL, acked_at REAL
) STRICT;
CREATE INDEX envelope_account ON envelope (account, no);
CREATE INDEX envelope_unacknowledged ON envelope (sid, no) WHERE acked_at IS NULL;
CREATE TABLE seen_envelope (eid BLOB PRIMARY KEY, at REAL NOT NULL) STRICT;
CREATE TABLE seen_message (
    account BLOB NOT NULL, msg_id BLOB NOT NULL, at REAL NOT NULL, PRIMARY KEY (account, msg_id)
) STRICT;
CREATE TABLE chain (
    account BLOB NOT NULL, conv BLOB NOT NULL, incoming INTEGER NOT NULL,
    seq INTEGER NOT NULL, prev BLOB NOT NULL, PRIMARY KEY (account, conv, incoming)
) STRICT;
"""

_TEXTS = """
CREATE TABLE text_message (
    message_id BLOB PRIMARY KEY, account BLOB NOT NULL, direction TEXT NOT NULL,
    body TEXT NOT NULL, created REAL NOT NULL, state TEXT NOT NULL
) STRICT;
CREATE INDEX text_message_account ON text_message (account, created);
"""

_AVATARS = """
ALTER TABLE account ADD COLUMN hue TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN avatar_id BLOB NOT NULL DEFAULT x'';
ALTER TABLE contact ADD COLUMN avatar_id BLOB NOT NULL DEFAULT x'';
CREATE TABLE avatar (account BLOB PRIMARY KEY, image BLOB NOT NULL) STRICT;
"""


_RING_RULES = """
ALTER TABLE contact ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN ring_rule TEXT NOT NULL DEFAULT 'as_usual';
"""

_CHATS = """
ALTER TABLE call_log ADD COLUMN path TEXT;
ALTER TABLE call_log ADD COLUMN rang_s REAL NOT NULL DEFAULT 0;
ALTER TABLE call_log ADD COLUMN quality TEXT;
ALTER TABLE call_log ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
UPDATE call_log SET seen = 1;
CREATE INDEX call_log_account ON call_log (account, started_at);
CREATE INDEX call_log_unseen ON call_log (account) WHERE missed = 1 AND seen = 0;
ALTER TABLE contact ADD COLUMN last_seen REAL;
CREATE TABLE chat (
    account BLOB PRIMARY KEY, pinned INTEGER NOT NULL DEFAULT 0,
    muted_until REAL NOT NULL DEFAULT 0, marked_unread INTEGER NOT NULL DEFAULT 0,
    hidden_at REAL NOT NULL DEFAULT 0, deleted_at REAL NOT NULL DEFAULT 0
) STRICT;
"""

_CHANGED_KEYS = """
ALTER TABLE contact ADD COLUMN keys_changed_at REAL;
"""

_RINGING = """
CREATE TABLE ringing_call (
    call_id BLOB PRIMARY KEY, account BLOB NOT NULL, video INTEGER NOT NULL,
    started_at REAL NOT NULL
) STRICT;
"""

_UNBLOCKING = """
ALTER TABLE contact ADD COLUMN blocked_from TEXT NOT NULL DEFAULT '';
"""

MIGRATIONS: tuple[str, ...] = (
    _FIRST, _TEXTS, _AVATARS, _RING_RULES, _CHATS, _CHANGED_KEYS, _RINGING, _UNBLOCKING,
)  # fmt: skip


def migrate(connection: apsw.Connection) -> None:
    """Bring the database to this program's shape, each step in a transaction of its own.

    Raises ProfileDamagedError for a database that a newer program has changed.
    """
    version = int(rows(connection, "PRAGMA user_version")[0][0])
    if version > len(MIGRATIONS):
        raise ProfileDamagedError(
            Sentence("This profile was changed by a newer MegaChat. Install that one.")
        )
    for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
        with connection:
            connection.execute(step)
            connection.execute(f"PRAGMA user_version = {number}")
