"""A name made ready once and compared often.

Prepared names hold everything a comparison needs, so that comparing does no Unicode work at all. Preparing is pure
and remembered; a name over the cap is refused with NameTooLong, a name without letters or digits is prepared empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from operator import add
from sys import intern

from screening.names.characters import Disguise, clean
from screening.names.legal_forms import strip_form_of_person, strip_forms, strip_native_form
from screening.names.numbers import han_numbers
from screening.names.organisation_words import telling_words
from screening.names.person_words import bare, descents, join_compounds, particle_initials, split_glued_titles
from screening.names.rarity import rarity
from screening.names.readings import other_readings
from screening.names.scripts import (
    ARABIC_FORMS,
    FEW_VOWELS,
    Script,
    fold_han,
    romanise,
    romanised_words,
    script_of,
)
from screening.names.sounds import consonants, share_of_vowels, sound

_APOSTROPHE_S = re.compile(r"'s\b")
_DOTTED = re.compile(r"\b((?:\w\.){1,}\w?)(?=\W|$)")
_DIGITS_AS_LETTERS = str.maketrans("013589", "oiesbg")
_LATIN = re.compile("[A-Za-z]{2}")
_CHARACTERS = re.compile("[\u3400-\u9fff\uac00-\ud7af]+")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_BRACKETED = re.compile(r"\(([A-Z]{3,8})\)")
_PERCENTERS = re.compile(r"(?<=\d) ?% ?ers\b")
_NOTHING: frozenset[str] = frozenset()
_NO_RUN = 1_000_000
_FEW_VOWELS = 0.24  # a romanised name has 30 to 50 % vowels; one with its vowels left out under a quarter
_WHOLE_CHARACTERS = (Script.HAN, Script.KANA, Script.HANGUL)  # one other character is another name


@dataclass(slots=True)
class PreparedName:
    """One name in the parts that are compared. `words` is empty where nothing can be.

    Read-only once made, though not frozen: that would double the time of making one. What most comparisons never ask
    for (`weights`, `runs`, `acronyms`) is worked out when it is first asked for.
    """

    text: str
    organisation: bool
    script: Script
    words: tuple[str, ...]  # compared: without titles, particles, forms
    whole: str  # every letter of the romanised name
    core: str  # the compared words joined
    last: str  # the last word as printed, for names cut off at a fixed width
    native: tuple[str, ...] | None  # words in their own script, None for Latin
    forms: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    bracketed: frozenset[str] = frozenset()  # words the name gives in brackets
    exact: frozenset[str] = frozenset()  # abbreviations written with points: one other letter is another body
    descents: tuple[tuple[str, str], ...] = ()
    beside: str = ""  # characters given beside a Latin name: "Zhang Wei (张伟)"
    dropped: frozenset[str] = frozenset()  # titles and particles not compared
    after_particle: dict[str, str] = field(default_factory=dict)
    sparse: bool = False  # the vowels seem to be left out
    letters: str = ""  # consonants in alphabetical order, for sparse names
    printed: tuple[str, ...] = ()  # compared words in the order printed
    disguises: tuple[Disguise, ...] = ()
    readings: tuple[PreparedName, ...] = ()  # the same characters read in another language
    given: str = ""  # an acronym an organisation's name gives itself in brackets
    with_form: tuple[str, ...] = ()  # an organisation's words as printed, where a legal form is among them
    _weights: dict[str, float] | None = field(default=None, init=False, compare=False, repr=False)
    _runs: dict[str, tuple[str, ...]] | None = field(default=None, init=False, compare=False, repr=False)
    _shortest_run: int | None = field(default=None, init=False, compare=False, repr=False)
    _acronyms: frozenset[str] | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def weights(self) -> dict[str, float]:
        """Rarity of each word, 0 to 1."""
        if self._weights is None:
            organisation = self.organisation
            self._weights = {word: rarity(word, organisation) for word in self.words}
        return self._weights

    @property
    def runs(self) -> dict[str, tuple[str, ...]]:
        """Every two or three neighbouring words, by what they spell joined."""
        if self._runs is None:
            words = self.words
            runs = [*zip(words, words[1:], words[2:], strict=False), *pairwise(words)]
            self._runs = dict(zip(map("".join, runs), runs, strict=True))
        return self._runs

    @property
    def shortest_run(self) -> int:
        """Letters of the shortest of `runs`; more than any name has where there are none."""
        if self._shortest_run is None:
            sizes = list(map(len, self.words))
            self._shortest_run = min(map(add, sizes, sizes[1:]), default=_NO_RUN)
        return self._shortest_run

    @property
    def acronyms(self) -> frozenset[str]:
        """What an organisation's initials spell, with and without its legal form, and an acronym it gives itself."""
        if self._acronyms is None:
            spelt = {"".join([word[0] for word in self.words]), self.given} if self.organisation else set()
            if self.with_form:
                words = telling_words(self.with_form)
                spelt |= {"".join([word[0] for word in words])}
                if "group" in words:  # CETC is the China Electronics Technology Group Corporation
                    spelt |= {"".join([word[0] for word in words if word != "group"])}
            self._acronyms = frozenset([letters for letters in spelt if len(letters) > 2])
        return self._acronyms

    def worked_out(self) -> PreparedName:
        """This name with all that comparing would work out by and by: for a listed one, which is compared often."""
        self.words = tuple(map(intern, self.words))  # names share words, and what is shared is at hand
        for word in self.words:
            sound(word)
        _ = self.weights, self.runs, self.shortest_run, self.acronyms
        return self


