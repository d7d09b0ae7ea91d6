"""A company's branch or subsidiary in another country: its name, what it does there, the place, then at most a legal form.

"Hikvision New Zealand Ltd" is no other company than the listed one because it is elsewhere: companies name what they own
abroad so. It is a question with the relation subsidiary, unless the register knows a body of just this name. The place is
a country, by name or letters ("(NZ)", vocabulary/country_letters.csv), a state or town, or a part of the world
(vocabulary/company_regions.csv); a name with a legal form may leave it to its address, behind a comma or in a column beside
it: "DJI GmbH, Frankfurt". A name of one word must be a brand, or that of a company on several lists: one word may be
anybody's. Letters in capitals are asked about unless an unlisted body there is known by them: "BGI Europe". Before a line
of business ("BYD Auto Japan"; in any language of vocabulary/trade_words.csv) it must be a word that next to nobody else is
called by, or the name of a group that many lists hold.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from screening.affiliations.places import Places, city_key
from screening.affiliations.tokens import name_words
from screening.affiliations.words import canonical
from screening.link.agreement import Agreement, Placement, placement
from screening.link.bearers import Bearer, Name, Strength, is_in_force
from screening.link.brands import Brands
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.gazetteer import acronym_key
from screening.link.lexicon import Lexicon, WordClass
from screening.link.ordinary_names import common_brands, is_ordinary, lists_of, not_brands
from screening.link.organs import begins_as_organ
from screening.link.printed import PrintedNames, plain_words, words_without_form
from screening.link.relations import Link
from screening.mapped_file import Rows
from screening.model import Relation
from screening.names.legal_forms import strip_forms
from screening.names.rarity import bearers as persons_called
from screening.names.rarity import organisations_called
from screening.vocabulary import rows, vocabulary
from screening.vocabulary.cues import Cue, cue_pattern, cue_words
from watchlists.countries import country_code
from watchlists.model import NameKind

_LONGEST_PLACE = 4  # words
_SHORTEST_COUNTRY = 4  # letters; shorter ones are letters that may be anything, but for those of the table
_LONGEST_LINE = 4  # words of a line of business
_MOST_CALLED = 6  # organisations whose names hold a word that still tells whose it is
_MOST_OF_A_GROUP = 200  # names that hold the word of a group, its own companies' included
_FEWEST_OF_A_LINE = 10  # organisations whose names hold a word that says what a company does
_LISTS_OF_A_GROUP = 2
_LISTS_OF_A_KNOWN_GROUP = 3
_SHORTEST_ACRONYM = 3
_BUSINESS = cue_words(Cue.BUSINESS_AS_PRINTED)  # as names print them
# Companies that print no legal form: "Iran Air", "Bank Melli".
_COMPANY_WORDS = cue_words(Cue.COMPANY_WORD)
_TRADERS = cue_words(Cue.TRADER)
_BANK = "bank"  # ends the name of one, too: "Gazprombank"
_DIVIDER = re.compile(r"[,;|\n，；、]")
_LONGEST_TEXT = 12  # words
_BRACKETED = re.compile(r"[(（]\s*([A-Za-z]{1,3})\s*[)）]")


@dataclass(frozen=True, slots=True)
class BranchesAbroad:
    """Finds listed companies whose name stands before another country."""

    printed: PrintedNames
    brands: Brands

    # Names by their words without company words at the end, nor "China" before; those of groups also without their business.
    heads: dict[str, tuple[Name, ...]]
    lexicon: Lexicon

    def links(self, reader: ClaimReader, text: str) -> list[Link]:
        """A link to each listed company that the text names a branch or subsidiary of."""
        if _is_known(reader):
            return []
        found: dict[int, Link] = {}
        for written in _names_in(text):
            words = plain_words(written)
            if not 1 < len(words) <= _LONGEST_TEXT:
                continue
            for place, before in self._places_of(words, written, reader):
                for name, line in self._named(before, place, written, reader):
                    bearer = reader.bearers[name.bearer]
                    if not _is_elsewhere(place, bearer, reader) or not is_company(bearer):
                        continue
                    if name.kind is NameKind.ACRONYM and _is_organ_of_a_state(bearer):
                        continue
                    if not place.is_address and _is_printed(words, bearer):
                        placed = placement(reader.setting, bearer)
                        claim = Claim(-1, -1, bearer, name, "incomplete", placed, text=reader.tokens.text)
                        found.setdefault(bearer.number, Link(claim, bearer, Relation.SAME))
                        continue
                    if place.is_part and name.kind is NameKind.ACRONYM:
                        continue  # "CSU Long Beach": letters before a town are a university there as often
                    if place.is_part and is_ordinary(name, bearer, self.lexicon):
                        continue  # "Mikron Corporation Denver": companies of many countries are called so
                    placed = Placement(Agreement.CONFLICT, place.value, " ".join(sorted(bearer.countries)))
                    claim = Claim(-1, -1, bearer, name, "abroad", placed, note=line, text=reader.tokens.text)
                    found.setdefault(bearer.number, Link(claim, bearer, Relation.SUBSIDIARY_OF))
                if found:
                    return list(found.values())
        return []

    def _places_of(
        self, words: Sequence[str], text: str, reader: ClaimReader
    ) -> Iterator[tuple[PlaceOfCompany, list[str]]]:
        """The places that a name ends in, with the words before; where it ends in none, the country of its address.

        Behind a name without a legal form an address says as often where its reader is.
        """
        bare, forms = strip_forms(words)
        ends = list(self._places_at_end(bare, text))
        yield from ends
        said = reader.setting.countries or reader.setting.implied
        if forms and not ends and len(said) == 1:
            (country,) = said
            yield PlaceOfCompany(country, is_country=True, is_address=True), bare

    def _places_at_end(self, words: Sequence[str], text: str) -> Iterator[tuple[PlaceOfCompany, list[str]]]:
        """The places that a name may end in, with the words before; company words behind them are left out first or not."""
        kept = list(words)
        while len(kept) > 1:
            place, size = _place_at_end(kept, text, self.lexicon.places)
            if size and not _is_address(text, kept[-size]):
                yield place, kept[:-size]
            if kept[-1] not in _COMPANY_WORDS:
                return
            kept.pop()

    def _named(
        self, head: list[str], place: PlaceOfCompany, text: str, reader: ClaimReader
    ) -> Iterator[tuple[Name, str]]:
        """The names of listed companies that these words are, or begin with, and the line of business that follows."""
        whole = list(self._whole(head, place, reader))
        if whole:
            yield from ((name, "") for name in whole)
            return
        for size in range(len(head), 0, -1):
            line = head[size:]
            if place.is_address and not common_brands().isdisjoint(head[:size]):
                continue
            if len(line) > _LONGEST_LINE or not all(map(self._says_business, line)):
                continue
            if line and line[0] in vocabulary()["stop"]:  # "GRU of Ukraine"
                continue
            named = self._letters(head[:size], place, text, reader)
            if line:
                is_telling = tells(head[:size], self.lexicon)
                named += [
                    name
                    for name in self._before_a_line(head[:size], reader)
                    if is_telling or self._is_of_a_group(name, head[:size], reader)
                ]
            if named:
                said = f"the line of business “{' '.join(line)}” follows the name" if line else ""
                yield from ((name, said) for name in dict.fromkeys(named))
                return

    def _whole(self, head: list[str], place: PlaceOfCompany, reader: ClaimReader) -> Iterator[Name]:
        """The names of listed companies that these words are as a whole; beside an address one word must tell whose it is."""
        if place.is_address and len(head) == 1:
            if tells(head, self.lexicon) and common_brands().isdisjoint(head):
                yield from (
                    name
                    for name in self.printed.names_of(head[0])
                    if not name.doubtful and len(lists_of(reader.bearers[name.bearer])) >= _LISTS_OF_A_GROUP
                )
            return
        if len(head) == 1:
            if head[0] in common_brands():  # "Radar (United States)"
                return
            yield from self.brands.companies.get(head[0], ())
        for name in self.printed.names_of("".join(head)):
            if name.doubtful or name.strength is not Strength.STRONG:
                continue
            if len(head) > 1 or len(lists_of(reader.bearers[name.bearer])) >= _LISTS_OF_A_GROUP:
                yield name
        if len(head) > 1:
            yield from self.heads.get("".join(head), ())

    def _letters(self, head: list[str], place: PlaceOfCompany, text: str, reader: ClaimReader) -> list[Name]:
        """The listed companies that these letters stand for, in capitals, and nobody unlisted at that place: "BGI Europe"."""
        if len(head) != 1 or len(head[0]) < _SHORTEST_ACRONYM or text.isupper():
            return []
        if not re.search(rf"\b{head[0].upper()}\b", text):
            return []
        names = reader.gazetteer.acronym(acronym_key(head[0].upper()))
        bearers = {name: reader.bearers[name.bearer] for name in names}
        if any(not bearer.listings and place.value in bearer.countries for bearer in bearers.values()):
            return []
        listed = {name: each for name, each in bearers.items() if is_in_force(each) and not name.doubtful}
        lists = [one for bearer in listed.values() for one in lists_of(bearer)]
        several = len(lists) >= _LISTS_OF_A_GROUP or len(head[0]) > _SHORTEST_ACRONYM
        return list(listed) if several else []  # "MRS" is of one body on one list

    def _before_a_line(self, words: list[str], reader: ClaimReader) -> Iterator[Name]:
        """The names of listed companies that these words are, where they tell whose they are."""
        for name in self.heads.get("".join(words), ()):
            if len(words) > 1 or len(lists_of(reader.bearers[name.bearer])) >= _LISTS_OF_A_GROUP:
                yield name
        if len(words) == 1:
            yield from self.brands.companies.get(words[0], ())

    def _is_of_a_group(self, name: Name, words: Sequence[str], reader: ClaimReader) -> bool:
        """Say whether a name is of a group that many lists hold: names that hold its word are mostly of its own companies."""
        return len(lists_of(reader.bearers[name.bearer])) >= _LISTS_OF_A_KNOWN_GROUP and all(
            word not in common_brands()
            and not persons_called(word)
            and organisations_called(word) <= _MOST_OF_A_GROUP
            and all(self.lexicon.kind(each) is WordClass.DISTINCTIVE for each in canonical(word))
            for word in words
        )

    def _says_business(self, word: str) -> bool:
        """Say whether a word is one that many organisations say what they do by."""
        return (
            word in vocabulary().known
            or word in trade_words()
            or organisations_called(word) >= _FEWEST_OF_A_LINE
        )


def branches_abroad(
    printed: PrintedNames, named: Brands, listed: Rows[Bearer], lexicon: Lexicon
) -> BranchesAbroad:
    """Index the names of listed companies by what is left of them before a place abroad."""
    words = vocabulary()
    business = words["subject"] | words["legal"] | _BUSINESS
    letters = {
        name.words[0] for name in printed.names if name.kind is NameKind.ACRONYM and len(name.words) == 1
    }
    heads: dict[str, dict[int, Name]] = {}
    groups: dict[str, dict[int, Name]] = {}
    for name in printed.names:
        bearer = listed[name.bearer]
        if name.doubtful or name.strength is not Strength.STRONG or not is_company(bearer):
            continue
        bare = words_without_form(plain_words(name.text))
        _put(heads, name, _shortened(bare, _COMPANY_WORDS), lexicon)
        # A group that many lists hold has companies of other businesses: "Hytera Mobilfunk" of "Hytera Communications".
        if len(lists_of(bearer)) >= _LISTS_OF_A_KNOWN_GROUP and bare and bare[0] not in letters:
            shorter = (
                words for words in _shortened(bare, _COMPANY_WORDS | business) if tells(words, lexicon)
            )
            _put(groups, name, shorter, lexicon)
    return BranchesAbroad(
        printed, named, {key: tuple(names.values()) for key, names in {**groups, **heads}.items()}, lexicon
    )


def tells(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Say whether one of the words is next to nobody else's: no word of names, no place, nobody's family name."""
    return any(
        lexicon.kind(word) is WordClass.DISTINCTIVE
        and word not in not_brands()
        and organisations_called(word) <= _MOST_CALLED
        and not persons_called(word)
        for word in words
    )


