"""One mention of a text as the second stage compares it: its words, what each may stand for, and where it says it is.

A mention is what stands between semicolons. Words written apart or together are set right where a listed name has them
otherwise, digits that a reader of scans took for letters are letters again, and a vendor's number is no word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from screening.affiliations.contacts import contact_spans
from screening.affiliations.places import Setting, setting_without
from screening.affiliations.words import canonical
from screening.link.claims import ClaimReader
from screening.link.foreign_branches import country_by_letters
from screening.link.spelling import is_of_initials
from screening.link.stage_names import ListedNameTable
from screening.link.word_forms import (
    BEGUN,
    DISTINCTIVE,
    LEGAL,
    PLACE,
    SHORT,
    WordForms,
    is_cyrillic,
    is_latin,
)
from screening.names.legal_forms import form_places
from screening.vocabulary import rows, vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.countries import country_table

_ALSO = 0.9  # how alike a further reading of an abbreviation is: "Electr" is electrical or electronic
_SHORTEST_JOINED = 6
MOST_JOINED = 60  # listed names
_SHORTEST_CUT = 22  # characters of a text whose last word may be cut off
_MOST_CUT = 30  # organisations whose names hold a word that may be cut off
_LONGEST_PLACE = 4  # words
_FEWEST_BEGUN = 2  # words of a name before one that is cut off
_MOST_BEGUN = 60  # names that begin so; more are anybody's
_MOST_SHORT = 6
SCANNED = str.maketrans("01584", "olsba")
SCANNED_ELSE = str.maketrans("01584", "oisba")
_FEWEST_LETTERS = 3  # of a word with digits that were letters
_REGION_WORDS = cue_words(Cue.KIND_OF_PLACE) | cue_words(Cue.REGION) | cue_words(Cue.TERRITORY_OR_DISTRICT)
_A_NUMBER = re.compile(r"[a-z]{0,4}\d{3,}[a-z]{0,2}")  # of a vendor, a box, a post office


@dataclass(frozen=True, slots=True)
class StageText:
    """Words without stop words, in parallel lists; `places` are those in the text, so that a stop word between two shows."""

    words: list[str]
    raws: list[str]
    forms: list[tuple[tuple[int, float], ...]]
    segments: list[int]
    places: list[int]
    weights: list[float]
    kinds: list[int]
    setting: Setting  # without the places within names of others that stand in it
    countries: frozenset[str]  # that the mention says
    group: int
    initials: str
    by_word: dict[int, list[tuple[int, float]]]  # where each word of listed names may stand
    begun: tuple[int, ...]  # rows of listed names that the mention ends within
    capitals: bool
    marked: frozenset[int]  # words that say where the mention is and nothing else
    lies_in: Callable[[str, frozenset[str]], bool]  # whether a word is a place of some countries
    is_nation: Callable[[str], bool]  # whether it is a country's name
    listed: Sequence[int]  # how many listed names hold each word, or one that it may stand for

    @property
    def is_in_cyrillic(self) -> bool:
        """Whether its words are in Cyrillic letters; those in Latin letters are read without them."""
        return any(map(is_cyrillic, self.raws))


def stage_texts(reader: ClaimReader, forms: WordForms, names: ListedNameTable) -> Iterator[StageText]:
    """The mentions of a text."""
    for group in dict.fromkeys(reader.tokens.groups):
        yield stage_text(reader, group, words_inside(reader, group), forms, names)


def words_inside(reader: ClaimReader, group: int) -> list[int]:
    """The places of a mention's words in Latin letters, but for stop words and those of mail and web addresses.

    Of a mention without any the words in Cyrillic letters up to the first comma: what follows is an address, whose towns no
    table here has in these letters.
    """
    tokens = reader.tokens
    contacts = contact_spans(tokens.text)
    places = [
        place
        for place in tokens.in_group(group)
        if not tokens.stops[place] and not any(start <= tokens.starts[place] < end for start, end in contacts)
    ]
    latin = [place for place in places if is_latin(tokens.raws[place])]
    if any(tokens.raws[place].isalpha() for place in latin):
        return latin
    name = next((place for place in places if is_cyrillic(tokens.raws[place])), None)
    if name is None:
        return latin
    return [
        place
        for place in places
        if tokens.segments[place] == tokens.segments[name]
        and (is_cyrillic(tokens.raws[place]) or tokens.raws[place].isdigit())
    ]


def stage_text(
    reader: ClaimReader, group: int, inside: Sequence[int], forms: WordForms, names: ListedNameTable
) -> StageText:
    """One of its mentions; `inside` are the places of its words, as words_inside has them."""
    tokens = reader.tokens
    words, places = _words(reader, inside, forms)
    ends = bool(words) and inside[-1] == len(tokens) - 1 and tokens.ends[-1] == len(tokens.text)
    may_be_cut = ends and len(tokens.text) >= _SHORTEST_CUT
    begun: dict[int, int] = {}
    whole = "".join(words) in reader.gazetteer.by_key  # a name that somebody bears is not cut off
    if may_be_cut and not whole and len(words) > 1 and tokens.segments[places[0]] == tokens.segments[-1]:
        begun = _begun(words, tokens.plains[-1], names)
        if not begun and (begun := _begun_before(words, tokens.plains[-1], names)):
            words, places = words[:-1], places[:-1]
    read = [
        _read(word, tokens.raws[place], tokens.capitals, forms)
        for word, place in zip(words, places, strict=True)
    ]
    if may_be_cut and forms.names(words[-1]) < _MOST_CUT:
        read[-1] = forms.of_a_cut(words[-1])
    if begun:
        known = {number for number, _ in read[-1]}
        read[-1] += tuple((number, BEGUN) for number in sorted(set(begun.values()) - known))
    by_word: dict[int, list[tuple[int, float]]] = {}
    for place, each in enumerate(read):
        for number, alike in each:
            by_word.setdefault(number, []).append((place, alike))
    segments = [tokens.segments[place] for place in places]
    plains = [tokens.plains[place] for place in places]
    legal = form_places(plains)
    kinds = [LEGAL if place in legal else forms.kind(word) for place, word in enumerate(words)]
    setting = _setting(reader, group)
    named = _name_places(plains, segments, kinds, tokens.text)
    return StageText(
        words,
        [tokens.raws[place] for place in places],
        read,
        segments,
        places,
        [forms.weight(word) for word in words],
        kinds,
        setting,
        _countries(reader, setting, group, words, segments, kinds, named),
        group,
        "".join(tokens.plains[place][0] for place in tokens.in_group(group) if tokens.plains[place]),
        by_word,
        tuple(begun),
        tokens.capitals,
        _marked(reader, places),
        reader.gazetteer.lexicon.places.lies_in,
        reader.gazetteer.lexicon.places.nations.__contains__,
        [_listed(word, each, forms) for word, each in zip(words, read, strict=True)],
    )


def _listed(word: str, read: Sequence[tuple[int, float]], forms: WordForms) -> int:
    """How many listed names hold a word; of one that none holds, the most of what it may be a misspelling of."""
    number = forms.table.number(word)
    numbers = [number] if number >= 0 else [number for number, _ in read]
    return max((forms.table.names[each] for each in numbers), default=0)


def _marked(reader: ClaimReader, places: Sequence[int]) -> frozenset[int]:
    """The words of countries, and of towns behind the first comma: they say where the mention is, and not who."""
    segments = reader.tokens.segments
    marks = [
        mark
        for mark in reader.setting.marks
        if mark.first >= 0 and places and (mark.is_country or segments[mark.first] > segments[places[0]])
    ]
    regions = {
        segments[place]
        for place in places
        if segments[place] > segments[places[0]]
        and reader.tokens.closes[place]
        and reader.tokens.words[place] in _REGION_WORDS
    }
    return frozenset(
        at
        for at, place in enumerate(places)
        if segments[place] in regions or any(mark.first <= place <= mark.last for mark in marks)
    )


def _words(reader: ClaimReader, inside: Sequence[int], forms: WordForms) -> tuple[list[str], list[int]]:
    """The words of a mention as they are compared, and where each stands in the text."""
    tokens = reader.tokens
    words: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(inside):
        here = inside[at]
        word = _without_scanned(tokens.words[here], forms)
        following = inside[at + 1] if at + 1 < len(inside) else -1
        if following >= 0 and tokens.segments[here] == tokens.segments[following]:
            joined = word + tokens.words[following]
            if _is_joined(joined, word, tokens.words[following], forms):  # "Hua wei"
                words.append(joined)
                places.append(here)
                at += 2
                continue
        at += 1
        if _A_NUMBER.fullmatch(word) and forms.table.number(word) < 0:
            continue
        parts = _parts(word, forms)
        words += parts
        places += [here] * len(parts)
    return words, places


def _begun(words: Sequence[str], last: str, names: ListedNameTable) -> dict[int, int]:
    """The listed names that a mention ends within: their rows, each with the word that its last one is or begins."""
    found: dict[int, int] = {}
    before = "".join(words[:-1])
    for letters in dict.fromkeys((before + last, before + words[-1])):
        for several in names.by_key.beginning_with(letters, _MOST_BEGUN):
            for row in several:
                held = names.words[row]
                if len(held) >= len(words) and len(names.table.words[held[len(words) - 1]]) >= len(last):
                    found.setdefault(row, held[len(words) - 1])
    return _shortest(found, names)


def _begun_before(words: Sequence[str], last: str, names: ListedNameTable) -> dict[int, int]:
    """The same where the last word is the beginning of a stop word, which no name is looked up by: "AN"."""
    if len(words) <= _FEWEST_BEGUN or not any(stop.startswith(last) for stop in vocabulary()["stop"]):
        return {}
    found: dict[int, int] = {}
    for several in names.by_key.beginning_with("".join(words[:-1]), _MOST_BEGUN):
        for row in several:
            if len(names.words[row]) > len(words) - 1:
                found.setdefault(row, names.words[row][len(words) - 2])
    return _shortest(found, names)


def _shortest(rows_begun: dict[int, int], names: ListedNameTable) -> dict[int, int]:
    """The shortest of the names: a body before its hospitals."""
    order = sorted(rows_begun, key=lambda row: (names.totals[row], row))
    return {row: rows_begun[row] for row in order[:_MOST_SHORT]}


def _read(word: str, raw: str, capitals: bool, forms: WordForms) -> tuple[tuple[int, float], ...]:
    """What a word may stand for; letters that stand for words, and made of initials, are themselves or nothing."""
    if is_of_initials(raw) or (raw.isupper() and len(raw) < _SHORTEST_JOINED and not capitals):
        own = forms.table.number(word)
        return ((own, 1.0),) if own >= 0 else forms.of(word)[:0]
    known = forms.of(word)
    further = [forms.table.number(each) for each in vocabulary().also.get(raw.lower(), ())]
    numbers = {number for number, _ in known}
    return (*known, *((number, _ALSO) for number in further if number >= 0 and number not in numbers))


def _is_joined(joined: str, word: str, other: str, forms: WordForms) -> bool:
    number = forms.table.number(joined) if len(joined) >= _SHORTEST_JOINED else -1
    if number < 0 or forms.table.names[number] >= MOST_JOINED:
        return False
    return not (forms.is_known(word) and forms.is_known(other))


def _parts(word: str, forms: WordForms) -> Sequence[str]:
    """The two words that are written together in one nobody is called by; or the word."""
    parts = forms.table.glued.get(word)
    return parts if parts and not forms.is_known(word) else (word,)


def _without_scanned(word: str, forms: WordForms) -> str:
    """A word with the letters that digits in it were read for: "techno1ogy"; as it is where that is no known word."""
    if (
        word.isalpha()
        or word.isdigit()
        or sum(map(str.isalpha, word)) < _FEWEST_LETTERS
        or forms.is_known(word)
    ):
        return word
    for table in (SCANNED, SCANNED_ELSE):
        meant = "".join(canonical(word.translate(table)))
        if meant and (forms.table.number(meant) >= 0 or forms.is_known(meant)):
            return meant
    return word


def _name_places(words: Sequence[str], segments: Sequence[int], kinds: list[int], text: str) -> set[str]:
    """Mark the words of places that several words name, or letters; the countries among them."""
    found: set[str] = set()
    for first in range(len(words)):
        for size in range(_LONGEST_PLACE, 0, -1):
            end = first + size
            if end > len(words) or segments[first] != segments[end - 1]:
                continue
            shown = " ".join(words[first:end])
            if size == 1:
                code = country_by_letters(words[first], text) if kinds[first] in (DISTINCTIVE, SHORT) else ""
                region = kinds[first] != LEGAL and words[first] in _regions()
            else:
                code = _country("".join(words[first:end]))
                region = shown in _regions()
            if region:
                code = code or _regions().get(shown, "")
            if code or region:
                kinds[first:end] = [PLACE] * size
                found.update((code,) if code else ())
                break
    return found


def _country(letters: str) -> str:
    return country_table().by_name.get(letters, "")


@cache
def _regions() -> dict[str, str]:
    """Parts of the world and of countries, with the country of each; "" of several."""
    return {row["words"]: row["country"] for row in rows("company_regions")}


def _setting(reader: ClaimReader, group: int) -> Setting:
    """Where a mention is; "KU Leuven, Beihang University" says a town that is the other one's."""
    setting, tokens = reader.settings.get(group, reader.setting), reader.tokens
    opening = tokens.in_segment(tokens.segments[tokens.in_group(group).start])
    letters = [place for place in opening if tokens.raws[place].isupper() and not tokens.capitals]
    if letters and opening.stop < tokens.in_group(group).stop:
        town = [mark for mark in setting.marks if mark.first >= 0 and mark.last < opening.stop]
        if town and not any(mark.is_country for mark in town):
            places = reader.gazetteer.lexicon.places
            setting = setting_without(setting, opening.start, opening.stop - 1, places)
    for claim in reader.claims:
        if claim.first >= 0 and not claim.bearer.listings and reader.tokens.groups[claim.first] == group:
            setting = setting_without(setting, claim.first, claim.last, reader.gazetteer.lexicon.places)
    return setting


def _countries(
    reader: ClaimReader,
    setting: Setting,
    group: int,
    words: Sequence[str],
    segments: Sequence[int],
    kinds: Sequence[int],
    named: set[str],
) -> frozenset[str]:
    """The countries that a mention says: by its end, by what stands in it, or by a town that was run on to a name."""
    known = reader.gazetteer.lexicon.places
    said = set(setting.countries or setting.implied) | named
    tokens = reader.tokens
    said.update(
        nation
        for place in tokens.in_group(group)
        if not tokens.stops[place]
        # "Chinese" says a language or a kitchen as often as a country.
        and (tokens.plains[place] in known.nations or tokens.raws[place].isupper())
        and (nation := known.nation_at(tokens, place))
    )
    run_on = len(words) > 1 and segments[0] == segments[-1] and kinds[-1] == PLACE
    if not said and run_on and (country := known.country_of(words[-1])):
        said.add(country)
    return frozenset(said)