def is_person(schema: str) -> bool:
    """True for the schema of natural persons; every other schema is compared as an organisation's name."""
    return schema.casefold() == "person"


@lru_cache(30_000)  # some kilobytes each: 200,000 were 400 MB of a process that read a million names
def prepare(schema: str, name: str) -> PreparedName:
    """The name ready for comparing. Raises NameTooLong over 300 characters."""
    cleaned = clean(name)
    prepared = _prepare_person if is_person(schema) else _prepare_organisation
    return prepared(name, cleaned.text, cleaned.disguises)


def _prepare_person(name: str, text: str, disguises: tuple[Disguise, ...]) -> PreparedName:
    text, beside = _characters_beside(text)
    script = script_of(text)
    if script is Script.ARABIC:
        text = split_glued_titles(text)
    printed = romanise(_APOSTROPHE_S.sub("s", text), person=True).split()
    parts = _in_given_order(text, printed)
    prepared = _person_from(name, parts, printed, script, _native(text, script), disguises)
    if beside:
        return replace(prepared, beside=beside)
    if script not in _WHOLE_CHARACTERS:
        return prepared
    readings = tuple(
        _person_from(name, [reading.split()], reading.split(), Script.LATIN, None, disguises)
        for reading in other_readings(text)
    )
    return replace(prepared, readings=readings) if readings else prepared


def _characters_beside(text: str) -> tuple[str, str]:
    """A Latin name without the Han or Hangul characters given beside it, and those characters."""
    if not _LATIN.search(text):
        return text, ""
    beside = "".join(_CHARACTERS.findall(text))
    return (_CHARACTERS.sub(" ", text), fold_han(beside)) if beside else (text, "")


def _in_given_order(text: str, printed: list[str]) -> list[list[str]]:
    """Given and family name of a name printed as "Last, First"; anything else in one part as printed."""
    if text.count(",") != 1:
        return [printed]
    family, given = (romanise(_APOSTROPHE_S.sub("s", part), person=True).split() for part in text.split(","))
    return [given, family] if family and given else [printed]


