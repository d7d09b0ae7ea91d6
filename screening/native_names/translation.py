"""What a native name says in English, word by word, where every word of it is in the reviewed table.

`vocabulary/translated_words.csv` has a row for each word that institutions are named with, for each place and for each
patron or brand, with its forms in Hangul, Japanese, Arabic, Persian and Chinese. A name is cut into such words without
anything left; words with several meanings give several translations. Nothing is compared by its sound.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from screening.names.scripts import Script
from screening.native_names.glossary import countries_of_places, native_places
from screening.native_names.native_words import RUN_ON, fold_arabic, fold_japanese, glossary_key
from screening.native_names.vocabulary import rows

_COLUMNS = {
    Script.HANGUL: ("hangul",),
    Script.KANA: ("japanese",),
    Script.HAN: ("han", "japanese"),  # a name in Japanese may have no kana
    Script.ARABIC: ("arabic", "persian"),
}
_MARKS = re.compile(r"[\s·・•‧＝=,，、。.\-‐—–\"“”‘’'«»《》「」『』()（）\[\]ـ]")
_ARABIC_WORDS = re.compile(r"[\u0620-\u065f\u066e-\u06ef\u06fa-\u06ff]+|\d+")
_ARABIC_FRONT = re.compile("^(?:وال|ولل|بال|ال|لل|و|ل|ب)(?=..)")
# Plural, belonging and gender; what is left has three letters or more. Not the dual and the plural in ن, which end stems too.
_PLURAL = re.compile("(?<=...)(?:هایی|های|ها|یات|ات)$")
_GENDER = re.compile("(?<=...)(?:یه|یی|ی|ه)$")
_PERSIAN_LINK = "ی"  # behind a vowel, where another word follows: دانشگاه هوافضای شیراز
_JOINER = "\u200c"
_MOST_WORDS = 12
_MOST_CUTS = 24  # ways to cut a name into words
_MOST_MEANINGS = 150  # of one name
_LONGEST = 60  # signs or words of a name
_LONGEST_GLUED = 14  # letters of words that are printed as one
_SHORTEST_GLUED = 3  # letters of either of two words
_BY_SOUND = re.compile("[\u30a1-\u30fc]+|[\uac00-\ud7a3]+")
_SHORTEST_RUN, _LONGEST_RUN = 2, 20  # signs that are no word of the table
_MOST_WORDS_LEFT = 4
_MOST_PARTS = 40  # meanings beside a run that has none
_MOST_SPELLINGS = 4  # of a town


class WordUse(StrEnum):
    """What a word of the table is in a name."""

    KIND = "kind"  # the sort of body: university, centre
    FIELD = "field"
    PLACE = "place"
    DIRECTION = "direction"  # "Northwest", as much a name as a place
    NAME = "name"  # a patron's
    BRAND = "brand"
    COUNTRY = "country"
    PARENT = "parent"  # an academy, which institutes are as often named without
    FORM = "form"  # company, group: left out of names as often as not
    FILLER = "filler"


_INFLECTED = (WordUse.FIELD, WordUse.COUNTRY, WordUse.FORM)


@dataclass(frozen=True, slots=True)
class TranslatedWord:
    """A word of a native name, as written there, and its meanings."""

    native: str
    meanings: tuple[str, ...]  # in English; "" where it may be left out
    use: WordUse
    country: str = ""  # that a place lies in


@dataclass(frozen=True, slots=True)
class Translation:
    """One meaning of a native name: its words with the meaning of each."""

    words: tuple[TranslatedWord, ...]
    english: tuple[str, ...]  # beside each word

    def says(self, *uses: WordUse) -> tuple[str, ...]:
        """The meanings of its words of these uses."""
        return tuple(
            english for word, english in zip(self.words, self.english, strict=True) if word.use in uses
        )


_Table = Mapping[tuple[str, ...], tuple[TranslatedWord, ...]]  # by signs or words


def is_translated(script: Script) -> bool:
    """Whether the table has words of a script."""
    return script in _COLUMNS


def english_of(use: WordUse) -> frozenset[str]:
    """The meanings of all words of one use."""
    return frozenset(
        each.strip()
        for row in rows("translated_words")
        if row["use"] == use
        for each in row["english"].split("/")
    )


def translations(text: str, script: Script) -> Iterator[Translation]:
    """The meanings of a name in which the table has every word, each once, the longest words first; up to a number.

    None where any word is left over. What a word is may differ beside the same English: a brand, or the words it is made of.
    """
    seen: set[frozenset[tuple[str, WordUse]]] = set()
    for words in itertools.islice(_cuts(text, script), _MOST_CUTS):
        told = tuple(word for word in words if word.use is not WordUse.FILLER)
        for english in itertools.product(*(word.meanings for word in told)) if told else ():
            uses = (word.use for word in told)
            if (said := frozenset(zip(english, uses, strict=True))) in seen:
                continue
            seen.add(said)
            yield Translation(told, english)
            if len(seen) == _MOST_MEANINGS:
                return


@dataclass(frozen=True, slots=True)
class PartTranslation:
    """One meaning of a native name but for one run of it that is no word of the table."""

    translation: Translation
    left: str


def translations_but_one(text: str, script: Script) -> Iterator[PartTranslation]:
    """The meanings of a name in which one run, of a few words or signs, is none of the table; the shortest run it can be."""
    parts = _parts(text, script)
    size = len(parts)
    if not 1 < size <= _LONGEST:
        return
    table, longest = _table(script)
    edges = [
        [
            (at + length, word)
            for length in range(min(longest, size - at), 0, -1)
            for word in _words_at(parts, at, at + length, table, script)
        ]
        for at in range(size)
    ]
    ahead, behind = {0}, {size}
    for at in range(size):
        if at in ahead:
            ahead.update(end for end, _ in edges[at])
    for at in range(size - 1, -1, -1):
        if any(end in behind for end, _ in edges[at]):
            behind.add(at)
    run_on = isinstance(parts, str)
    least, most = (_SHORTEST_RUN, _LONGEST_RUN) if run_on else (1, _MOST_WORDS_LEFT)
    for length in range(least, min(most, size - 1) + 1):
        found = [
            at
            for at in range(size - length + 1)
            if at in ahead
            and at + length in behind
            and _may_be_a_name(parts[at : at + length])
            # A run neither begins nor ends with a word of the table.
            and (
                run_on
                or not {1} & {end - place for place in (at, at + length - 1) for end, _ in edges[place]}
            )
        ]
        for at in found:
            # Of the words before and behind the run the longest.
            words = (*_longest_words(edges, 0, at), *_longest_words(edges, at + length, size))
            told = tuple(word for word in words if word.use is not WordUse.FILLER)
            left = parts[at : at + length]
            for english in itertools.islice(
                itertools.product(*(word.meanings for word in told)), _MOST_PARTS
            ):
                yield PartTranslation(
                    Translation(told, english), left if isinstance(left, str) else " ".join(left)
                )
        if found:
            return


def _may_be_a_name(part: str | Sequence[str]) -> bool:
    """Whether a run may be a name written by its sound: of signs for syllables, or words without digits."""
    if isinstance(part, str):
        return _BY_SOUND.fullmatch(part) is not None
    return not any(map(str.isdecimal, part))


def _longest_words(
    edges: Sequence[Sequence[tuple[int, TranslatedWord]]], at: int, end: int
) -> tuple[TranslatedWord, ...]:
    """The words between two places of a name, each the longest that leads on to the second one."""
    leads = {end}
    for place in range(end - 1, at - 1, -1):
        if any(after in leads for after, _ in edges[place]):
            leads.add(place)
    words: list[TranslatedWord] = []
    while at < end:
        at, word = next(each for each in edges[at] if each[0] in leads)
        words.append(word)
    return tuple(words)


def _parts(text: str, script: Script) -> Sequence[str]:
    """What a name is cut into: signs, or words."""
    if script in RUN_ON:
        return _run(text, script)
    return list(_unglued(_ARABIC_WORDS.findall(fold_arabic(text)), _table(script)[0]))


def _cuts(text: str, script: Script) -> Iterator[tuple[TranslatedWord, ...]]:
    """The ways to cut a name into words of the table with nothing left over."""
    parts = _parts(text, script)
    if not 0 < len(parts) <= _LONGEST:
        return
    table, longest = _table(script)
    # By where they begin, the words that lead on to the end of the name.
    steps: dict[int, list[tuple[int, TranslatedWord]]] = {len(parts): []}
    for at in range(len(parts) - 1, -1, -1):
        steps_here = [
            (at + size, word)
            for size in range(min(longest, len(parts) - at), 0, -1)
            if at + size in steps
            for word in _words_at(parts, at, at + size, table, script)
        ]
        if steps_here:
            steps[at] = steps_here
    if 0 in steps:
        yield from _paths(steps, 0, len(parts), ())


def _paths(
    steps: dict[int, list[tuple[int, TranslatedWord]]], at: int, end: int, done: tuple[TranslatedWord, ...]
) -> Iterator[tuple[TranslatedWord, ...]]:
    if at == end:
        yield done
    elif len(done) < _MOST_WORDS:
        for after, word in steps[at]:
            yield from _paths(steps, after, end, (*done, word))


def _unglued(parts: Sequence[str], table: _Table) -> Iterator[str]:
    """The words of a name, those that are two words of the table without a space between them taken apart."""
    for part in parts:
        bare = _ARABIC_FRONT.sub("", part)
        cuts = range(_SHORTEST_GLUED, len(bare) - _SHORTEST_GLUED + 1)
        if _words_of_keys().isdisjoint((part, bare, _stem(part), _stem(bare))):
            at = next((at for at in cuts if (bare[:at],) in table and (bare[at:],) in table), 0)
            yield from (bare[:at], bare[at:]) if at else (part,)
        else:
            yield part


def _words_at(
    parts: str | Sequence[str], at: int, end: int, table: _Table, script: Script
) -> Iterator[TranslatedWord]:
    """The words that some parts of a name are; a number is itself, and no part of a number is one."""
    text = "".join(parts[at:end])
    if not text.isdecimal():
        yield from _words_of(parts[at:end], table, script)
    elif not (
        isinstance(parts, str) and (parts[at - 1 : at].isdecimal() or parts[end : end + 1].isdecimal())
    ):
        yield TranslatedWord(text, (str(int(text)),), WordUse.FIELD)


def _words_of(part: str | Sequence[str], table: _Table, script: Script) -> Iterator[TranslatedWord]:
    """The words of the table that a part of a name is, or is an inflected form of, or the place that it is."""
    found = [word for native in _spellings(part) for word in table.get(native, ())]
    if not found and script is Script.ARABIC:
        stems = dict.fromkeys(tuple(map(_stem, native)) for native in _spellings(part))
        found = [
            word
            for key in stems
            for word in _table_of_stems().get(key, ())
            # What is no name: "شريفة" is not Sharif.
            if word.use in _INFLECTED
        ]
        if not found and (place := _place(" ".join(part))):
            found = [place]
    yield from found


def _stem(word: str) -> str:
    """A word of Arabic or Persian without the ending of its number or gender."""
    return _GENDER.sub("", _PLURAL.sub("", word))


def _place(text: str) -> TranslatedWord | None:
    """A town of a gazetteer, where it lies in one country."""
    key = glossary_key(text.removeprefix("ال"), Script.ARABIC)
    countries, english = (
        countries_of_places(Script.ARABIC).get(key, ()),
        native_places(Script.ARABIC).get(key, ()),
    )
    if len(countries) != 1 or not english:
        return None
    return TranslatedWord(text, tuple(english[:_MOST_SPELLINGS]), WordUse.PLACE, *countries)


def _spellings(part: str | Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The keys of a part of a name: a run of signs, or words with and without what Arabic writes together with them."""
    if isinstance(part, str):
        yield (part,)
        return
    yield from dict.fromkeys(itertools.product(*map(_spellings_of_word, part)))


