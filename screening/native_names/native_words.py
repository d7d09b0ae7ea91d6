"""The words of a native name, cleaned of marks, legal forms and look-alike letters, and the keys glossaries have them by.

Names in Cyrillic and Arabic script are written in words; Han, kana and Hangul run on, and any part of the run may be a word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from screening.names.scripts import Script, fold_han, simplify
from screening.native_names.vocabulary import rows

RUN_ON = frozenset({Script.HAN, Script.HANGUL, Script.KANA})
_MARKS_OF_HAN = re.compile(r"[\s·・•,，、。.\-—\"“”‘’'《》「」()（）]")
_ACCENTS = re.compile("[\u0300\u0301]")
_CYRILLIC_WORD = re.compile("[A-Za-z]*[\u0400-\u04ff][A-Za-z\u0400-\u04ff]*")
_WORDS_OF_CYRILLIC = re.compile(r"[\u0400-\u04ff]+|\d+|[A-Za-z]+")
_WORDS_OF_ARABIC = re.compile(r"[\u0600-\u06ff]+|\d+|[A-Za-z]+")
_VOWEL_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_ARABIC_ARTICLE = re.compile("^(?:و?ال|لل|بال)(?=..)")
_ARABIC_ENDING = re.compile("(?:های|ها|ات|ان|ی|ه)$")
_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_PERSIAN_FORMS = str.maketrans("يىكأإآٱةۀ", "ییکااااهه")
_JOINER = "\u200c"
# Letters of Latin shape within a word in Cyrillic: "АO" typed with an English O.
_LOOK_ALIKES = str.maketrans("AaBCcEeHKMOoPpTXxyiIé", "АаВСсЕеНКМОоРрТХхуіІе")
_CASE_ENDINGS = re.compile(
    "(?:ого|его|ому|ему|ыми|ими|ами|ями|ая|яя|ое|ее|ые|ие|ый|ий|ой|ей|ую|юю|ых|их|ым|им|ом|ем|ам|ям|ах|ях|ов|ев|ии|ия|ию"
    "|ие|а|я|о|е|ы|и|у|ю|ь|й)$"
)
_LONG_WORD = 4
_QUOTES = '«»“”„"《》「」'
_KEPT = "集团"  # a word of the name that says as much as a legal form
_LONGEST_ACRONYM = 5


def run_on_text(text: str, script: Script) -> str:
    """A name in Han, kana or Hangul as one run, without marks and legal forms; Han in Simplified characters."""
    if script is Script.HAN:
        text = _MARKS_OF_HAN.sub("", simplify(unicodedata.normalize("NFKC", text)))
        return _form_pattern(script).sub("", text)
    if script is Script.KANA:
        text = fold_japanese(text)
    return _MARKS_OF_HAN.sub("", _form_pattern(script).sub("", text))


def fold_japanese(text: str) -> str:
    """A text in Japanese in full-width kana and Simplified characters, so that words of Chinese tables are found in it."""
    return fold_han(unicodedata.normalize("NFKC", text)).lower()


@cache
def _form_pattern(script: Script) -> re.Pattern[str]:
    """The legal forms of a script, the longest first; some count at the end of a name only."""
    fold = fold_japanese if script is Script.KANA else str
    forms = sorted(
        (row for row in rows("native_forms") if row["script"] == script), key=lambda row: -len(row["form"])
    )
    return re.compile(
        "|".join(re.escape(fold(row["form"])) + ("$" if row["use"] == "at the end" else "") for row in forms)
    )


@cache
def _form_words(script: Script) -> frozenset[str]:
    return frozenset(row["form"] for row in rows("native_forms") if row["script"] == script)


@cache
def _legal_words(script: Script) -> frozenset[str]:
    small = {row["form"] for row in rows("native_forms") if row["use"] == "small word"}
    return _form_words(script) - small


def has_legal_form(text: str, script: Script) -> bool:
    """Whether a text names itself a company or the like, by a legal form or by quotation marks around its name."""
    if any(mark in text for mark in _QUOTES):
        return True
    if script in RUN_ON:
        text = fold_japanese(text) if script is Script.KANA else text
        return _KEPT in text or _form_pattern(script).search(text) is not None
    words = _cyrillic_words(text) if script is Script.CYRILLIC else _arabic_words(text)
    legal = _legal_words(script)
    return any(word.lower() in legal or glossary_key(word, script) in legal for word in words)


def spaced_words(text: str, script: Script) -> list[str]:
    """The words of a name in Cyrillic or Arabic script but for those of its legal form and small words."""
    forms = _form_words(script)
    words = _cyrillic_words(text) if script is Script.CYRILLIC else _arabic_words(text)
    return [word for word in words if word.lower() not in forms and glossary_key(word, script) not in forms]


def _cyrillic_words(text: str) -> list[str]:
    """The words in lower case; short ones in capitals stay so, for they are letters of an acronym."""
    text = _ACCENTS.sub("", unicodedata.normalize("NFC", text)).replace("№", " ").replace("-", " ")
    text = _CYRILLIC_WORD.sub(lambda word: word.group().translate(_LOOK_ALIKES), text)
    words = _WORDS_OF_CYRILLIC.findall(text)
    return [word if word.isupper() and len(word) <= _LONGEST_ACRONYM else word.lower() for word in words]


def _arabic_words(text: str) -> list[str]:
    return [_ARABIC_ARTICLE.sub("", word) for word in _WORDS_OF_ARABIC.findall(fold_arabic(text))]


def fold_arabic(text: str) -> str:
    """A text in the letters that Persian and Arabic share, without vowel marks."""
    text = _VOWEL_MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_ARABIC_DIGITS)
    return text.translate(_PERSIAN_FORMS).replace(_JOINER, " ")


@lru_cache(50_000)
def glossary_key(word: str, script: Script) -> str:
    """The key that a glossary has a word by: its stem in Cyrillic and Arabic script, else the word."""
    if script is Script.CYRILLIC:
        word = word.lower().replace("ё", "е")
        return _CASE_ENDINGS.sub("", word) if len(word) > _LONG_WORD else word
    if script is Script.ARABIC:
        return _ARABIC_ENDING.sub("", word) if len(word) > _LONG_WORD else word
    return word
