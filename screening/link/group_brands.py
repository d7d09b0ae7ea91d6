"""What a listed group's centres, joint laboratories and firms abroad are called: its brand with a place, a unit or a form.

"Huawei Grenoble Research Center", "HKUST-DJI Joint Innovation Laboratory" and "Nuctech UK" print no name of a list. The brand
is one of a reviewed table (`watchlists/data/knowledge/group_brands.csv`): a word that next to nobody but the group is called
by, or the name of a firm of the group that lacks the group's word ("Futurewei"). Everything beside it in its piece of the text
must be a place, a unit of research, a word of joint work, of trade or of a legal form, or the partner of joint work: an
institution, by its name or its letters. Any other word is a stranger's ("Nuctech Rugby Club"), and nobody is asked. One
such sign leaves the question below one half, two are a question of some weight; nobody is ever sure on them alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from screening.affiliations.tokens import Tokens, name_words
from screening.link.agreement import Agreement, Placement, placement
from screening.link.bearers import Bearer, Name, is_in_force
from screening.link.claim import GROUP_BRAND, GROUP_BRAND_AND_FORM, Claim
from screening.link.claims import ClaimReader
from screening.link.foreign_branches import NO_PLACE, PlaceOfCompany, consumer_trades, place_of, trade_words
from screening.link.ledger import key_of
from screening.link.lexicon import Lexicon
from screening.link.ordinary_names import sciences
from screening.link.relations import Link
from screening.mapped_file import Rows
from screening.model import Relation
from screening.names.legal_forms import form_places
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.knowledge import GroupBrand
from watchlists.model import NameKind, Status

_RESEARCH = cue_words(Cue.RESEARCH_OF_A_GROUP)
_JOINT = cue_words(Cue.JOINT_WORK)
_TRADE = (
    cue_words(Cue.TRADE_OF_A_GROUP)
    | cue_words(Cue.COMPANY_WORD)
    | cue_words(Cue.BUSINESS_AS_PRINTED)
    | cue_words(Cue.TRADER)
)
_PARTNERS = (
    cue_words(Cue.UNIVERSITY)
    | cue_words(Cue.UNIVERSITY_OR_COLLEGE)
    | cue_words(Cue.UNIVERSITY_IN_OTHER_LANGUAGES)
)
_STREETS = cue_words(Cue.STREET_OF_A_SCHOOL) | cue_words(Cue.STREET)
_LONGEST_PLACE = 4  # words
_LETTERS_OF_A_BRAND = 5  # in capitals: in small letters they are another word ("Byd")
_LETTERS_OF_A_PARTNER = range(2, 9)  # "TU", "SUSTECH"
_UNKNOWN_OF_A_UNIT = (
    2  # words before a word of research: a small town's name, or a patron's ("Noah's Ark Lab")
)
_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2014/&\u00d7+")
_BESIDE_A_BRAND = frozenset({"direction", "filler", "stop"})  # classes of words that say nothing here


@dataclass(frozen=True, slots=True)
class _Brand:
    """A row of the table over the lists that are loaded."""

    row: GroupBrand
    words: tuple[str, ...]
    names: tuple[Name, ...]  # of the group, as lists print it


@dataclass(slots=True)
class _Signs:
    """What stands beside a brand in its piece of the text."""

    places: list[PlaceOfCompany] = field(default_factory=list)
    research: bool = False
    joint: bool = False
    trade: bool = False
    unknown: list[int] = field(default_factory=list)  # words that no table knows
    strangers: bool = False

    def sorts(self, *, elsewhere: bool) -> list[str]:
        """The sorts of them, in words. `elsewhere`: the text around places it in another country than the group's."""
        found = (
            ("a place", bool(self.places) or elsewhere),
            ("a word of research", self.research),
            ("a word of joint work", self.joint),
            ("a word of trade or a legal form", self.trade),
        )
        return [words for words, there in found if there]