def _spellings_of_word(word: str) -> tuple[str, ...]:
    bare = _ARABIC_FRONT.sub("", word)
    return tuple(dict.fromkeys((word, bare, word.removesuffix(_PERSIAN_LINK))))


def _run(text: str, script: Script) -> str:
    folded = (
        unicodedata.normalize("NFKC", text)
        if script is Script.HANGUL
        else fold_japanese(text).replace("ヴァ", "バ").replace("ヴィ", "ビ")
    )
    return _MARKS.sub("", folded)


@cache
def _table(script: Script) -> tuple[dict[tuple[str, ...], tuple[TranslatedWord, ...]], int]:
    """The words by their keys, and of how many signs or words the longest is."""
    found: dict[tuple[str, ...], dict[TranslatedWord, None]] = {}
    for row in rows("translated_words"):
        meanings = tuple(each.strip() for each in row["english"].split("/"))
        for column in _COLUMNS[script]:
            for form in filter(None, map(str.strip, row[column].split("/"))):
                for key in _keys(form, script):
                    word = TranslatedWord(form, meanings, WordUse(row["use"]), row["country"])
                    found.setdefault(key, {})[word] = None
    sizes = (len(key[0]) if script in RUN_ON else len(key) for key in found)
    return {key: tuple(words) for key, words in found.items()}, max(sizes, default=0)


