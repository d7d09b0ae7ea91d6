"""Keys under which a brand in its own script and its romanisation meet; one key a script, made from either side.

A key leaves out what romanisations disagree about: "zh" and "j", "ya" and "ia", short vowels of Arabic script, soft and
hard consonants of Korean. Words with one key may be one word; `arabic_spelling` then says whether the letters allow it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from screening.names.scripts import Script

_REPEATED = re.compile(r"(.)\1+")
_HARD_C = re.compile("c(?![hz])")
_SOFT_C = re.compile("c(?=[eiy])")

# Latin spellings of Russian sounds, the longest first; "zh" is set aside before and becomes "i", as "й" and "j" do.
_LATIN_OF_RUSSIAN = (
    *(
        ("shch", "s"),
        ("sch", "s"),
        ("kh", "h"),
        ("tch", "c"),
        ("ch", "c"),
        ("sh", "s"),
        ("ts", "c"),
        ("tz", "c"),
    ),
    *(("ya", "a"), ("ia", "a"), ("ja", "a"), ("yu", "u"), ("iu", "u"), ("ju", "u"), ("yo", "e"), ("ye", "e")),
    *(
        ("ie", "e"),
        ("je", "e"),
        ("jo", "e"),
        ("x", "ks"),
        ("ph", "f"),
        ("w", "v"),
        ("q", "k"),
        ("y", "i"),
        ("j", "i"),
    ),
)
_ZH = "\1"
# Parts of words that lists print in English within a Russian name.
_ENGLISH_PARTS = (
    ("hydro", "gidro"),
    ("techno", "tehno"),
    ("tech", "teh"),
    ("chem", "him"),
    ("auto", "avto"),
    ("euro", "evro"),
)
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщыэюяіїєґўѓќљњџћђјѕ",
        "a b v g d e e i z i i k l m n o p r s t u f h c c s s i e u a i i e g u g k l n c c c i z".split(),
        strict=True,
    )
)
# Signs that are written and not said.
_CYRILLIC |= {"ъ": "", "ь": ""}
_RUSSIAN_ENDING = re.compile("(?:ii|i|ai|oi|ei|oe|ae|ogo|ego|a|e|o|u|im|om)$")
_LONG_WORD = 5

# Consonants of Arabic script; vowels are left out, and long ones count at the front only.
_ARABIC = {
    letter: sound
    for letters, sound in (
        *(
            ("ب", "b"),
            ("پ", "p"),
            ("تط", "t"),
            ("ثسص", "s"),
            ("جژ", "j"),
            ("چ", "C"),
            ("حه", "h"),
            ("خ", "K"),
        ),
        *(("د", "d"), ("ذزضظ", "z"), ("ر", "r"), ("ش", "S"), ("غق", "q"), ("ف", "f"), ("ک", "k"), ("گ", "g")),
        *(("ل", "l"), ("م", "m"), ("ن", "n"), ("وؤ", "w"), ("یئ", "y"), ("عاء", "")),
    )
    for letter in letters
}
_LATIN_OF_ARABIC = (
    *(
        ("kh", "K"),
        ("gh", "q"),
        ("ch", "C"),
        ("sh", "S"),
        ("zh", "j"),
        ("th", "s"),
        ("dh", "z"),
        ("ph", "f"),
        ("ck", "k"),
    ),
    *(
        ("x", "ks"),
        ("ou", "w"),
        ("oo", "w"),
        ("v", "w"),
        ("ee", "y"),
        ("ei", "y"),
        ("ai", "y"),
        ("ay", "y"),
        ("c", "k"),
    ),
)
_LATIN_VOWELS = re.compile("[aeiou']")
# What each letter of Arabic script may be in a romanised name.
_ARABIC_SPELLINGS = {
    letter: spelling
    for letters, spelling in (
        *(
            ("ب", "bb?"),
            ("پ", "pp?|b"),
            ("تط", "tt?h?"),
            ("ث", "th|ss?"),
            ("سص", "ss?|c"),
            ("ج", "jj?|g|dj|dzh"),
        ),
        *(
            ("چ", "t?ch"),
            ("ح", "hh?"),
            ("ه", "h|eh?|a|ah|"),
            ("خ", "kh|h|k"),
            ("د", "dd?"),
            ("ذضظ", "z|dh?|th"),
        ),
        *(
            ("ز", "zz?|s"),
            ("ر", "rr?"),
            ("ژ", "zh|j"),
            ("ش", "sh|ch"),
            ("غق", "gh|q|g|k|gu"),
            ("ف", "ff?|ph|v"),
        ),
        *(("ک", "kk?|c|ck|q"), ("گ", "gg?|gu"), ("ل", "ll?"), ("م", "mm?"), ("ن", "nn?")),
        *(
            ("و", "v|w|u|oo|o|ou|ow|ov|uw|ew"),
            ("ی", "y|i|ee|e|ey|ei|ai|ay|iy|yy?a|ie|a"),
            ("ع", "[aeio]{0,2}"),
        ),
        *(("اآ", "aa?|e|i|o|u|ou?"), ("ئؤء", "[yeiaow]?")),
    )
    for letter in letters
}

_HANGUL_FIRST, _HANGUL_LAST = 0xAC00, 0xD7A3
_INITIALS = [
    "g",
    "kk",
    "n",
    "d",
    "tt",
    "r",
    "m",
    "b",
    "pp",
    "s",
    "ss",
    "",
    "j",
    "jj",
    "ch",
    "k",
    "t",
    "p",
    "h",
]
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_FINALS = ["", *"k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split()]
# Of three romanisations what they agree on: Revised, McCune-Reischauer, and that of the North.
_KOREAN = (
    *(
        ("eo", "o"),
        ("eu", "u"),
        ("oo", "u"),
        ("ee", "i"),
        ("ae", "e"),
        ("oe", "e"),
        ("ui", "i"),
        ("wo", "o"),
        ("wa", "a"),
    ),
    *(
        ("we", "e"),
        ("wi", "i"),
        ("yu", "u"),
        ("yo", "o"),
        ("ya", "a"),
        ("ye", "e"),
        ("ou", "o"),
        ("ch", "j"),
        ("sh", "s"),
    ),
    *(
        ("c", "k"),
        ("g", "k"),
        ("q", "k"),
        ("d", "t"),
        ("b", "p"),
        ("l", "r"),
        ("v", "p"),
        ("f", "p"),
        ("z", "j"),
        ("x", "s"),
    ),
    *(("oa", "a"), ("uo", "o"), ("u", "o")),
)


@lru_cache(50_000)
def latin_keys(word: str, script: Script) -> tuple[str, ...]:
    """The keys of a romanised word in lower-case ASCII; several where "c" may be "k" or "ts"."""
    if script is Script.ARABIC:
        return (_arabic_latin(word),)
    if script is Script.HANGUL:
        return (_korean_key(word),)
    if script is not Script.CYRILLIC:
        return (word,)
    hard = _HARD_C.sub("k", word.replace("ck", "k").replace("th", "t"))
    russian = word
    for english, russian_part in _ENGLISH_PARTS:
        russian = russian.replace(english, russian_part)
    spellings = dict.fromkeys((word, hard, _SOFT_C.sub("s", word), russian))  # most words have one
    return tuple(dict.fromkeys(map(_russian_key, spellings)))


def _russian_key(word: str) -> str:
    word = word.replace("zh", _ZH)
    for spelling, sound in _LATIN_OF_RUSSIAN:
        word = word.replace(spelling, sound)
    return _tidy_russian(word.replace(_ZH, "i"))


def _tidy_russian(word: str) -> str:
    word = _REPEATED.sub(r"\1", word.replace("z", "s"))
    return _RUSSIAN_ENDING.sub("", word) if len(word) > _LONG_WORD else word


@lru_cache(50_000)
def cyrillic_key(word: str) -> str:
    """The key of a word in Cyrillic."""
    key = "".join(_CYRILLIC.get(letter, letter) for letter in word.lower())
    for pair, sound in (("ia", "a"), ("iu", "u"), ("ie", "e")):
        key = key.replace(pair, sound)
    return _tidy_russian(key)


@lru_cache(50_000)
def arabic_key(word: str) -> str:
    """The consonants of a word in Arabic script, whose letters are those of `fold_arabic`."""
    return _consonants("".join(_ARABIC.get(letter, "") for letter in word))


def _arabic_latin(word: str) -> str:
    for spelling, sound in _LATIN_OF_ARABIC:
        word = word.replace(spelling, sound)
    return _consonants(_LATIN_VOWELS.sub("", word))


def _consonants(key: str) -> str:
    key = _REPEATED.sub(r"\1", key).removesuffix("h")
    return key[:1] + key[1:].replace("w", "").replace("y", "")


@lru_cache(10_000)
def arabic_spelling(word: str) -> re.Pattern[str]:
    """How a word of Arabic script may be romanised: its long vowels must be there, short ones may."""
    pattern = "[aeiou]?".join(
        f"(?:{_ARABIC_SPELLINGS[letter]})" for letter in word if letter in _ARABIC_SPELLINGS
    )
    return re.compile(f"{pattern}[aeiou]?h?")


@lru_cache(50_000)
def hangul_key(word: str) -> str:
    """The key of a word in Hangul."""
    return _korean_key("".join(map(_syllable, word)))


def _syllable(letter: str) -> str:
    if not _HANGUL_FIRST <= ord(letter) <= _HANGUL_LAST:
        return letter.lower()
    initial, rest = divmod(ord(letter) - _HANGUL_FIRST, len(_VOWELS) * len(_FINALS))
    vowel, final = divmod(rest, len(_FINALS))
    return _INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]


def _korean_key(word: str) -> str:
    for spelling, sound in _KOREAN:
        word = word.replace(spelling, sound)
    return _REPEATED.sub(r"\1", word)


def sound_key(word: str, script: Script) -> str:
    """The key of a word in its own script; of Latin letters within it, as they are read there."""
    if word.isascii():
        return latin_keys(word.lower(), script)[0]
    if script is Script.CYRILLIC:
        return cyrillic_key(word)
    return arabic_key(word) if script is Script.ARABIC else hangul_key(word)
