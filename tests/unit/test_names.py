"""Names from other people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from megachat_desktop.model.names import clean_line


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("Anna", "Anna"),
        ("  Anna \n\t Lindqvist ", "Anna Lindqvist"),
        ("Anna\u202egpj.exe", "Annagpj.exe"),
        ("\x00\x1b[31mAnna", "[31mAnna"),
        ("\u2066\u2069", ""),
        ("A\u2028B", "A B"),
        ("é" * 40, "é" * 32),
        ("Rene\u200e\u0301", "René"),
        ("<b>Anna</b>", "<b>Anna</b>"),
    ],
)
def test_tricks_disappear_and_text_stays(hostile: str, shown: str) -> None:
    assert clean_line(hostile) == shown


@given(st.text())
def test_any_text_becomes_one_short_line(text: str) -> None:
    line = clean_line(text)
    assert len(line.encode()) <= 64
    assert line == clean_line(line)
    assert "\n" not in line
