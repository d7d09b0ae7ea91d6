"""What a text says by itself: words that only a military, police, intelligence or Party body is named with.

The words stand in vocabulary/self_declared.csv, each with an example and a counter-example. They are looked for in the
names of organisations and in affiliations, never in the name of a person. What is found is no listing and confirms none.

- A row that needs its country speaks only where the text, its town, or the country stated of the organisation says that
  country; the country of a person's home says nothing.
- An army or a service is a state's: another country in the text, or stated of the organisation, says that another state's
  is meant, unless another organisation stands beside it.
- A museum, a journal, a press, a cemetery or a memorial of a body is not that body.
- A known organisation of another country, or a known museum or archive, that bears the very words explains them, as it
  explains a listed name; nothing else does.
- Of words that overlap the longest stand. A part of a text says once of what kind and country its body is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from screening.affiliations.other_people import other_person_before
from screening.affiliations.places import Places, Setting, setting_of
from screening.affiliations.repairs import TEXT_CHARS
from screening.affiliations.roles import has_left, standing_of
from screening.affiliations.tokens import Tokens
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.named_after import neighbouring_word
from screening.link.native_countries import countries_in_han, country_adjectives, country_of_words
from screening.link.original_text import boundaries, piece_as_written, span_as_written
from screening.model import Mention, Role, SelfDeclared, TieKind
from screening.names.characters import NameTooLong, clean
from screening.names.scripts import pinyin
from screening.names.substrings import SubstringIndex
from screening.vocabulary import rows
from watchlists.model import BodyKind, Status

# Letters of one key on some keyboards and of another on others; one for one, so that places stay.
_LETTERS = str.maketrans({"ё": "е", "Ё": "Е", "ي": "ی", "ك": "ک"})
_DIVIDERS = ";|\u061b\uff1b\u2022\n"
_SEPARATORS = ",;|:()[]\u060c\u061b\u3001\uff0c\uff1b\uff1a\uff08\uff09\u3010\u3011\u2022\n"
_DIVIDER, _SEPARATOR = (re.compile(f"[{re.escape(signs)}]") for signs in (_DIVIDERS, _SEPARATORS))
_A_FINDING = 15  # units of work
_LONGEST_SEGMENT = 120  # characters
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_LONGEST_NATION = (
    4  # words: "Democratic Peoples Republic of …" is read by its last word, "North Korea" by two
)
_LONGEST_TOWN = 3  # words
_HAN_TOWN = (4, 3, 2)  # characters, the longest first
_OF_A_TOWN = "省市区县"
OF_A_STATE = (BodyKind.MILITARY, BodyKind.INTELLIGENCE, BodyKind.SECURITY_POLICE)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row of the table."""

    id: str
    letters: tuple[str, ...]  # one of which stands in every text that it finds something in
    search: re.Pattern[str]
    country: str  # of the bodies that are named so; "" for a row of any country
    kind: BodyKind
    needs_country: bool
    scores: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class DeclaredWords:
    """Words of a cleaned text that a pattern finds."""

    pattern: Pattern
    start: int
    end: int


@cache
def patterns() -> tuple[Pattern, ...]:
    """The rows of the table in its order.

    A pattern is searched in any case of letters, in a text whose spaces are single; `(?-i:…)` asks for capitals. Looking
    for the few small letters of the column `letters` first costs a twentieth of looking for the pattern.
    """
    return tuple(
        Pattern(
            row["id"],
            tuple(row["letters"].split("|")),
            re.compile(row["pattern"], re.IGNORECASE),
            row["country"],
            BodyKind(row["kind"]),
            row["needs_country"] == "yes",
            row["points"] == "yes",
            row["meaning"],
        )
        for row in rows("self_declared")
    )


def find(text: str) -> list[DeclaredWords]:
    """The words of a cleaned text that patterns find, by pattern; whose country it is was not looked at yet."""
    searched = text if text.isascii() else text.translate(_LETTERS)
    rows_of_table = patterns()
    return [
        DeclaredWords(rows_of_table[at], match.start(), match.end())
        for at in _letters_of_patterns().entries_in(searched.lower())
        for match in rows_of_table[at].search.finditer(searched)
    ]


@cache
def _letters_of_patterns() -> SubstringIndex:
    return SubstringIndex(pattern.letters for pattern in patterns())


