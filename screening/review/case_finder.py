"""What of a result is to be reviewed: a member of one case for each listed party that the subject may be, pure.

What the text itself says is a case of its own, unless a listed party's case is about the same words already.

Listings that the ledger joins to one party are one case, because whoever decides says who the subject is and not on
which list he stands. Where a name has several listed bearers and nothing tells them apart, each is a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from screening.assessment.score import level_of, points_and_level_of
from screening.engine import Engine
from screening.labels import wording
from screening.model import Hit, Outcome, Relation, Result, SelfDeclared, Subject, TieKind
from screening.policy.list_state import ListState
from screening.policy.model import Scale
from screening.policy.self_declared import asking, not_of_hits, weight
from screening.review.fingerprints import (
    SELF_DECLARED,
    listing_digest,
    question_digest,
    self_declared_digest,
    self_declared_party,
    subject_digest,
)
from screening.review.party_questions import PartyQuestion
from screening.review.rules import LEVELS
from watchlists.model import Listing, PartyType

PartyKey = tuple[str, str]  # id and name


@dataclass(frozen=True, slots=True)
class PartyNames:
    """Which party each listing names, and from which confidence on a reading is reviewed."""

    by_listing: Mapping[str, PartyKey]
    listings: Mapping[str, tuple[Listing, ...]]  # in force, by party id
    least_confidence: float
    titles: Mapping[str, str]  # of lists
    scale: Scale  # of the first policy
    lists: ListState  # what was looked in

    @staticmethod
    def of(engine: Engine) -> PartyNames:
        """Look the parties of an engine's lists up, once for many results."""
        by_listing = {each.id: (each.id, each.name) for each in engine.library.listings}
        for bearer in engine.linker.universe.bearers:
            by_listing.update({each.id: (bearer.id, bearer.name) for each in bearer.listings})
        listings: dict[str, list[Listing]] = {}
        for each in engine.library.listings:
            if each.in_force_on(engine.on):
                listings.setdefault(by_listing[each.id][0], []).append(each)
        return PartyNames(
            by_listing,
            {party: tuple(found) for party, found in listings.items()},
            engine.policies[0].scale.review_confidence,
            {key: each.watchlist.title for key, each in engine.library.lists.items()},
            engine.policies[0].scale,
            engine.lists,
        )

    def holds(self, listing: Listing) -> bool:
        """Whether the listing is in force and names a party that is known."""
        party = self.by_listing.get(listing.id)
        return party is not None and listing in self.listings.get(party[0], ())

    def entry_digest(self, listing_id: str) -> str:
        """The digest of a listing's entry; "" where it is not in force."""
        party = self.by_listing.get(listing_id)
        entries = self.listings.get(party[0], ()) if party is not None else ()
        return next((listing_digest(each) for each in entries if each.id == listing_id), "")

    def of_hit(self, hit: Hit) -> PartyKey:
        """The party that a hit asks about: a body and its parts under one name are one question."""
        return (hit.body_id, hit.body) if hit.party_id != hit.listing.id else self.by_listing[hit.listing.id]


@dataclass(frozen=True, slots=True)
class NewCase:
    """One subject whose text was read as one party, before anybody has looked at it."""

    subject: Subject
    digest: str  # of the subject
    party_id: str
    party_name: str
    seen: Mapping[str, str]  # listing id to digest of its entry
    level: int
    score: int
    confidence: float
    relation: str  # a Relation, or SELF_DECLARED
    matched: str
    lead: bool
    is_person: bool  # whether the listed party is one

    @property
    def text_digest(self) -> str:
        """A digest of what the question is about; two people of one name are two questions."""
        return self.digest if self.is_person else question_digest(self.subject, self.matched)

    @property
    def question(self) -> PartyQuestion:
        """What a report says of it."""
        return PartyQuestion(
            self.party_id, self.text_digest, LEVELS[self.level], self.score, round(self.confidence, 4)
        )


def find_cases(result: Result, parties: PartyNames) -> Iterator[NewCase]:
    """The cases of one result; none where nothing is to be reviewed."""
    if result.assessment.outcome is not Outcome.REVIEW:
        return
    lead = result.assessment.lead
    groups: dict[str, list[Hit]] = {}
    for hit in result.reading.hits:
        if not parties.holds(hit.listing):
            continue
        if hit is lead or hit.confidence >= parties.least_confidence:
            groups.setdefault(parties.of_hit(hit)[0], []).append(hit)
    for party_id, hits in groups.items():
        yield _of_hits(result, party_id, hits, parties, lead=lead in hits)
    read = [hit for hits in groups.values() for hit in hits]
    words: dict[str, SelfDeclared] = {}
    for said in asking(result.subject, not_of_hits(result.reading.self_declared, read)):
        words.setdefault(self_declared_party(said), said)
    for place, (party_id, said) in enumerate(words.items()):
        yield _of_words(result, party_id, said, parties, lead=not groups and not place)
    if not groups and not words:
        yield from _of_bearers(result, parties)