def _person_from(
    name: str,
    parts: Sequence[Sequence[str]],
    printed: Sequence[str],
    script: Script,
    native: tuple[str, ...] | None,
    disguises: tuple[Disguise, ...],
) -> PreparedName:
    whole = "".join(word for part in parts for word in part)
    last = printed[-1] if printed else ""
    joined = [word for part in parts for word in (join_compounds(part) if len(printed) > 1 else part)]
    words = [_letters_for_digits(word) for word in strip_form_of_person(joined)]
    kept = bare(words, few_vowels=script in FEW_VOWELS)
    return PreparedName(
        text=name,
        organisation=False,
        script=script,
        words=tuple(kept),
        whole=whole,
        core="".join(kept),
        last=last,
        native=native,
        numbers=frozenset(word for word in kept if word.isdigit()),
        descents=descents(words),
        dropped=frozenset(words).difference(kept),
        after_particle=particle_initials(printed),
        sparse=len(whole) > 3 and share_of_vowels(whole) < _FEW_VOWELS,
        letters="".join(sorted(consonants(whole))),
        printed=tuple(_letters_for_digits(word) for word in printed if word in kept),
        disguises=disguises,
    )


def _letters_for_digits(word: str) -> str:
    """Digits that stand for letters inside a word: I9or is Igor."""
    if len(word) < 3 or word.isalpha() or word.isdigit():
        return word
    return word.translate(_DIGITS_AS_LETTERS)


def _prepare_organisation(name: str, text: str, disguises: tuple[Disguise, ...]) -> PreparedName:
    script = script_of(text)
    native = _native(text, script)
    if script in _WHOLE_CHARACTERS:
        text = han_numbers(strip_native_form(text))
    if "%" in text:
        text = _PERCENTERS.sub(" percenters", text).replace("%", " percent ")
    text = text.replace("&", " and ")
    if "'" in text:
        text = _APOSTROPHE_S.sub("s", text)
    dotted: list[str] = []
    if "." in text:
        dotted = _DOTTED.findall(text)
        text = _DOTTED.sub(lambda letters: letters.group(1).replace(".", ""), text)
    text, given = _own_acronym(text) if "(" in text else (text, "")
    words = romanised_words(text)
    stripped, forms = strip_forms(words)
    kept = tuple(telling_words(stripped))
    core = "".join(kept)
    return PreparedName(
        text=name,
        organisation=True,
        script=script,
        words=kept,
        whole="".join(words),
        core=core,
        last=words[-1] if words else "",
        native=native,
        forms=forms,
        bracketed=frozenset(romanise(" ".join(_IN_BRACKETS.findall(text))).split())
        if "(" in text
        else _NOTHING,
        exact=frozenset([letters.replace(".", "").lower() for letters in dotted]) if dotted else _NOTHING,
        numbers=_NOTHING if core.isalpha() else frozenset([word for word in kept if word.isdigit()]),
        printed=kept,
        disguises=disguises,
        given=given,
        with_form=tuple(words) if forms else (),
    )


def _own_acronym(text: str) -> tuple[str, str]:
    """A name without the acronym it gives itself in brackets, and that acronym, "" where it gives none."""
    bracket = _BRACKETED.search(text)
    if not bracket:
        return text, ""
    rest = text[: bracket.start()] + text[bracket.end() :]
    initials = iter(word[0] for word in romanise(rest.replace("-", " ")).split())
    letters = bracket.group(1).lower()
    spells = all(letter in initials for letter in letters)
    return (rest, letters) if spells else (text, "")


def _native(text: str, script: Script) -> tuple[str, ...] | None:
    if script is Script.LATIN:
        return None
    return tuple(fold_han(text).translate(ARABIC_FORMS).casefold().replace(",", " ").split())


@lru_cache(50_000)
def prepare_in_script(text: str, words: tuple[str, ...], organisation: bool, script: Script) -> PreparedName:
    """A name as words of its own script, which nobody has counted and nobody joins."""
    joined = "".join(words)
    own = PreparedName(
        text=text,
        organisation=organisation,
        script=script,
        words=words,
        whole=joined,
        core=joined,
        last=words[-1],
        native=words,
        numbers=frozenset(word for word in words if word.isdigit()),
    )
    own._weights, own._runs, own._shortest_run = dict.fromkeys(words, 1.0), {}, _NO_RUN
    own._acronyms = _NOTHING
    return own
