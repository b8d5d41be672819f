"""What the sources must not contain (PROTOCOL.md, sections 14 and 15)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto_support import SOURCES

FILES = sorted(SOURCES.rglob("*.py"))
CRYPTO = sorted((SOURCES / "crypto").rglob("*.py"))

BANNED = {
    "cryptography's Ed25519, which verifies small-order keys": r"asymmetric\.ed25519|Ed25519P\w+K",
    "a block cipher without authentication": r"\bmodes\.(ECB|CBC|CTR|CFB|OFB)\b|\b(ECB|CBC|CTR)\(",
    "the ratchet package's own AES-CBC": r"aead_aes_hmac",
    "the ratchet package's own primitives": r"doubleratchet\.recommended",
    "a raw cipher": r"primitives\.ciphers import .*Cipher\b",
    "a hash that is broken": r"\b(md5|sha1|SHA1|MD5)\b\(",
}


@pytest.mark.parametrize("reason", BANNED)
def test_no_source_contains(reason: str) -> None:
    found = [path.name for path in FILES if re.search(BANNED[reason], path.read_text("utf-8"))]
    assert found == []


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(
    "banned", ["random", "numpy.random", "cryptography.hazmat.primitives.asymmetric.ed25519"]
)
def test_no_source_imports(banned: str) -> None:
    assert [path.name for path in FILES if banned in set(_imports(path))] == []


@pytest.mark.parametrize(
    "banned", ["time", "datetime", "asyncio", "socket", "threading", "pathlib"]
)
def test_the_cryptography_has_no_clock_and_no_io(banned: str) -> None:
    assert [path.name for path in CRYPTO if banned in set(_imports(path))] == []


def test_only_one_module_asks_for_randomness() -> None:
    sources = {"os", "secrets", "uuid", "nacl.utils", "nacl.bindings.randombytes"}
    found = [path.name for path in CRYPTO if sources & set(_imports(path))]
    assert found == ["random.py"]


def _compared(path: Path) -> Iterator[str]:
    """The names on either side of every == and !=."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            for side in (node.left, *node.comparators):
                name = side.attr if isinstance(side, ast.Attribute) else getattr(side, "id", "")
                yield str(name)


def test_tags_and_secrets_are_never_compared_with_double_equals() -> None:
    secret = re.compile(r"^_?(mac|tag|commit|token|secret|prk|kek|dek|signature|shared_secret)$")
    found = [(path.name, name) for path in CRYPTO for name in _compared(path) if secret.match(name)]
    assert found == []


def test_every_source_is_short() -> None:
    assert [path.name for path in CRYPTO if len(path.read_text("utf-8").splitlines()) > 300] == []