def _put(
    heads: dict[str, dict[int, Name]], name: Name, shorter: Iterator[list[str]], lexicon: Lexicon
) -> None:
    """Put a name under what may be left of it, where that says whose it is."""
    for words in shorter:
        key = "".join(words)
        if key.isascii() and lexicon.strength(tuple(words)) is Strength.STRONG:
            heads.setdefault(key, {}).setdefault(name.bearer, name)


def _shortened(words: list[str], left_out: Container[str]) -> Iterator[list[str]]:
    """A name, and what is left of it without a country before it and these words at its end, word by word."""
    kept = words[1:] if len(words) > 2 and words[0] in _COMPANY_WORDS else words
    while kept:
        yield kept
        if kept[-1] not in left_out or len(kept) == 1:
            return
        kept = kept[:-1]


@dataclass(frozen=True, slots=True)
class PlaceOfCompany:
    """Where a company says it is: a country's code, or a part of the world in words."""

    value: str
    is_country: bool
    is_part: bool = False  # a state or town
    is_address: bool = False  # it stands behind the name or beside it, and not in it


NO_PLACE = PlaceOfCompany("", is_country=False)


def _place_at_end(words: list[str], text: str, places: Places) -> tuple[PlaceOfCompany, int]:
    """The place that a name ends with, and of how many words it is; 0 where it ends with none."""
    for size in range(min(_LONGEST_PLACE, len(words) - 1), 0, -1):
        if (place := place_of(words[-size:], text, places)) is not NO_PLACE:
            return place, size
    return NO_PLACE, 0