def _of_words(
    result: Result, party_id: str, said: SelfDeclared, parties: PartyNames, *, lead: bool
) -> NewCase:
    """What the text itself says, with the points that it has by itself."""
    points = weight(result.subject, said, parties.scale)
    return NewCase(
        subject=result.subject,
        digest=subject_digest(result.subject),
        party_id=party_id,
        party_name=wording().sentences["self_declared_party"].format(meaning=said.meaning),
        seen={party_id: self_declared_digest(said)},
        level=LEVELS.index(level_of(points, parties.scale)),
        score=points,
        confidence=0.0,
        relation=SELF_DECLARED,
        matched=said.text,
        lead=lead,
        is_person=False,
    )


def _of_hits(
    result: Result, party_id: str, hits: Sequence[Hit], parties: PartyNames, *, lead: bool
) -> NewCase:
    shown = max(hits, key=lambda hit: (hit is result.assessment.lead, hit.confidence))
    # What is found in the affiliation of somebody else in the row has no level: none of it is the subject's.
    own = [hit for hit in hits if hit.mention.tie is not TieKind.OTHER_PERSON]
    points, level = points_and_level_of(
        result.subject, result.reading, own, _current(result, parties), parties.scale, parties.lists
    )
    return NewCase(
        subject=result.subject,
        digest=subject_digest(result.subject),
        party_id=party_id,
        party_name=parties.of_hit(shown)[1],
        seen=dict(sorted((each.id, listing_digest(each)) for hit in hits for each in hit.listings)),
        level=LEVELS.index(level),
        score=points,
        confidence=shown.confidence,
        relation=shown.relation,
        matched=shown.matched_text,
        lead=lead,
        is_person=shown.listing.type is PartyType.PERSON,
    )


def _current(result: Result, parties: PartyNames) -> list[Hit]:
    """The subject's own hits on listings in force."""
    return [
        hit
        for hit in result.reading.hits
        if hit.mention.tie is not TieKind.OTHER_PERSON and parties.holds(hit.listing)
    ]


def _of_bearers(result: Result, parties: PartyNames) -> Iterator[NewCase]:
    """An ambiguous name whose readings are no hits: every listed bearer of it may be meant."""
    first = True
    for bearer in (*result.reading.bearers, *result.reading.others):
        party_id = parties.by_listing.get(bearer.id, (bearer.id, ""))[0]
        listings = parties.listings.get(party_id, ())
        if not listings:
            continue
        seen = {each.id: listing_digest(each) for each in listings}
        given = (*bearer.texts, result.subject.name, *result.subject.organisations)
        yield NewCase(
            subject=result.subject,
            digest=subject_digest(result.subject),
            party_id=party_id,
            party_name=bearer.name,
            seen=dict(sorted(seen.items())),
            level=LEVELS.index(result.assessment.risk_level),
            score=result.assessment.risk_score,
            confidence=0.0,
            relation=Relation.SAME,
            matched=next(filter(None, given), ""),
            lead=first,
            is_person=listings[0].type is PartyType.PERSON,
        )
        first = False


@dataclass(slots=True)
class RowCounts:
    """A member of a case with the rows of a run that it stands for."""

    found: NewCase
    rows: int
    sheet: str
    row: int
    chunk: int = 0  # of the list, from 0: where its first row stands
    spread: bool = False  # whether rows of it stand in other chunks too


@dataclass(slots=True)
class Cases:
    """The cases of a list or a chunk of it, each once, in the order of the list.

    Subjects that differ in spaces or letter case only are one.
    """

    _by_key: dict[tuple[str, str], RowCounts] = field(default_factory=dict)

    def count(self, sheet: str, row: int, found: Iterable[NewCase], chunk: int = 0) -> None:
        """Count what was found in a row of a chunk."""
        for each in found:
            key = (each.digest, each.party_id)
            case = self._by_key.get(key)
            if case is None:
                case = self._by_key[key] = RowCounts(each, 0, sheet, row, chunk)
            case.rows += 1
            case.spread = case.spread or case.chunk != chunk
            if each.level > case.found.level:
                case.found = each

    def counted(self) -> list[RowCounts]:
        """All of them."""
        return [*self._by_key.values()]
