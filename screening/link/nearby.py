"""Listed names near a text that mean somebody else: found, set against what the text says, and explained away.

Near is a listed name with the same distinctive words and places (or the same distinctive words elsewhere) that differs in
type, subject, direction or number. Nothing found here is ever a hit: it is kept so that a reader sees the listed body
was seen, and why the text is not it. Where the text names a country that is not the listed body's, only a shared
distinctive word makes the two near.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from screening.affiliations.tokens import HAN, name_words, tokenise
from screening.link.agreement import Agreement, placement
from screening.link.bearers import Bearer, Name, Strength
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.gazetteer import turn_key
from screening.link.lexicon import DIRECTIONS, Lexicon, WordClass
from screening.mapped_file import MappedTable, Rows
from screening.model import Alternative
from screening.vocabulary import vocabulary
from watchlists.model import NameKind

_A_PIECE = 3  # units of work
MOST = 5  # a reader looks at a few near-misses, not at every institute of Beijing
_KINDS = (NameKind.PRIMARY, NameKind.CORRECTION, NameKind.ALIAS, NameKind.FORMER)
_MOST_REASONS = 3
_REMEMBERED = 20_000  # listed names; that is most of them
# Bearers of an acronym or a name in Han whose full names are held against listed ones: of more, none is meant rather
# than another, and what is near to one of them explains nothing.
_MOST_BORNE = 12
_LEAST_ALIKE = 0.5  # share of the longer name's words that both hold
_ORDER = (
    WordClass.NUMBER,
    WordClass.DIRECTION,
    WordClass.TYPE,
    WordClass.SUBJECT,
    WordClass.PLACE,
    WordClass.DISTINCTIVE,
    WordClass.SHORT,
    WordClass.FILLER,
    WordClass.LEGAL,
)
_FORMAL = (WordClass.LEGAL, WordClass.FILLER)
_TELLING = (WordClass.DISTINCTIVE, WordClass.PLACE)


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Words of a text taken as one name, with what they were read as (None: nothing known)."""

    words: frozenset[str]
    printed: dict[str, str] | str  # the words as printed, or the name that they are printed in
    claim: Claim | None
    place: int  # of its first word

    @property
    def raws(self) -> dict[str, str]:
        """The words as printed, by their canonical forms."""
        return raws_of(self.printed) if isinstance(self.printed, str) else self.printed