def place_of(words: Sequence[str], text: str, places: Places) -> PlaceOfCompany:
    """The place that words are as a whole: a part of the world, a country by name or letters, a town; `NO_PLACE` else."""
    written = " ".join(words)
    if (region := _regions().get(written)) is not None:
        return region
    if len(words) == 1 and len(written) < _SHORTEST_COUNTRY:
        letters = country_by_letters(written, text)
        return PlaceOfCompany(letters, is_country=True) if letters else NO_PLACE
    if country := country_code(written):
        return PlaceOfCompany(country, is_country=True)
    if home := places.country_of(city_key(written)):
        return PlaceOfCompany(home, is_country=True, is_part=True)
    return NO_PLACE


def country_by_letters(word: str, text: str) -> str:
    """The country that letters mean in a company's name: those of the table, in capitals or as it says in brackets."""
    letters = word.upper()
    for row in rows("country_letters"):
        if row["letters"] == letters:
            written = _BRACKETED.findall(text) if row["bracketed"] else [word.upper()]
            return row["country"] if letters in map(str.upper, written) else ""
    return ""


@cache
def _regions() -> dict[str, PlaceOfCompany]:
    return {
        row["words"]: PlaceOfCompany(
            row["country"] or row["label"], is_country=bool(row["country"]), is_part=bool(row["country"])
        )
        for row in rows("company_regions")
    }


