"""Passphrases that anybody would try first (docs/decisions/0170)."""

_TEXT = """
    abc account admin administrator adobe amanda andrea andrew angel anthony apple arsenal
    ashley asdf asdfgh asdfghjkl austin azerty banana barcelona baseball basketball batman biteme
    butterfly changeme charlie cheese chelsea chocolate computer cookie corvette daniel default
    diamond donald dragon ferrari flower football forever fortnite freedom friends fussball
    geheim ginger google guest guitar hallo hannah harley heather hello hockey hunter iloveyou
    internet jasmine jennifer jessica jordan joshua justin kennwort killer kiss lakers letmein
    liverpool login lol london love lovely loveme maggie manager marina mario master matrix matthew
    maverick megachat mercedes merlin michael michelle minecraft monkey monster mustang naruto
    nicole nothing orange passphrase passw password passwort patrick pepper phoenix pikachu player
    please pokemon princess purple qazwsx qwer qwert qwerty qwertyuiop qwertz qwertzuiop robert
    root samsung samantha schalke schatz secret service shadow silver snoopy soccer starwars
    steelers summer sunshine superman taylor test tester thomas thunder tigger tinkerbell trustno
    user victoria welcome welcometo whatever william willkommen winter yamaha yankees zxcvbn zxcvbnm
    batterystaple correcthorse correcthorsebatterystaple
"""
_WORDS = frozenset(_TEXT.split())
_ROWS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "qwertzuiop",
    "asdfghjkl",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb",
)
_PLAIN_LETTERS = str.maketrans("@431!0$57", "aaeiioss" + "t")
_FEW = 3  # different characters
_MANY_FIGURES = 12  # fewer are a date or a telephone number


def is_common(passphrase: str) -> bool:
    """Whether guessing begins there: a common word with figures, a row of keys, a beat, a date."""
    text = "".join(passphrase.lower().split())
    if len(set(text)) <= _FEW or any(text in row or text in row[::-1] for row in _ROWS):
        return True
    if text.isdigit() and len(text) < _MANY_FIGURES:
        return True
    word = _without_ends(text)
    return any(form in _WORDS for form in (word, word.translate(_PLAIN_LETTERS)))


def _without_ends(text: str) -> str:
    """The letters in the middle of figures and signs; of a word said twice, one."""
    while text and not text[0].isalpha():
        text = text[1:]
    while text and not text[-1].isalpha():
        text = text[:-1]
    half = len(text) // 2
    return text[:half] if half and text[:half] == text[half:] else text
