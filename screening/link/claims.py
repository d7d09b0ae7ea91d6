"""Claims: which bearers a text names, by exact lookup, each with what speaks for it.

The longest whole name wins and hides the shorter ones inside it. Of the bearers of one name, those whose place agrees
best stay; where several stay, the claim says so. What is rejected is kept with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from screening.affiliations.places import Setting, setting_without
from screening.affiliations.tokens import HAN, Tokens, name_words
from screening.flat import Rows
from screening.link.agreement import Agreement, Placement, placement, rules_out
from screening.link.bearers import Bearer, Name, Strength
from screening.link.gazetteer import Gazetteer, Span
from screening.link.lexicon import WordClass
from screening.link.spelling import Repair
from screening.link.wholeness import begins_segment, fault
from screening.model import Alternative
from screening.vocabulary import vocabulary
from watchlists.model import NameKind, Status

_SHORTEST_SINGLE = 5  # letters of a name of one word
_GENERIC_WORDS = 3
_LISTS_OF_A_GROUP = 3
_RANK = {
    NameKind.PRIMARY: 3.0,
    NameKind.CORRECTION: 3.0,
    NameKind.NATIVE: 3.0,
    NameKind.ALIAS: 2.0,
    NameKind.FORMER: 2.0,
    NameKind.SUBORDINATE: 2.0,
    NameKind.WEAK_ALIAS: 1.0,
    NameKind.ACRONYM: 1.0,
}


@dataclass(frozen=True, slots=True)
class Claim:
    """Words `first` to `last` mean this bearer (-1 where no words were read, e.g. a domain)."""

    first: int
    last: int
    bearer: Bearer
    name: Name
    how: str  # whole, turned, core, han, acronym, ror, domain, ...
    placement: Placement
    rivals: tuple[Bearer, ...] = ()  # other bearers that fit alike
    repaired: int = 0  # words whose spelling was repaired
    note: str = ""
    text: str = ""
    joint: bool = False  # "joint" or "united" stands beside two names
    segment: int = -1
    after: str = ""  # what follows a name in Han characters, in its run
    elsewhere: bool = False  # a town that is not the bearer's follows there


@dataclass(slots=True)
class Reader:
    """The state of reading one text: what has been claimed and what was rejected."""

    tokens: Tokens
    setting: Setting
    settings: dict[int, Setting]  # by group
    gazetteer: Gazetteer
    bearers: Rows[Bearer]
    hidden: frozenset[str] = frozenset()  # register ids that must not be read (used in tests of the register)
    claims: list[Claim] = field(default_factory=list)
    rejected: list[Alternative] = field(default_factory=list)
    taken: list[tuple[int, int]] = field(default_factory=list)
    ruled_out: list[tuple[int, int, int]] = field(default_factory=list)  # spans and bearers, by their country
    proposed: dict[str, list[int]] | None = None  # names alike by text, where they were looked for before

    def read_spans(self, words: list[str], repairs: Mapping[int, Repair] | None = None) -> None:
        """Claim the longest whole names. With repaired words, only spans that hold one of them."""
        changed = [place for place in sorted(repairs or ()) if words[place] != self.tokens.words[place]]
        if repairs and not changed:
            return
        spans = [*self.gazetteer.spans(self.tokens, words), *self._turned(words)]
        spans.sort(key=lambda span: (-self._size(span), span.how != "whole", span.first))
        for span in spans:
            count = sum(span.first <= place <= span.last for place in changed)
            if (changed and not count) or self._is_taken(span.first, span.last):
                continue
            found = self._claims_of(span, count)
            if repairs and any(
                repairs[place].doubtful for place in changed if span.first <= place <= span.last
            ):
                found = [replace(claim, note="the word as given may be another name") for claim in found]
            if found:
                self.taken.append((span.first, span.last))
                self.claims.extend(found)

    def setting_at(self, place: int) -> Setting:
        """The setting of the group a word stands in."""
        if place < 0:
            return self.setting
        return self.settings.get(self.tokens.groups[place], self.setting)

    def is_claimed(self, place: int) -> bool:
        """Say whether a word is part of a claim."""
        return bool(self.taken) and any(first <= place <= last for first, last in self.taken)

    def reject(self, bearer: Bearer, why: str) -> None:
        """Keep a listed reading that was rejected."""
        if bearer.listings:
            self.rejected.append(Alternative(bearer.name, bearer.id, why))

    def _size(self, span: Span) -> int:
        return sum(not stop for stop in self.tokens.stops[span.first : span.last + 1])

    def _is_taken(self, first: int, last: int) -> bool:
        return any(
            first <= end
            and start <= last
            and not (first <= start and end <= last and (first, last) != (start, end))
            for start, end in self.taken
        )

    def _turned(self, words: list[str]) -> Iterable[Span]:
        """Whole segments, and pairs of neighbouring ones, read with their halves turned or their fillers dropped."""
        bounds: list[tuple[int, int]] = []
        for place in range(len(self.tokens)):
            if self.tokens.opens[place]:
                bounds.append((place, place))
            bounds[-1] = (bounds[-1][0], place)
        for at, (first, last) in enumerate(bounds):
            if span := self.gazetteer.turned(self.tokens, words, first, last):
                yield span
            if at and self.tokens.groups[bounds[at - 1][0]] == self.tokens.groups[first]:
                before = bounds[at - 1][0]
                if span := self.gazetteer.turned(self.tokens, words, before, last):
                    yield span

    def _claims_of(self, span: Span, repaired: int) -> list[Claim]:
        options = [claim for name in span.names if (claim := self._option(span, name, repaired)) is not None]
        return self.settle(options)

    def settle(self, options: list[Claim]) -> list[Claim]:
        """Of claims to one text, keep the bearers that fit best; the others of them are named as rivals."""
        if not options:
            return []
        best: dict[int, Claim] = {}
        for claim in sorted(options, key=_merit, reverse=True):
            best.setdefault(claim.bearer.number, claim)
        top = max(map(_merit, best.values()))
        kept = self._without_namesakes([claim for claim in best.values() if _merit(claim) >= top])
        lesser = [claim for claim in best.values() if _merit(claim) < top]
        second = [claim for claim in lesser if self._is_second(claim, kept)]
        for claim in lesser:
            if claim not in second:
                self.reject(claim.bearer, f"“{claim.text}” fits {kept[0].bearer.name} better")
        doubted = [replace(claim, note=f"it is the own name of {kept[0].bearer.name}") for claim in second]
        return doubted + [
            replace(claim, rivals=tuple(other.bearer for other in kept if other is not claim))
            for claim in kept
        ]

    def _without_namesakes(self, kept: list[Claim]) -> list[Claim]:
        """Where the text names no country, a subsidiary abroad of the same name is no rival of its group."""
        numbers = {claim.bearer.number: claim.bearer for claim in kept}
        remaining = []
        for claim in kept:
            group = next((numbers[tie.bearer] for tie in claim.bearer.ties if tie.bearer in numbers), None)
            unplaced = claim.placement.agreement is Agreement.UNKNOWN and not claim.placement.text
            if group is None or not unplaced or claim.bearer.countries & group.countries:
                remaining.append(claim)
            else:
                self.reject(
                    claim.bearer, f"of the same name elsewhere; with no country the text means {group.name}"
                )
        return remaining or kept

    def _is_second(self, claim: Claim, kept: list[Claim]) -> bool:
        """A listed alias that is another listed body's own name: one publisher may mean the other's body."""
        alike = (
            claim.placement.agreement >= kept[0].placement.agreement
            and claim.name.kind is not NameKind.ACRONYM
        )
        listed = claim.bearer.listings and all(other.bearer.listings for other in kept)
        return bool(listed) and alike and not claim.name.doubtful and claim.name.strength is Strength.STRONG

    def _option(self, span: Span, name: Name, repaired: int) -> Claim | None:
        bearer = self.bearers[name.bearer]
        if bearer.body is not None and bearer.body.id in self.hidden and not name.listed:
            return None
        tokens = self.tokens
        acronym = (
            name.kind is NameKind.ACRONYM
        )  # read with all its bearers, listed or not, by `read_acronyms`
        own = name.listed or (bearer.listings and len({other.bearer for other in span.names}) == 1)
        printed = bool(own) and not name.doubtful and not acronym and self._is_whole_text(span)
        generic = self._is_generic(name, bearer)
        why = "" if printed else self._fault(span, name, bearer, generic, repaired)
        joint = bool(why) and self._is_joint(span, name, generic)
        if why and not joint:
            self.reject(bearer, why)
            return None
        setting = setting_without(
            self.setting_at(span.first), span.first, span.last, self.gazetteer.lexicon.places
        )
        placed = placement(setting, bearer)
        if placed.agreement is Agreement.CONFLICT and self._is_anothers_place(span, setting):
            placed = Placement(Agreement.UNKNOWN, "", placed.bearer)
        abroad = rules_out(setting, placed, (self.bearers[other.bearer] for other in span.names))
        if abroad and not self._may_be_abroad(span, name, bearer):
            self.reject(bearer, f"country {placed.text} ≠ {placed.bearer}")
            self.ruled_out.append((span.first, span.last, bearer.number))
            return None
        if any(
            first <= span.first and span.last <= last and number == bearer.number
            for first, last, number in self.ruled_out
        ):
            return None  # a part of its name, whose whole stands in another country
        if (
            span.how == "turned"
            and placed.agreement < Agreement.COUNTRY
            and self._is_of_a_place(name, bearer)
        ):
            self.reject(bearer, "“University of” a place may be another than the place's university")
            return None
        if generic and not printed and (why := self._generic_fault(span, name, placed)):
            self.reject(bearer, why)
            return None
        return Claim(
            span.first,
            span.last,
            bearer,
            name,
            "abroad" if abroad else span.how if not HAN.search(name.words[0]) else "pinyin",
            placed,
            repaired=repaired,
            text=tokens.piece(span.first, span.last),
            joint=joint,
            segment=tokens.segments[span.first],
        )

    def _is_of_a_place(self, name: Name, bearer: Bearer) -> bool:
        """A university called by its place and nothing else, where the place does not tell the country."""
        core, lexicon = self.gazetteer.core(name.words), self.gazetteer.lexicon
        places = [word for word in core if lexicon.kind(word) is WordClass.PLACE]
        return len(core) == 2 and any(
            lexicon.places.country_of(word) not in bearer.countries for word in places
        )

    def _may_be_abroad(self, span: Span, name: Name, bearer: Bearer) -> bool:
        """A company on several lists has companies of its name in other countries: "Huawei Technologies (Sweden)".

        Only where the text begins with a name that holds a distinctive word, and that nobody else bears.
        """
        lists = {each.watchlist_id for each in bearer.listings if each.status is Status.IN_FORCE}
        legal = vocabulary()["legal"]
        company = "company" in bearer.types
        if bearer.body is None:
            company = any(not legal.isdisjoint(name_words(listing.name)) for listing in bearer.listings)
        kind = self.gazetteer.lexicon.kind
        telling = any(kind(word) is WordClass.DISTINCTIVE for word in name.words)
        others = [self.bearers[other.bearer] for other in span.names if other.bearer != bearer.number]
        own = all(any(tie.bearer == bearer.number for tie in other.ties) for other in others)
        alone = own and begins_segment(self.tokens, span.first)
        return alone and telling and company and len(lists) >= _LISTS_OF_A_GROUP

    def _is_anothers_place(self, span: Span, setting: Setting) -> bool:
        """Another university stands between the name and the place, as in "Beihang University, University of Oslo, Norway".

        Not where a namesake is at home there: then the place tells which of the two is meant.
        """
        if setting.given or any(
            placement(setting, self.bearers[name.bearer]).agreement > Agreement.UNKNOWN for name in span.names
        ):
            return False
        starts = [mark.first for mark in setting.marks if mark.first > span.last]
        between = self.tokens.words[span.last + 1 : min(starts)] if starts else []
        return "university" in between

    def _is_whole_text(self, span: Span) -> bool:
        """The text is the name and nothing else: then it is asked about, however general."""
        return span.how == "whole" and span.first == 0 and span.last == len(self.tokens) - 1

    def _is_generic(self, name: Name, bearer: Bearer) -> bool:
        if name.strength not in (Strength.GENERIC, Strength.MILITARY) or bearer.programme:
            return False
        lexicon = self.gazetteer.lexicon
        directed = any(lexicon.kind(word) is WordClass.DIRECTION for word in name.words)
        return not (directed and not name.listed and "education" in bearer.types)

    def _fault(self, span: Span, name: Name, bearer: Bearer, generic: bool, repaired: int) -> str:
        tokens = self.tokens
        strict = generic and name.strength is not Strength.MILITARY
        if why := fault(
            tokens,
            span.first,
            span.last,
            generic=strict,
            countries=bearer.countries,
            lexicon=self.gazetteer.lexicon,
        ):
            return why
        if tokens.segments[span.first] != tokens.segments[span.last] and not (
            begins_segment(tokens, span.first) and tokens.closes[span.last]
        ):
            return "runs over a comma and is no whole segment"
        if self._size(span) > 1:
            return ""
        if repaired and not self._is_whole_text(span):
            return "a single word in another spelling inside a longer text"
        return self._single_word_fault(span)

    def _single_word_fault(self, span: Span) -> str:
        tokens, word = self.tokens, self.tokens.words[span.first]
        words = vocabulary()
        if len(word) < _SHORTEST_SINGLE or self.gazetteer.lexicon.kind(word) is not WordClass.DISTINCTIVE:
            return "a single word that is no name by itself"
        alone = begins_segment(tokens, span.first) and tokens.closes[span.last]
        following = "" if tokens.closes[span.last] else tokens.words[span.last + 1]
        named = following in words["type"] or following in words["legal"] or following in words["campus"]
        named = named and tokens.closes[span.last + 1]  # "Baikal Institute of X" is not Baikal
        if alone or (begins_segment(tokens, span.first) and named):
            return ""
        return "a single word inside a longer text"

    def _is_joint(self, span: Span, name: Name, generic: bool) -> bool:
        """The name stands beside another under a word that says so, as in "XJTU-Liverpool Joint School"."""
        if generic or not self.bearers[name.bearer].listings or name.strength is not Strength.STRONG:
            return False
        tokens = self.tokens
        segment = [
            tokens.words[i] for i in range(len(tokens)) if tokens.segments[i] == tokens.segments[span.first]
        ]
        return self._size(span) > 1 and ("joint" in segment or "united" in segment)

    def _generic_fault(self, span: Span, name: Name, placed: Placement) -> str:
        tokens = self.tokens
        if placed.agreement < Agreement.COUNTRY:
            listed_only = all(self.bearers[other.bearer].listings for other in span.names)
            shared = {country for other in span.names for country in self.bearers[other.bearer].countries}
            one = len({other.bearer for other in span.names}) == 1 or (listed_only and len(shared) == 1)
            unplaced = placed.agreement is Agreement.UNKNOWN and not placed.text
            if not (one and self._size(span) >= _GENERIC_WORDS and unplaced):
                return "a general name, and no country to tell whose"
        military = name.strength is Strength.MILITARY
        opens = (
            begins_segment(tokens, span.first) or tokens.words[span.first - 1] in ("pla", "army") or military
        )
        closes = tokens.closes[span.last] or tokens.stops[span.last + 1] or military
        return "" if opens and closes else "a general name inside a longer text"


def _merit(claim: Claim) -> tuple[float, float]:
    """How well a claim fits: place first, then the kind of name.

    Letters alone are one kind: that a list doubts an acronym, or a register calls it an alias, makes nobody else its bearer.
    """
    place = float(min(claim.placement.agreement, Agreement.CITY))
    if claim.how == "acronym" and claim.name.kind is not NameKind.PRIMARY:
        return (place, _RANK[NameKind.ACRONYM])
    return (place, _RANK.get(claim.name.kind, 1.0) - (0.5 if claim.name.doubtful else 0.0))
