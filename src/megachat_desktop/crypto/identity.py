"""Account ids and what people compare of them (PROTOCOL.md, section 2)."""

import base64

from megachat_desktop.crypto.hashing import enc, hash_labelled, hkdf, label
from megachat_desktop.crypto.keys import Ed25519Public
from megachat_desktop.model.ids import AccountId

_ALGORITHM_ED25519 = b"\x01"


def account_id(account_key: Ed25519Public) -> AccountId:
    """Return ``aid``, the 32-byte name of an account."""
    return AccountId(hash_labelled("account", _ALGORITHM_ED25519, enc(account_key.encoded)))


def fingerprint(account: AccountId) -> str:
    """Return the text shown for one account: eight groups of four letters and digits."""
    text = base64.b32encode(account[:20]).decode("ascii").lower()
    return " ".join(text[i : i + 4] for i in range(0, 32, 4))


def safety_number(one: AccountId, other: AccountId) -> str:
    """Return the number of a pair, the same on both sides: twelve groups of five digits."""
    ordered = min(one, other) + max(one, other)
    digits = hkdf(ordered, b"", label("safety-number"), 60)
    groups = (int.from_bytes(digits[i : i + 5], "big") % 100_000 for i in range(0, 60, 5))
    return " ".join(f"{group:05d}" for group in groups)