@cache
def _words_of_keys() -> frozenset[str]:
    """Every word in Arabic script that stands in a key of the table, and its stem."""
    every = {word for key in _table(Script.ARABIC)[0] for word in key}
    return frozenset(every | set(map(_stem, every)))


@cache
def _table_of_stems() -> dict[tuple[str, ...], tuple[TranslatedWord, ...]]:
    """The words in Arabic script by the stems of their keys."""
    found: dict[tuple[str, ...], dict[TranslatedWord, None]] = {}
    for key, words in _table(Script.ARABIC)[0].items():
        found.setdefault(tuple(map(_stem, key)), {}).update(dict.fromkeys(words))
    return {key: tuple(words) for key, words in found.items()}


def _keys(form: str, script: Script) -> Iterator[tuple[str, ...]]:
    if script in RUN_ON:
        yield (_run(form, script),)
        return
    # What Persian joins without a space is printed with a space, or as one word, as often.
    glued = [form.replace(_JOINER, "")]
    if _JOINER in form or len(form) <= _LONGEST_GLUED:
        glued.append("".join(form.replace(_JOINER, "").split()))
    for written in dict.fromkeys((form, *glued)):
        words = _ARABIC_WORDS.findall(fold_arabic(written))
        yield from dict.fromkeys((tuple(words), tuple(_ARABIC_FRONT.sub("", word) for word in words)))