@dataclass(frozen=True, slots=True)
class GroupBrands:
    """The brands of listed groups by their first word."""

    by_first: dict[str, tuple[_Brand, ...]]
    lexicon: Lexicon

    @property
    def names(self) -> dict[str, tuple[Name, ...]]:
        """The listed names that each brand leads to, by its letters."""
        found: dict[str, tuple[Name, ...]] = {}
        for brand in (brand for each in self.by_first.values() for brand in each):
            key = "".join(brand.words)
            found[key] = (*found.get(key, ()), *brand.names)
        return found

    def links(self, reader: ClaimReader, others: Sequence[Link] = ()) -> list[Link]:
        """A link to each listed group that the text names a centre, a joint laboratory or a firm of.

        Args:
            reader: the text with its claims.
            others: what the text was read as so far; a name that was read whole goes before its brand.
        """
        tokens = reader.tokens
        found: dict[int, Link] = {}
        read = [link for link in others if is_in_force(link.listed) and not is_weak(link.claim)]
        hit = {link.listed.number for link in read}
        taken = [range(link.claim.first, link.claim.last + 1) for link in read]
        segments = {tokens.segments[link.claim.first] for link in read if link.claim.first >= 0}
        for place, word in enumerate(tokens.words):
            if word not in self.by_first or any(place in each for each in taken):
                continue
            size = 0
            for brand in self.by_first[word]:
                last = place + len(brand.words) - 1
                if len(brand.words) < size or not _is_written(brand, tokens, place, last):
                    continue
                size = len(brand.words)
                for link in self._of(brand, reader, place, last):
                    joint = link.relation is Relation.JOINT_VENTURE_OF
                    if link.listed.number not in hit and (joint or tokens.segments[place] not in segments):
                        found.setdefault(link.listed.number, link)
        return list(found.values())

    def _of(self, brand: _Brand, reader: ClaimReader, first: int, last: int) -> Iterator[Link]:
        """The links that a brand in a text stands for: none where a stranger's word is beside it, or nothing."""
        tokens = reader.tokens
        piece = tokens.in_segment(tokens.segments[first])
        if brand.row.kind == "brand" and _is_of_somebody_known(reader, piece):
            return
        signs = self._signs(reader, piece, first, last)
        if signs.strangers:
            return
        for name in brand.names:
            bearer = reader.bearers[name.bearer]
            placed = _placement(signs.places, reader, first, bearer)
            sorts = signs.sorts(elsewhere=placed.agreement is Agreement.CONFLICT)
            if not sorts and brand.row.kind == "brand":
                continue
            several = len(sorts) + (brand.row.kind == "firm") > 1
            claim = Claim(
                first,
                last,
                bearer,
                name,
                GROUP_BRAND_AND_FORM if several else GROUP_BRAND,
                placed,
                text=tokens.piece(piece[0], piece[-1]),
                note=_note(brand, tokens.piece(first, last), sorts),
            )
            yield Link(claim, bearer, _relation(signs))

    def _signs(self, reader: ClaimReader, piece: range, first: int, last: int) -> _Signs:
        tokens, signs = reader.tokens, _Signs()
        beside = [place for place in piece if not first <= place <= last]
        forms = {piece[at] for at in form_places([tokens.words[place] for place in piece])}
        skipped: set[int] = set()
        for place in beside:
            if place in skipped:
                continue
            word, raw = tokens.words[place], tokens.raws[place].lower()
            if not consumer_trades().isdisjoint((word, raw)) or word in _STREETS or raw in _STREETS:
                signs.strangers = True
            elif word in _JOINT or raw in _JOINT:
                signs.joint = True
            elif word in _RESEARCH or raw in _RESEARCH:
                signs.research = True
            elif (found := self._place_from(tokens, place, piece, range(first, last + 1)))[1]:
                where, size = found
                signs.places.append(where)
                skipped.update(range(place, place + size))
            elif place in forms or self._says_trade(word, raw):
                signs.trade = True
            elif not self._says_nothing(tokens, place):
                signs.unknown.append(place)
        if signs.unknown and not self._explains(reader, signs, piece, first, last):
            signs.strangers = True
        elif not signs.joint and _is_joined(tokens, piece, first, last):
            signs.joint = bool(signs.unknown)
        return signs

    def _place_from(
        self, tokens: Tokens, place: int, piece: range, brand: range
    ) -> tuple[PlaceOfCompany, int]:
        """The place that the words from here on are, and of how many it is; 0 where they are none."""
        if tokens.raws[place].islower():
            return NO_PLACE, 0
        for size in range(min(_LONGEST_PLACE, piece[-1] + 1 - place), 0, -1):
            if any(each in brand for each in range(place, place + size)):
                continue
            words = tokens.plains[place : place + size]
            if size == 1 and tokens.words[place] in vocabulary().known:
                continue
            where = place_of(words, tokens.piece(place, place + size - 1), self.lexicon.places)
            if where is not NO_PLACE:
                return where, size
        return NO_PLACE, 0

    def _says_trade(self, word: str, raw: str) -> bool:
        words = vocabulary()
        return (
            word in words["subject"]
            or word in words["legal"]
            or not _TRADE.isdisjoint((word, raw))
            or not trade_words().isdisjoint((word, raw))
            or word in sciences()
        )

    @staticmethod
    def _says_nothing(tokens: Tokens, place: int) -> bool:
        words = vocabulary()
        word = tokens.words[place]
        return tokens.stops[place] or word.isdigit() or any(word in words[name] for name in _BESIDE_A_BRAND)

    def _explains(self, reader: ClaimReader, signs: _Signs, piece: range, first: int, last: int) -> bool:
        """Say whether words that no table knows are a partner in joint work, or stand between a brand and its unit."""
        tokens = reader.tokens
        if signs.joint or signs.research or _is_joined(tokens, piece, first, last):
            words = {tokens.words[place] for place in piece} | {tokens.raws[place].lower() for place in piece}
            institution = not _PARTNERS.isdisjoint(words)
            if all(institution or _is_partner(reader, place) for place in signs.unknown):
                return True
        between = all(last < place < piece[-1] and tokens.raws[place][0].isupper() for place in signs.unknown)
        return (
            signs.research
            and between
            and piece[0] == first
            and len(signs.unknown) <= _UNKNOWN_OF_A_UNIT
            and tokens.words[piece[-1]] in _RESEARCH
        )


