"""What of a foreign text may be seen: nothing that hides, reorders or piles up.

Unseen characters stay only where they change how their neighbours look: joiners in emoji, Indic
and Arabic words, selectors after what they select for. Sources: UAX #9 (bidirectional controls),
UAX #31 A1-B and RFC 5892 A.1-A.2 (joiners), UTS #39 5.4 (marks), UTS #51 (emoji).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import category, combining, name, normalize

MARKS = 4  # on one letter, those counted that are composed with it; UTS #39, 5.4
_RUN_OF_MARKS = 16  # more in a row are not even sorted, which takes the square of their number
_VIRAMA = 9  # combining class
_KNOWN = 4096  # characters whose kind is remembered: texts have few different ones

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_FLAG = re.compile("(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)")
_PRESENTATION = "\ufe0e\ufe0f"  # as text or as emoji
_KEYS, _KEYCAP = "0123456789#*", "\u20e3"
_MONGOLIAN = "\u180b\u180c\u180d\u180e\u180f"
_IDEOGRAPHIC = re.compile("[\U000e0100-\U000e01ef]")  # variants of a Han character
_OTHER_SELECTORS = re.compile("[\ufe00-\ufe0d]")
_PICTOGRAPH = re.compile(
    "[\xa9\xae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a-\u23fa\u24c2\u25aa-\u25fe"
    "\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_FUTURE_EMOJI = re.compile("[\U0001f000-\U0001faff]")  # newer than our tables, reserved for them
_BLANK = frozenset("\u2800\u3164\uffa0")  # drawn as nothing, though no white space by their class
# Drawn as nothing: grapheme joiner, Hangul, Khmer, Khitan and Egyptian fillers, a place for objects
_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\ufffc\U00013441\U00013442\U00016fe4\U0001d159"
)  # fmt: skip
# Format characters that are drawn: signs that span a number or a name.
_DRAWN = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
_TRICKS = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])
_JOINING = ("ARABIC LETTER", "SYRIAC LETTER", "MONGOLIAN LETTER", "NKO LETTER", "MANDAIC LETTER")


def visible(text: str) -> str:
    """``text`` in NFC without what cannot be seen; white space of every kind becomes a space."""
    line = _Line()
    decomposed = normalize("NFD", "".join(_unhidden(text)))
    for index, character in enumerate(decomposed):
        line.take(character, decomposed[index + 1 : index + 2])
    return normalize("NFC", "".join(line.kept))


class _Line:
    """What is kept so far; each further character is judged by its neighbours."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self._base = ""
        self._marks: list[str] = []  # on the base

    def take(self, character: str, following: str) -> None:
        if _is_contextual(character):
            if self.kept and self._may_stand(character, following):
                self.kept.append(character)
        elif category(character)[0] != "M":
            self._base, self._marks = character, []
            self.kept.append(character)
        elif self._may_carry(character):
            self._marks.append(character)
            self.kept.append(character)

    def _may_carry(self, mark: str) -> bool:
        """No mark without a letter, none twice, and no tower of them."""
        if self._base in ("", " ") or mark in self._marks:
            return False
        if category(mark) == "Mc" or len(self._marks) < MARKS:
            return True
        return sum(category(other) != "Mc" for other in self._marks) < MARKS

    def _may_stand(self, character: str, following: str) -> bool:
        before = self.kept[-1]
        if character == _ZWJ and _is_pictograph(following):
            return _is_pictograph(self.kept[-2] if before == "\ufe0f" else before)
        if _is_contextual(before):
            return False
        if character in _PRESENTATION:
            return _is_pictograph(before) or (before in _KEYS and following == _KEYCAP)
        if character in _MONGOLIAN:
            inside = character != "\u180e" or _joins(following, "MONGOLIAN LETTER")
            return inside and _joins(before, "MONGOLIAN LETTER")
        if _IDEOGRAPHIC.match(character):
            return name(before, "").startswith("CJK ")
        return self._may_join(character, following)

    def _may_join(self, joiner: str, following: str) -> bool:
        """Between the letters of a script whose shapes it changes."""
        if any(combining(mark) == _VIRAMA for mark in self._marks):
            return True
        if not _joins(self._base):
            return False
        if joiner == _ZWNJ:
            return _joins(following)
        return not following or category(following)[0] in "ZPSN"  # a letter's shape on its own


def _unhidden(text: str) -> Iterator[str]:
    """The characters without those that are never shown, flags of regions kept whole."""
    run = 0
    for part, piece in enumerate(_FLAG.split(text)):
        if part % 2:
            yield piece
            run = 0
            continue
        for character in piece:
            shown = " " if character.isspace() or character in _BLANK else character
            if _is_trick(shown):
                continue
            run = run + 1 if category(shown)[0] == "M" else 0
            if run <= _RUN_OF_MARKS:
                yield shown


@lru_cache(maxsize=_KNOWN)
def _is_trick(character: str) -> bool:
    if character in _UNSEEN or _OTHER_SELECTORS.match(character):
        return True
    if category(character) not in _TRICKS or character in _DRAWN:
        return False
    return not (_is_contextual(character) or _FUTURE_EMOJI.match(character))


@lru_cache(maxsize=_KNOWN)
def _is_contextual(character: str) -> bool:
    joiner = character in (_ZWJ, _ZWNJ)
    selector = character in _PRESENTATION or _IDEOGRAPHIC.match(character) is not None
    return joiner or selector or character in _MONGOLIAN


def _is_pictograph(character: str) -> bool:
    return _PICTOGRAPH.fullmatch(character) is not None


def _joins(character: str, *kinds: str) -> bool:
    return bool(character) and name(character, "").startswith(kinds or _JOINING)