@cache
def _branch() -> re.Pattern[str]:
    return re.compile(
        rf"{_DIVIDER.pattern}\s*(?:{cue_pattern(Cue.BRANCH_OF_A_COMPANY)})(?=\s)", re.IGNORECASE
    )


@cache
def consumer_trades() -> frozenset[str]:
    """What shops and services for everybody's daily needs are called by, which no listed group is in."""
    return frozenset(row["word"] for row in rows("consumer_trades"))


@cache
def trade_words() -> frozenset[str]:
    """Words in which companies of many countries say what they do."""
    return frozenset(row["word"] for row in rows("trade_words"))


def _names_in(text: str) -> Iterator[str]:
    """A text, and what stands before its first comma: "Hesai Germany GmbH, Stuttgart".

    A word for a branch behind the comma says that the place behind it is the branch's: "Iran Air, Niederlassung Frankfurt".
    """
    yield text
    branch = _branch().sub(" ", text)
    if branch != text:
        yield branch
    name = _DIVIDER.split(text, maxsplit=1)[0].strip()
    if name and name != text.strip():
        yield name


def _is_elsewhere(place: PlaceOfCompany, bearer: Bearer, reader: ClaimReader) -> bool:
    """Say whether a place is outside the bearer's countries; a part of the world is, unless the text is placed at home."""
    if place.is_country:
        return place.value not in bearer.countries and not (place.is_part and not bearer.countries)
    return bearer.countries.isdisjoint(reader.setting.countries)


def _is_address(text: str, country: str) -> bool:
    """A country behind a comma says where the company is, and is no part of its name."""
    before = text[: text.lower().rfind(country)]
    return bool(_DIVIDER.search(before))


def _is_known(reader: ClaimReader) -> bool:
    """Say whether the text as a whole is the name of a body that somebody knows and nobody lists."""
    tokens = reader.tokens
    return any(
        not claim.bearer.listings and claim.first == 0 and tokens.closes[claim.last]
        for claim in reader.claims
    )


def _is_organ_of_a_state(bearer: Bearer) -> bool:
    """An organ of a state by all its printed names: others use its letters, and it has no companies abroad called by them."""
    legal = vocabulary()["legal"]
    names = [name_words(listing.name) for listing in bearer.listings]
    return all(begins_as_organ(words) and legal.isdisjoint(words) for words in names)


def _is_printed(words: Sequence[str], bearer: Bearer) -> bool:
    """Say whether a list prints a name of more words that begins so: the place is in the company's own name.

    "Royal Team International" is nobody's branch where "Royal Team Corporation International Trading" is listed.
    """
    bare = words_without_form(words)
    return any(
        words_without_form(plain_words(name.text))[: len(bare)] == bare
        for listing in bearer.listings
        for name in listing.names
    )


def is_company(bearer: Bearer) -> bool:
    """A company, by its type in the register or by the legal form or company word in a name that its list prints."""
    if "education" in bearer.types:
        return False
    if "company" in bearer.types:
        return True
    words = vocabulary()["legal"] | _COMPANY_WORDS | _TRADERS
    named = [name_words(listing.name) for listing in bearer.listings]
    return any(not words.isdisjoint(name) or any(word.endswith(_BANK) for word in name) for name in named)