def group_brands(
    rows: Iterable[GroupBrand], names: Iterable[Name], bearers: Rows[Bearer], lexicon: Lexicon
) -> GroupBrands:
    """The brands whose group is on a list in force; the others ask nobody."""
    table = tuple(rows)
    wanted: dict[str, list[Name]] = {key_of(row.body): [] for row in table}
    for name in names:
        if (named := wanted.get(name.key)) is not None and _is_listed_as(bearers[name.bearer], name.key):
            named.append(name)
    found: dict[str, list[_Brand]] = {}
    for row in table:
        own: dict[int, Name] = {}
        for name in wanted[key_of(row.body)]:
            countries = bearers[name.bearer].countries
            if not countries or row.country in countries:
                own.setdefault(name.bearer, name)
        if own:
            words = name_words(row.name)
            found.setdefault(words[0], []).append(_Brand(row, words, tuple(own.values())))
    return GroupBrands(
        {
            first: tuple(sorted(brands, key=lambda brand: -len(brand.words)))
            for first, brands in found.items()
        },
        lexicon,
    )


def is_weak(claim: Claim) -> bool:
    """Say whether a reading rests on letters or on another spelling, so that a brand in the same words says more."""
    return bool(claim.repaired) or claim.name.kind is NameKind.ACRONYM


def without_misspelt(links: Iterable[Link], brands: Iterable[Link]) -> list[Link]:
    """Links without those that take a brand of the table for another name misspelt: "Nuctech Joint Laboratory"."""
    read = [link.claim for link in brands]
    return [
        link
        for link in links
        if not link.claim.repaired
        or all(claim.last < link.claim.first or link.claim.last < claim.first for claim in read)
    ]


def _is_listed_as(bearer: Bearer, key: str) -> bool:
    """Say whether an entry in force has just this name; an alias may be a whole group's."""
    return any(
        listing.status is Status.IN_FORCE and key_of(listing.name) == key for listing in bearer.listings
    )


def _is_written(brand: _Brand, tokens: Tokens, first: int, last: int) -> bool:
    """Say whether the words are the brand, in one piece of the text; one of a few capitals is written so."""
    if (
        tuple(tokens.words[first : last + 1]) != brand.words
        or tokens.segments[first] != tokens.segments[last]
    ):
        return False
    name = brand.row.name
    few = len(brand.words) == 1 and len(name) <= _LETTERS_OF_A_BRAND and name.isupper()
    return not few or tokens.raws[first].isupper()


def _is_of_somebody_known(reader: ClaimReader, piece: range) -> bool:
    """Say whether the piece of the text is, as a whole, the name of a known body that is on no list."""
    tokens = reader.tokens
    if any(
        not claim.bearer.listings and claim.first == piece[0] and claim.last == piece[-1]
        for claim in reader.claims
    ):
        return True
    countries = reader.setting_at(piece[0]).countries
    return bool(reader.unlisted(tokens.piece(piece[0], piece[-1]), countries))


def _is_partner(reader: ClaimReader, place: int) -> bool:
    """Say whether a word is of an institution that was read there, or letters as institutions are called by."""
    raw = reader.tokens.raws[place]
    letters = raw.isupper() and len(raw) in _LETTERS_OF_A_PARTNER and not reader.tokens.capitals
    return letters or reader.is_claimed(place)


def _is_joined(tokens: Tokens, piece: Sequence[int], first: int, last: int) -> bool:
    """Say whether a hyphen or the like stands right before or behind the brand: "NTU-SenseTime"."""
    before = tokens.text[tokens.ends[first - 1] : tokens.starts[first]].strip() if first > piece[0] else ""
    behind = tokens.text[tokens.ends[last] : tokens.starts[last + 1]].strip() if last < piece[-1] else ""
    return not _HYPHENS.isdisjoint((before, behind))


def _placement(
    places: Sequence[PlaceOfCompany], reader: ClaimReader, first: int, bearer: Bearer
) -> Placement:
    """How the places beside the brand, else those around it, agree with the group's."""
    own = " ".join(sorted(bearer.countries))
    for place in places:
        if place.is_country and place.value in bearer.countries:
            return Placement(Agreement.COUNTRY, place.value, own)
    if places:
        return Placement(Agreement.CONFLICT, places[0].value, own)
    return placement(reader.setting_at(first), bearer)


def _relation(signs: _Signs) -> Relation:
    if signs.joint:
        return Relation.JOINT_VENTURE_OF
    return Relation.LABORATORY_OF if signs.research and not signs.trade else Relation.SUBSIDIARY_OF


def _note(brand: _Brand, written: str, sorts: Sequence[str]) -> str:
    """What the table says of the word, and what stands beside it."""
    of = (
        f"“{written}” is a brand of this listed group"
        if brand.row.kind == "brand"
        else f"“{written}” is a firm of this listed group"
    )
    unverified = f" (from a table of ours whose source is not verified: {brand.row.unverified_source})"
    said = f", and beside it is {' and '.join(sorts)}" if sorts else ""
    return f"{of}{said}{unverified if brand.row.unverified_source else ''}"