@dataclass(frozen=True, slots=True)
class Nearby:
    """Listed names by their telling words, and by the distinctive ones among them."""

    by_telling: MappedTable
    by_distinctive: MappedTable
    names: Rows[Name]
    lexicon: Lexicon
    _words: dict[int, tuple[Name, frozenset[str]]] = field(default_factory=dict, compare=False, repr=False)

    def explain(self, reader: ClaimReader) -> list[Alternative]:
        """The listed near-misses of a text, nearest first, at most `MOST`."""
        seen = {claim.bearer.number for claim in reader.claims}
        seen |= {rival.number for claim in reader.claims for rival in claim.rivals}
        seen |= {part.bearer.number for claim in reader.claims for part in claim.parts}
        found: dict[int, tuple[float, Name, TextPiece]] = {}
        for piece in _pieces(reader):
            reader.work.add(_A_PIECE)
            for alike, name in self._near(piece.words):
                reader.work.add()
                known = found.get(name.bearer)
                if name.bearer not in seen and (known is None or alike > known[0]):
                    found[name.bearer] = (alike, name, piece)
        ranked = sorted(found.values(), key=_nearest_first)
        made: list[Alternative] = []
        for _, name, piece in ranked:
            bearer = reader.bearers[name.bearer]
            if why := self._why(reader, piece, name, bearer):
                made.append(Alternative(bearer.name, bearer.id, why))
            if len(made) == MOST:
                break
        return made

    def is_listed_in_any_order(self, words: Iterable[str]) -> bool:
        """Say whether a listed name has these words in whatever order, but for legal forms and fillers."""
        ours = _core(words, self.lexicon)
        numbers = self.by_telling.get(turn_key(telling(ours, self.lexicon)))
        return any(self._listed(number)[1] == ours for number in numbers)

    def _near(self, words: frozenset[str]) -> Iterator[tuple[float, Name]]:
        keys = (
            (self.by_telling, telling(words, self.lexicon)),
            (self.by_distinctive, _distinctive(words, self.lexicon)),
        )
        numbers = [number for table, key in keys if key for number in table.get(turn_key(key))]
        if not numbers:
            return
        ours = _core(words, self.lexicon)
        for number in numbers:
            name, others = self._listed(number)
            alike = len(ours & others) / max(len(ours), len(others))
            if alike >= _LEAST_ALIKE:
                yield alike, name

    def _listed(self, number: int) -> tuple[Name, frozenset[str]]:
        """A listed name and its words but for legal forms and fillers; remembered, for a few are near to many texts."""
        found = self._words.get(number)
        if found is None:
            if len(self._words) > _REMEMBERED:
                self._words.clear()
            name = self.names[number]
            found = self._words[number] = (name, _core(name.words, self.lexicon))
        return found

    def _why(self, reader: ClaimReader, piece: TextPiece, name: Name, bearer: Bearer) -> str:
        """Why the text is not the listed body, in words; "" where nothing tells them apart or they are far apart."""
        country = _other_country(reader, piece, bearer)
        if country and not _distinctive(piece.words.intersection(name.words), self.lexicon):
            return ""
        reasons = self._differences(piece, name)
        if country:
            reasons.append(country)
        if not reasons:
            return ""
        known_as = "" if name.text in bearer.name else f" (its name “{name.text}”)"
        read = _read_as(piece.claim)
        return ", ".join(reasons) + known_as + (f": {read}" if read else "")

    def _differences(self, piece: TextPiece, name: Name) -> list[str]:
        others = frozenset(name.words)
        printed = raws_of(name.text)
        ours, theirs = self._by_class(piece.words - others), self._by_class(others - piece.words)
        raws = piece.raws
        said = []
        for kind in _ORDER:
            if kind not in ours and kind not in theirs:
                continue
            left = _spelt(ours.get(kind, set()), raws, kind)
            right = _spelt(theirs.get(kind, set()), printed, kind)
            if left and right:
                said.append(f"{left} ≠ {right}")
            elif left or right:
                said.append(f"“{left}” only in the text" if left else f"“{right}” only in the listed name")
        return said[:_MOST_REASONS]

    def _by_class(self, words: Iterable[str]) -> dict[WordClass, set[str]]:
        made: dict[WordClass, set[str]] = {}
        for word in words:
            made.setdefault(self.lexicon.kind(word), set()).add(word)
        return made


def nearby(names: Rows[Name], bearers: Rows[Bearer], lexicon: Lexicon) -> Nearby:
    """Index the listed names that a text can be near to, one of those that differ in forms alone."""
    by_telling: dict[str, dict[tuple[int, frozenset[str]], int]] = {}
    by_distinctive: dict[str, dict[tuple[int, frozenset[str]], int]] = {}
    for number, name in enumerate(names):
        if (
            not bearers[name.bearer].listings
            or name.kind not in _KINDS
            or name.strength is not Strength.STRONG
            or HAN.search(name.words[0])
        ):
            continue
        words = frozenset(name.words)
        mark = (name.bearer, _core(words, lexicon))
        key = telling(words, lexicon)
        if key:
            by_telling.setdefault(turn_key(key), {}).setdefault(mark, number)
        distinctive = _distinctive(words, lexicon)
        if distinctive and distinctive != key:
            by_distinctive.setdefault(turn_key(distinctive), {}).setdefault(mark, number)
    return Nearby(_table(by_telling), _table(by_distinctive), names, lexicon)


def _table(found: dict[str, dict[tuple[int, frozenset[str]], int]]) -> MappedTable:
    return MappedTable.of({key: numbers.values() for key, numbers in found.items()})


def telling(words: Iterable[str], lexicon: Lexicon) -> frozenset[str]:
    """The distinctive words and places of a name; its direction where it has neither."""
    listed = list(words)
    found = frozenset(
        word for word in listed if lexicon.kind(word) in _TELLING and word not in lexicon.places.nations
    )
    return found or frozenset(DIRECTIONS[word] for word in listed if word in DIRECTIONS)


