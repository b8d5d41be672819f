"""Names from other people."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from megachat_desktop.model.names import clean_line
from megachat_desktop.model.visible_text import MARKS

ACUTE, BELOW = "\u0301", "\u0316"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


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
        ("An\ud800na", "Anna"),
    ],
)
def test_tricks_disappear_and_text_stays(hostile: str, shown: str) -> None:
    assert clean_line(hostile) == shown


@pytest.mark.parametrize(
    "unseen",
    [
        "\u200b", "\ufeff", "\u2060", "\u00ad", "\u180e", "\u034f", "\u200c", "\u200d", "\u2063",
        "\ufe0f", "\ufe0e", "\ufe00", "\U000e0100", "\U000e0001", "\U000e0041\U000e007f", "\u115f",
        "\u17b4", "\u206a", "\ufff9", "\ufffc", "\U0001d173", "\U0001bca0", "\u061c", "\U0001d159",
    ],
)  # fmt: skip
def test_what_cannot_be_seen_makes_no_other_name(unseen: str) -> None:
    assert clean_line(f"Bo{unseen}b") == "Bob"
    assert clean_line(f"{unseen}Bob{unseen}") == "Bob"
    assert clean_line(unseen * 3) == ""


@pytest.mark.parametrize("blank", ["\u3164", "\u2800", "\uffa0", "\u00a0", "\u3000", "\u2003"])
def test_a_blank_is_a_space_and_a_name_of_blanks_is_none(blank: str) -> None:
    assert clean_line(blank * 5) == ""
    assert clean_line(f"Bob{blank}{blank}{ACUTE}") == "Bob"


@pytest.mark.parametrize(
    "text",
    [
        FAMILY,  # joined
        "\u2764\ufe0f\u200d\U0001f525",  # heart on fire: a selector, then a joiner
        "\U0001f44b\U0001f3fd",  # a hand with a colour of skin
        "\U0001f9d1\U0001f3fd\u200d\U0001f680",  # the same joined
        "\U0001f3f3\ufe0f\u200d\U0001f308",  # rainbow flag
        "1\ufe0f\u20e3",  # keycap
        ENGLAND,
        "\U0001f1e8\U0001f1ed",  # a flag of two letters
        "\U0001fae8 \U0001fae9",  # newer than the tables of some Pythons
        "می\u200cخواهم",  # Persian
        "ه\u200d",  # an initial shape on its own
        "श्री क\u094d\u200dष क\u094d\u200cष",  # Devanagari, half form and explicit virama
        "ন্\u200dত",  # Bengali
        "ක්\u200dෂ",  # Sinhala
        "\u845b\U000e0100",  # a variant of a Han character
        "Đặng Thị Ngọc Nguyễn",  # Vietnamese
        "שָׁלוֹם",  # pointed Hebrew
        "مُحَمَّد",
        "ကြွေး",  # Burmese
        "རྒྱུ",  # Tibetan
        "ผู้ใหญ่",  # Thai
        "한국어",
    ],
)
def test_every_script_is_left_as_it_is_written(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert clean_line(text, 200) == text


def test_marks_do_not_pile_up() -> None:
    tower = "Z" + (ACUTE + BELOW + "\u0300\u0317\u0302\u0318") * 50 + "o"
    shown = unicodedata.normalize("NFD", clean_line(tower))
    assert len(shown) == 2 + MARKS
    assert shown[0] == "Z"
    assert shown[-1] == "o"
    assert clean_line("a" + ACUTE * 9) == "á"
    assert clean_line(ACUTE + "Bob") == "Bob"


def test_a_cut_leaves_no_half_of_what_was_joined() -> None:
    assert clean_line("x" * 60 + FAMILY) == "x" * 60 + FAMILY[0]
    assert clean_line("x" * 50 + ENGLAND) == "x" * 50 + ENGLAND[0]


def test_ten_thousand_marks_are_not_even_sorted() -> None:
    line = clean_line("a" + (ACUTE + BELOW) * 50_000, 16_384)
    assert len(unicodedata.normalize("NFD", line)) == 3


_ODD = st.sampled_from(
    [*"ab #1ेکب \u2764\U0001f468\u845b\u1820", ACUTE, BELOW, "\u094d", "\u20e3", "\u200b",
     "\u200c", "\u200d", "\ufe0f", "\ufe00", "\u180b", "\u180e", "\U000e0100", ENGLAND, "\u3164"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_ODD, max_size=24).map("".join)))
def test_any_text_becomes_one_short_line(text: str) -> None:
    line = clean_line(text)
    assert len(line.encode()) <= 64
    assert line == clean_line(line)
    assert "\n" not in line
