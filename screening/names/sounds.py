"""Keys under which spellings of one spoken word meet: a sound key, a consonant skeleton, Wade-Giles, a stem.

Each takes one lower-case ASCII word and answers from memory. Two words with one key may be the same word; the key
proves nothing and is charged for in the comparison.
"""

from __future__ import annotations

import re
from functools import lru_cache

from screening.names.respelling import respelling, respelt

_VOWELS = frozenset("aeiou")
_WITHOUT_VOWELS = str.maketrans("", "", "aeiou")
_DOUBLED = re.compile(r"(.)\1+")
_HARD_H = re.compile("tch|tsch|tsh"), re.compile("sch|sh|ch")
_AFTER_VOWEL = re.compile("(?<=[aoi])h")
_ONE_LETTER = str.maketrans("qzwueyi", "ksvoiii")
_CONSONANTS = (
    (r"(.)\1+", r"\1"),
    ("^x|^hs", "s"),
    ("tch|tsch|tsh|sch|sh|ch|zh|dzh|dj|j", "s"),
    ("kh", "h"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("dh", "d"),
    ("ck|q|c|g", "k"),
    ("x", "ks"),
    ("z", "s"),
    ("p|f|v", "b"),
    ("[aeiouyw]", ""),
    ("h$", ""),
    ("d", "t"),
)
_SKELETON_RULES = respelling((*_CONSONANTS, ("l", "r")))
_CONSONANT_RULES = respelling(_CONSONANTS)
_STEM_ENDINGS = re.compile("(?:ies|y|es|s|iques|ique|ic|ical|al)$")
_SYLLABLE = re.compile(
    "(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)"
    "(iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|ue|er|a|o|e|i|u|v)"
)
_WADE_INITIAL = dict(
    zip("b p d t g k zh ch j q x z c r".split(), "p p t t k k ch ch ch ch hs ts ts j".split(), strict=True)
)
_WADE_FINAL = {"ian": "ien", "ie": "ieh", "ong": "ung", "ue": "ueh", "iong": "iung"}
_RETROFLEX = ("zh", "ch", "sh", "r")
_DENTAL = ("z", "c", "s")


@lru_cache(200_000)
def sound(word: str) -> str:
    """How a word sounds, roughly: Hussein and Hosein, Phan and Fan, Qasim and Kasim share a key."""
    if word.startswith("x"):
        word = "s" + word[1:]
    elif word.startswith("hs"):
        word = word[1:]
    if "h" in word:
        word = _without_h(word)
    elif "dj" in word:
        word = word.replace("dj", "j")
    if "c" in word:
        word = word.replace("ck", "k").replace("ce", "se").replace("ci", "si").replace("cy", "sy")
    if "x" in word:
        word = word.replace("x", "ks")
    word = word.translate(_ONE_LETTER)
    if "h" in word:
        word = _AFTER_VOWEL.sub("", word).removesuffix("h")
    # Every run of o, u is one o now, every run of e, i, y one i, and every doubled letter is there once.
    return _DOUBLED.sub(_first, word)


def _first(run: re.Match[str]) -> str:
    return run[1]


def _without_h(word: str) -> str:
    """The word with sounds written with an h in one letter. The order counts: "sch" is read before "ch"."""
    if "t" in word:
        word = _HARD_H[0].sub("c", word)
    word = _HARD_H[1].sub("c", word)
    word = word.replace("dj", "j").replace("dzh", "j").replace("kh", "h").replace("gh", "g")
    return word.replace("ph", "f").replace("th", "t").replace("dh", "d").replace("zh", "j")


def sound_apart(word: str, other: str) -> bool:
    """Whether two words surely have two sound keys: no rule gives or takes the last of these letters in a word."""
    return (
        ("n" in word) is not ("n" in other)
        or ("a" in word) is not ("a" in other)
        or ("l" in word) is not ("l" in other)
        or ("r" in word) is not ("r" in other)
        or ("m" in word) is not ("m" in other)
        or ("g" in word) is not ("g" in other)
        or ("b" in word) is not ("b" in other)
    )


@lru_cache(200_000)
def skeleton(word: str) -> str:
    """Consonants of a word as far as the Arabic, Hebrew or Thai spelling of it tells them apart."""
    return respelt(word, _SKELETON_RULES)


@lru_cache(100_000)
def sounded_consonants(word: str) -> str:
    """The consonants of a word as `skeleton` has them, with l and r apart."""
    return respelt(word, _CONSONANT_RULES)


def consonants(word: str) -> str:
    """The word without a, e, i, o, u; doubled letters once."""
    return _DOUBLED.sub(r"\1", word.translate(_WITHOUT_VOWELS))


def keeps_no_vowels(word: str) -> bool:
    """Whether the word may be one with its inner vowels left out. Li is not: Li and Lei are two names."""
    return (len(word) > 2 and _VOWELS.isdisjoint(word[1:-1])) or (len(word) == 2 and word[1] not in _VOWELS)


@lru_cache(200_000)
def vowels_left_out(short: str, full: str) -> bool:
    """True where `short` is `full` with its inner vowels, or all but its first letter's, left out."""
    if len(short) >= len(full) or short[0] != full[0] or not keeps_no_vowels(short):
        return False
    return single_letters(short) in without_vowels(full)


def without_vowels(word: str) -> frozenset[str]:
    """What is left of a word without its inner vowels, and without the vowel it ends in; doubled letters once."""
    inner = "".join(letter for letter in word[1:-1] if letter not in _VOWELS)
    first, last = word[0], word[-1]
    return frozenset(
        {single_letters(first + inner + last), single_letters(first + inner + last.strip("aeiou"))}
    )


def single_letters(word: str) -> str:
    """The word with doubled letters once."""
    return "".join(letter for at, letter in enumerate(word) if not at or letter != word[at - 1])


def share_of_vowels(text: str) -> float:
    """Vowels per letter, 0 to 1; 0 for an empty text."""
    return (len(text) - len(text.translate(_WITHOUT_VOWELS))) / len(text) if text else 0.0


@lru_cache(100_000)
def stem(word: str) -> str:
    """A long word without its plural or adjective ending; a short one as it is."""
    return _STEM_ENDINGS.sub("", word) if len(word) > 5 else word


@lru_cache(100_000)
def wade_giles(word: str) -> str | None:
    """A word of pinyin in Wade-Giles spelling, or None where it is not pinyin. Only this direction is unique."""
    at, spelt = 0, ""
    while at < len(word):
        syllable = _SYLLABLE.match(word, at)
        if not syllable:
            return None
        spelt += _wade_syllable(syllable.group(1), syllable.group(2))
        at = syllable.end()
    return spelt


def _wade_syllable(initial: str, final: str) -> str:
    if final == "i" and initial in _DENTAL:
        return "ssu" if initial == "s" else "tzu"
    if final == "i" and initial in _RETROFLEX:
        return f"{_WADE_INITIAL.get(initial, initial)}ih"
    if final == "e" and initial in ("g", "k", "h"):
        final = "o"
    elif initial == "y" and final == "an":
        final = "en"
    elif initial == "y" and final == "e":
        final = "eh"
    elif final == "uo" and initial in ("d", "t", "n", "l", *_DENTAL, *_RETROFLEX):
        final = "o"
    elif initial not in ("y", "w", ""):
        final = _WADE_FINAL.get(final, final)
    return _WADE_INITIAL.get(initial, initial) + final