@lru_cache(_REMEMBERED)
def raws_of(text: str) -> dict[str, str]:
    """The printed words of a name by their canonical forms."""
    tokens = tokenise(text)
    return dict(zip(reversed(tokens.words), reversed(tokens.raws), strict=True))


@cache
def _institutions() -> frozenset[str]:
    return vocabulary()["type"] | vocabulary()["hospital"] | vocabulary()["legal"]


def _core(words: Iterable[str], lexicon: Lexicon) -> frozenset[str]:
    """The words but for legal forms and fillers; all of them where nothing else is left."""
    listed = frozenset(words)
    return frozenset(word for word in listed if lexicon.kind(word) not in _FORMAL) or listed


def _distinctive(words: Iterable[str], lexicon: Lexicon) -> frozenset[str]:
    return frozenset(word for word in words if lexicon.kind(word) is WordClass.DISTINCTIVE)


def _pieces(reader: ClaimReader) -> Iterator[TextPiece]:
    """What was claimed, and the segments that name an institution nobody knows."""
    tokens = reader.tokens
    for claim in reader.claims:
        if claim.first >= 0 and claim.how != "acronym":
            places = [i for i in range(claim.first, claim.last + 1) if not tokens.stops[i]]
            raws = {tokens.words[i]: tokens.raws[i] for i in reversed(places)}
            yield TextPiece(frozenset(raws), raws, claim, claim.first)
        elif len(claim.rivals) < _MOST_BORNE:
            name = claim.bearer.name
            yield TextPiece(frozenset(name_words(name)) - vocabulary()["stop"], name, claim, claim.first)
    institutions = _institutions()
    marked = {i for mark in reader.setting.marks for i in range(mark.first, mark.last + 1)}
    segments: dict[int, list[int]] = {}
    for place in range(len(tokens)):
        if not tokens.stops[place]:
            segments.setdefault(tokens.segments[place], []).append(place)
    for places in segments.values():
        if any(map(reader.is_claimed, places)):
            continue
        kept = [i for i in places if i not in marked]
        words = {tokens.words[i]: tokens.raws[i] for i in reversed(kept)}
        if len(words) > 1 and not institutions.isdisjoint(words):
            yield TextPiece(frozenset(words), words, None, kept[0])


def _other_country(reader: ClaimReader, piece: TextPiece, bearer: Bearer) -> str:
    placed = placement(reader.setting_at(piece.place), bearer)
    if placed.agreement is Agreement.CONFLICT:
        return f"the country is {placed.text}, not {placed.bearer}"
    claim = piece.claim
    if placed.text or claim is None or claim.bearer.listings or not claim.bearer.countries:
        return ""
    if claim.bearer.countries & bearer.countries or not bearer.countries:
        return ""
    return f"country {' '.join(sorted(claim.bearer.countries))} ≠ {placed.bearer}"


def _nearest_first(found: tuple[float, Name, TextPiece]) -> tuple[float, int, str]:
    """The most alike first; of those, the name that differs by the fewest words, legal forms included."""
    alike, name, piece = found
    return -alike, len(piece.words ^ frozenset(name.words)), name.text


def _read_as(claim: Claim | None) -> str:
    if claim is None or claim.rivals:
        return ""
    body = claim.bearer.body
    if claim.bearer.listings:
        return f"the text names {claim.bearer.name}, a listed body of its own"
    if body is None:
        return f"the text names {claim.bearer.name}"
    scheme, _, value = body.id.partition(":")
    source = f"ROR {value}" if scheme == "ror" else f"{scheme} {value}"
    return f"{claim.bearer.name} is a registered organisation of its own ({source})"


def _spelt(words: set[str], raws: dict[str, str], kind: WordClass) -> str:
    """The words as printed, in the order in which they stand there."""
    spelt = [raw for word, raw in reversed(raws.items()) if word in words]
    joined = " ".join(dict.fromkeys(spelt))
    return f"No. {joined}" if kind is WordClass.NUMBER and joined.isdigit() else joined