def self_declared_in(
    reader: ClaimReader, places: Places, given: str, source: str, country: str
) -> Iterator[SelfDeclared]:
    """What one text says by itself.

    Args:
        reader: the text with its claims.
        places: what is known of countries and towns.
        given: the text as it was given.
        source: where it stands: "name", "affiliation 1".
        country: stated of the organisation beside the text, ISO alpha-2, or "".
    """
    text = _cleaned(given)
    found = find(text)
    if not found:
        return
    reader.work.add(len(found) * (_A_FINDING + len(reader.claims) // 4))
    read = _Read.of(reader, places, text, country)
    spoken = _longest(each for each in found if read.speaks(each))
    spans = [read.span(each) for each in spoken]
    said: set[tuple[str, BodyKind, str, Role]] = set()
    for each, (start, end) in zip(spoken, spans, strict=True):
        stop = min((other for other, _ in spans if other > end), default=len(read.text))
        mention = read.mention(start, end, stop, given, source)
        key = (mention.text, each.pattern.kind, each.pattern.country, mention.role)
        if key not in said:
            said.add(key)
            yield SelfDeclared(
                span_as_written(given, text, *_segment(text, each.start, each.end)),
                span_as_written(given, text, each.start, each.end),
                each.pattern.id,
                each.pattern.kind,
                each.pattern.meaning,
                mention,
                each.pattern.scores,
                _is_award(mention.text),
            )


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as words, beside the same text as it was searched."""

    reader: ClaimReader
    places: Places
    setting: Setting
    searched: str
    boundaries: Sequence[int] | None  # of the words' text in the searched one; None where both are the same

    @classmethod
    def of(cls, reader: ClaimReader, places: Places, searched: str, country: str) -> _Read:
        tokens, setting = reader.tokens, reader.setting
        if country and setting.beside != country:  # the text was read again without it
            setting = setting_of(tokens, places, country)
        at = None if tokens.text == searched else boundaries(tokens.text, searched)
        return cls(reader, places, setting, searched, at)

    @property
    def text(self) -> str:
        return self.reader.tokens.text

    def span(self, found: DeclaredWords) -> tuple[int, int]:
        """Where the words stand in the text as it was read."""
        if self.boundaries is None:
            return found.start, found.end
        start = max(bisect_right(self.boundaries, found.start) - 1, 0)
        return start, max(bisect_left(self.boundaries, found.end), start)

    def speaks(self, found: DeclaredWords) -> bool:
        """Say whether the words speak of a body of the pattern's country, as far as it is asked for."""
        country = found.pattern.country
        start, end = self.span(found)
        if neighbouring_word(self.searched, found.start, found.end):
            return False
        bearers = [
            claim.bearer for claim in self.reader.claims if _covers(self.reader.tokens, claim, start, end)
        ]
        known = [each for each in bearers if not any(one.status is Status.IN_FORCE for one in each.listings)]
        if known and len(known) == len(bearers):
            abroad = country and all(each.countries and country not in each.countries for each in known)
            if abroad or all("archive" in each.types for each in known):
                return False
        segment = self._segment(start, end)
        tokens = self.reader.tokens
        # A country in the words themselves is the pattern's own: "Korean People's Army".
        around = [i for i in segment if tokens.ends[i] <= start or end <= tokens.starts[i]]
        own = frozenset((*self._nations(around), *self._han_nations(found)))
        # Armies and services of other states are called so, too. Beside another organisation a country may be that one's.
        of_a_state = bool(country) and found.pattern.kind in OF_A_STATE
        if of_a_state and own and country not in own and not self._others(start, end, segment):
            return False
        if bearers and all(each.countries == {country} for each in bearers):
            return True
        own = own or frozenset(self._nations(segment))
        named = own or next(filter(None, self._countries(found, segment)), frozenset())
        if found.pattern.needs_country:
            return country in named
        elsewhere = of_a_state and named and country not in named
        return not elsewhere or self._others(start, end, segment if own else range(len(self.reader.tokens)))

    def _others(self, start: int, end: int, places: Sequence[int]) -> bool:
        """Say whether another organisation than the one of these words is read at these places of the text."""
        tokens = self.reader.tokens
        return any(
            not _covers(tokens, claim, start, end) and (claim.first < 0 or claim.first in places)
            for claim in self.reader.claims
        )

    def _segment(self, start: int, end: int) -> Sequence[int]:
        """The places of all words between the commas around the span."""
        tokens = self.reader.tokens
        # Words glued together, or one that stands for several, overlap; starts and ends never fall all the same.
        first, last = bisect_right(tokens.ends, start), bisect_left(tokens.starts, end)
        inside = range(first, last)
        return tokens.in_segment(tokens.segments[inside[0]]) if inside else range(0)

    def _countries(self, found: DeclaredWords, segment: Sequence[int]) -> Iterator[frozenset[str]]:
        """The countries that the text says beyond the words' own segment, what speaks most clearly first."""
        tokens = self.reader.tokens
        setting = self.setting
        if segment and tokens.groups[segment[0]] in self.reader.settings:
            setting = self.reader.settings[tokens.groups[segment[0]]]
        yield setting.countries if not setting.given else frozenset()
        yield frozenset(self._towns(tokens, segment)) | setting.implied | frozenset(self._han_towns(found))
        yield self.setting.countries if self.setting.given else frozenset()

    def _nations(self, segment: Sequence[int]) -> Iterator[str]:
        tokens = self.reader.tokens
        adjectives = country_adjectives()
        for place in segment:
            for size in range(_LONGEST_NATION, 0, -1):
                if place + size - 1 not in segment:
                    continue
                words = tokens.plains[place : place + size]
                joined = "".join(words)
                if code := adjectives.get(" ".join(words)) or self.places.nations.get(joined):
                    yield code
                if code := country_of_words(tuple(tokens.raws[place : place + size])):
                    yield code
            if code := self.places.nation_at(tokens, place):
                yield code

    def _towns(self, tokens: Tokens, segment: Sequence[int]) -> Iterator[str]:
        for place in segment:
            for size in range(_LONGEST_TOWN, 0, -1):
                if code := self.places.country_of("".join(tokens.words[place : place + size])):
                    yield code

    def _han_nations(self, found: DeclaredWords) -> Iterator[str]:
        """The countries that begin the run of Han characters, or stand right before the words."""
        if run := self._han_run(found):
            yield from countries_in_han(run.group(), found.start - run.start())

    def _han_run(self, found: DeclaredWords) -> re.Match[str] | None:
        return next(
            (each for each in _HAN_RUN.finditer(self.searched) if each.start() <= found.start < each.end()),
            None,
        )

    def _han_towns(self, found: DeclaredWords) -> Iterator[str]:
        """The countries of the places that begin the run of Han characters, or stand right before the words."""
        run = self._han_run(found)
        before = self.searched[run.start() : found.start] if run else ""
        pieces = (
            piece for size in _HAN_TOWN for piece in (before[:size], before[-size:]) if len(piece) == size
        )
        for piece in dict.fromkeys(pieces):
            town = "".join(pinyin(piece.rstrip(_OF_A_TOWN)))
            if code := self.places.country_of(town):
                yield code

    def mention(self, start: int, end: int, stop: int, given: str, source: str) -> Mention:
        """The part of the text, with its role and period, and whose it is."""
        text = self.text
        standing = standing_of(text, start, end, stop)
        role = standing.role
        if role is Role.CURRENT and has_left(text, end, text[start:end]):
            role = Role.FORMER
        first, last = _between(text, start, end, _DIVIDERS, _DIVIDER)
        piece = text[first:last].strip()
        person = other_person_before(text, start) if source != "name" and start else ""
        return Mention(
            piece_as_written(given, piece) or piece,
            source,
            role,
            standing.period,
            " ".join(sorted(self.setting.countries)),
            tie=TieKind.OTHER_PERSON if person else TieKind.EMPLOYMENT,
            stated=person,
        )


def _between(text: str, start: int, end: int, signs: str, pattern: re.Pattern[str]) -> tuple[int, int]:
    """The part of a text between the nearest of these signs before a span and the nearest behind it."""
    behind = pattern.search(text, end)
    return max(text.rfind(sign, 0, start) for sign in signs) + 1, behind.start() if behind else len(text)


def _segment(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with what stands beside it up to commas and brackets; the span itself where that is long."""
    first, last = _between(text, start, end, _SEPARATORS, _SEPARATOR)
    piece = text[first:last]
    first += len(piece) - len(piece.lstrip())
    last -= len(piece) - len(piece.rstrip())
    return (first, last) if last - first <= _LONGEST_SEGMENT else (start, end)


def _covers(tokens: Tokens, claim: Claim, start: int, end: int) -> bool:
    """Say whether a claim's words hold the whole of a span."""
    if claim.first >= 0:
        return tokens.starts[claim.first] <= start and end <= tokens.ends[claim.last]
    first = tokens.text.find(claim.text)
    return first >= 0 and first <= start and end <= first + len(claim.text)


def _longest(found: Iterator[DeclaredWords]) -> list[DeclaredWords]:
    kept: list[DeclaredWords] = []
    for each in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if not any(each.start < other.end and other.start < each.end for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)


@lru_cache(64)
def _cleaned(given: str) -> str:
    """A text without disguises, on one line; parts stay parted, and the cap on length is the one of reading."""
    try:
        return clean(given[:TEXT_CHARS].replace("\n", " ; "), TEXT_CHARS).text
    except NameTooLong:  # expanding compatibility forms can make a text longer than it came
        return clean(given[: TEXT_CHARS // 20], TEXT_CHARS).text


@cache
def _award_words() -> re.Pattern[str]:
    words = "|".join(row["word"] for row in rows("award_words"))
    return re.compile(rf"(?:\b|(?<=[\u3400-\u9fff]))(?:{words})(?:\b|(?=[\u3400-\u9fff]))", re.IGNORECASE)


def _is_award(text: str) -> bool:
    """Say whether a part of a text speaks of an award or an honour."""
    return _award_words().search(text) is not None
