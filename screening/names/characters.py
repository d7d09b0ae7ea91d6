"""Characters: the first step of every comparison, the same for subjects and listings.

- Length is capped before any Unicode work: composing a long run of accents costs quadratic time on older Pythons.
- What a reader cannot see (zero-width, soft hyphen, bidi marks) is removed; full-width and styled letters become
  plain; a word that mixes scripts to look Latin becomes Latin, and one that mixes them to look Cyrillic, Cyrillic.
- What was disguised is reported, so that a report can say so. The value as given is never changed.
- Cleaning twice changes nothing more.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from screening.errors import ScreeningError
from screening.names.vocabulary import rows

NAME_CHARS = 300  # the longest name on the lists shipped has 260 characters
_RAW_FACTOR = 12  # a flood of accents or zero-width characters may hide a name of ordinary length
_PILED = 3  # accents on one letter; two occur, in Vietnamese and romanised Arabic


class NameTooLong(ScreeningError):
    """A name has more characters than are compared; nothing of it was read."""

    code, status = "name-too-long", 422


@dataclass(frozen=True, slots=True)
class Disguise:
    """One thing that hid what a name says: which kind, as found, and as read."""

    kind: str
    found: str
    read_as: str


class Cleaned(NamedTuple):
    """A text fit for comparing, and what was taken off it."""

    text: str
    disguises: tuple[Disguise, ...] = ()


_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
# Joiners belong to the spelling of Persian and of Indian scripts; there they are dropped without a word.
_JOINER_IN_SCRIPT = re.compile("(?<=[\u0600-\u0dff])[\u200c\u200d](?=[\u0600-\u0dff])")
_ACCENTS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_UNSEEN = re.compile(f"{_INVISIBLE.pattern}|[{_ACCENTS}]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_PILED_ACCENTS = re.compile(f"[{_ACCENTS}]{{{_PILED},}}")
_LOOSE_ACCENTS = re.compile(f"(?<=[A-Za-z])[{_ACCENTS}]+")
_TAG = re.compile(r"</?(?:b|i|em|strong|sub|sup|span)\b[^<>]{0,60}>", re.IGNORECASE)
_BREAKING_TAG = re.compile(r"</?(?:br|p)\b[^<>]{0,60}>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")
# The first byte of a letter in UTF-8 and those that follow it, as Windows-1252 (else Latin-1) shows them.
_FOLLOWING = "\u0080-\u00bf" + "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xA0))
_MISREAD = re.compile(
    f"[\u00c3-\u00df][{_FOLLOWING}]|[\u00e0-\u00ef][{_FOLLOWING}]{{2}}|[\u00f0-\u00f4][{_FOLLOWING}]{{3}}"
)
_STYLED = re.compile("[\uff10-\uff5a\u2100-\u214f\u2460-\u24ff\U0001d400-\U0001d7ff\U0001f100-\U0001f189]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_TWO_SCRIPTS = re.compile("[\u0180-\u024f\u0250-\u02af\u0370-\u058f\u1d00-\u1d7f\u2c60-\u2c7f\ua720-\ua7ff]")
_SPACES = re.compile(r"\s+")
_PUNCTUATION = str.maketrans(
    dict.fromkeys("’‘`´ʹʼʽʾʿˈʻʻ′＇‛ꞌ", "'")
    | dict.fromkeys("‐‑‒–—―−﹣－⁃", "-")
    | dict.fromkeys("“”„‟«»″＂〝〞", '"')
    | dict.fromkeys("·•・‧∙⋅_", " ")
)

_LIKE = rows("look_alikes")
_TO_LATIN = {row["character"]: row["latin"] for row in _LIKE}
_SAME_SHAPE = {row["character"]: row["latin"] for row in _LIKE if row["likeness"] == "same"}
_TO_CYRILLIC = {latin: letter for letter, latin in _SAME_SHAPE.items() if "\u0400" <= letter <= "\u052f"}


def clean(text: str, limit: int = NAME_CHARS) -> Cleaned:
    """The text with its disguises taken off, on one line, single-spaced.

    Raises NameTooLong if more than `limit` visible characters are left, or more than twelve times as many came.
    """
    if len(text) > limit * _RAW_FACTOR:
        raise NameTooLong(f"A name has {len(text):,} characters; up to {limit:,} are compared.", limit=limit)
    if text.isascii() and "&" not in text and "<" not in text:
        if len(text) <= limit and text.isprintable() and "`" not in text and "_" not in text:
            return Cleaned(" ".join(text.split()))
        return Cleaned(_one_line(text, limit))
    found: list[Disguise] = []
    text = _decoded(text, found)
    text = _without_markup(text, found)
    text = _without_the_unseen(text, found)
    if len(text) > limit:
        raise NameTooLong(f"A name has {len(text):,} characters; up to {limit:,} are compared.", limit=limit)
    text = _plain_letters(text, found)
    return Cleaned(_one_line(text, limit), tuple(found))


def _one_line(text: str, limit: int) -> str:
    line = _SPACES.sub(" ", _CONTROL.sub(" ", text.translate(_PUNCTUATION))).strip()
    if len(line) > limit:
        raise NameTooLong(f"A name has {len(line):,} characters; up to {limit:,} are compared.", limit=limit)
    return line


def _decoded(text: str, found: list[Disguise]) -> str:
    """Letters of UTF-8 that were read as Windows-1252 or Latin-1, put right: "JosÃ©", "Xiâ€™an"."""
    right = _MISREAD.sub(_reread, text)
    if right != text:
        found.append(Disguise("wrong encoding", text, right))
    return right


def _reread(found: re.Match[str]) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            return found.group().encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return found.group()


def _without_markup(text: str, found: list[Disguise]) -> str:
    bare = _BREAKING_TAG.sub(" ", _TAG.sub("", text)) if "<" in text else text
    for _ in range(2):  # some exports escape what was escaped already
        if "&" not in bare or not _ENTITY.search(bare):
            break
        bare = html.unescape(bare)
    if bare != text:
        found.append(Disguise("HTML markup", text, bare))
    return bare


def _without_the_unseen(text: str, found: list[Disguise]) -> str:
    seen = _INVISIBLE.sub("", _JOINER_IN_SCRIPT.sub("", text))
    if len(seen) < len(_JOINER_IN_SCRIPT.sub("", text)):
        found.append(Disguise("invisible characters", _escaped(text), seen))
    level = _PILED_ACCENTS.sub("", seen)
    if level != seen:
        found.append(Disguise("piled-up accents", _escaped(seen), level))
    return level


def _plain_letters(text: str, found: list[Disguise]) -> str:
    # Look-alikes first: composing turns the lunate sigma, a perfect "c", into an ordinary one.
    plain = unicodedata.normalize("NFKC", _fold_look_alikes(text) if _TWO_SCRIPTS.search(text) else text)
    plain = _LOOSE_ACCENTS.sub("", plain)  # an accent no letter composes with carries nothing
    if _STYLED.search(text):
        found.append(Disguise("full-width or styled letters", text, plain))
    if not _TWO_SCRIPTS.search(text) and not _TWO_SCRIPTS.search(plain):
        return plain
    read = _fold_look_alikes(plain)
    if read != unicodedata.normalize("NFKC", text):
        found.append(Disguise("letters of another script", text, read))
    return read


def _fold_look_alikes(text: str) -> str:
    words = _WORD.findall(text)
    foreign = [word for word in words if not _is_latin(word) and not _has_latin(word)]
    # A whole word in disguise: "Сосо" alone among Latin words, or any such word where another is plainly disguised.
    disguised = any(_has_latin(word) and not _is_latin(word) for word in words)
    alone = len(foreign) == 1 and len(words) > 1 and len(foreign[0]) > 3
    whole = (alone or disguised) and all(set(word) <= _SAME_SHAPE.keys() for word in foreign)
    to_cyrillic = bool(foreign) and not whole and not any(map(_is_latin, words))

    def fold(match: re.Match[str]) -> str:
        word = match.group()
        if _is_latin(word):
            return word
        if _has_latin(word) or _is_greek_and_cyrillic(word):
            return _fold_word(word, to_cyrillic)
        return word.translate(_SAME_TABLE) if whole else word

    return _WORD.sub(fold, text)


def _fold_word(word: str, to_cyrillic: bool) -> str:
    """A word of two scripts, read as the one its unmistakable letters belong to, else as the words beside it."""
    latin = all(letter in _TO_LATIN for letter in word if letter.isalpha() and letter not in _LATIN)
    if latin and not to_cyrillic:
        return word.translate(_LATIN_TABLE)
    if all(letter in _TO_CYRILLIC for letter in word if letter in _LATIN):
        return word.translate(_CYRILLIC_TABLE)
    return word.translate(_LATIN_TABLE) if latin else word


_SAME_TABLE = str.maketrans(_SAME_SHAPE)
_LATIN_TABLE = str.maketrans(_TO_LATIN)
_CYRILLIC_TABLE = str.maketrans(_TO_CYRILLIC)
_LATIN_LIKE = frozenset(row["character"] for row in _LIKE if row["likeness"] == "latin")


_LATIN = frozenset(map(chr, (*range(0x250), *range(0x1E00, 0x1F00)))) - _LATIN_LIKE


def _is_latin(word: str) -> bool:
    return _LATIN.issuperset(word)


def _has_latin(word: str) -> bool:
    return not _LATIN.isdisjoint(word) or not _LATIN_LIKE.isdisjoint(word)


def _is_greek_and_cyrillic(word: str) -> bool:
    """No language writes a word in both; a disguise of a Latin one may."""
    return any("\u0370" <= letter < "\u0400" for letter in word) and any(
        "\u0400" <= letter < "\u0590" for letter in word
    )


def _escaped(text: str) -> str:
    """The beginning of the text with what cannot be seen written out, so that a report can show it."""
    return _UNSEEN.sub(lambda mark: f"<U+{ord(mark.group()):04X}>", text[:80])
