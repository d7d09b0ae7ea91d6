"""Candidates for protocols that ask which entries of a list a name may be, each with a score and a claim of identity.

The claim is made only where the text names the listed body itself, nothing else bears the name, no document alone names
it for context, and, for a person, a second identifier agrees: whoever reads such an answer may act on it without looking.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from screening.compare.explain import explain
from screening.engine import Engine, PlaceholderRefused
from screening.link.identifier_evidence import DIFFERS, needs_second_identifier
from screening.model import Hit, Mention, Reading, Relation, Subject, SubjectType
from screening.names.characters import NameTooLong
from screening.policy.identity import is_name_only, second_identifiers
from screening.policy.naming_rules import is_context
from screening.progress import Progress, no_progress
from watchlists.model import Listing, PartyType

CLAIMED_FROM = 0.70  # the score from which yente's clients take an entry as the one meant


@dataclass(frozen=True, slots=True)
class MatchCandidate:
    """A listing that was asked for, perhaps. `same` says that nothing speaks against its being the very party."""

    listing: Listing
    score: float  # 0 to 1: for a person how far the names agree, else how sure the link is
    same: bool
    hit: Hit

    def claimed(self, threshold: float = CLAIMED_FROM) -> bool:
        """Whether identity may be claimed at this threshold."""
        return self.same and self.score >= threshold


def candidates(
    engine: Engine, subjects: Iterable[Subject], tick: Progress = no_progress
) -> tuple[MatchCandidate, ...]:
    """Everything that subjects, several spellings of one party, may be; each listing once.

    The best score is first, as these protocols ask; of equals, as the listings of one body are, the gravest list.
    `tick` is told of each piece of work; what it raises ends it.

    Raises:
        TooLongToRead: a subject was not read, so nothing is said of any.
        PlaceholderRefused: a subject stands for a name that was not given, and no other is anything.
    """
    best: dict[str, MatchCandidate] = {}
    asked, unread = Subject(), None
    for subject in subjects:
        asked = asked if asked.name else subject
        tick(1)
        try:
            reading = engine.read(subject, tick)
        except PlaceholderRefused as refused:
            unread = refused
            continue
        for hit in reading.hits:
            if not hit.listing.in_force_on(engine.on):
                continue
            found = _candidate(subject, reading, hit)
            known = best.get(found.listing.id)
            if known is None or (found.same, found.score) > (known.same, known.score):
                best[found.listing.id] = found
    if unread is not None and not best:
        raise unread
    order = engine.gravest_first(asked, (each.hit for each in best.values()))
    place = {hit.listing.id: number for number, hit in enumerate(order)}
    return tuple(
        sorted(best.values(), key=lambda each: (-round(each.score, 3), not each.same, place[each.listing.id]))
    )


def gravest_listings_first(engine: Engine, listings: Iterable[Listing]) -> tuple[Listing, ...]:
    """The listings of one body, in force before history, by the gravity of their lists for whoever is that body itself."""

    def hit_on(listing: Listing) -> Hit:
        itself = Mention(listing.name, "name")
        return Hit(
            listing,
            itself,
            Relation.SAME,
            1.0,
            listing.name,
            listing.name,
            listing.names[0].kind,
            evidence=(),
        )

    given = tuple(listings)
    is_person = any(each.type is PartyType.PERSON for each in given)
    itself = Subject(type=SubjectType.PERSON if is_person else SubjectType.ORGANISATION)
    return tuple(hit.listing for hit in engine.gravest_first(itself, map(hit_on, given)))


def _candidate(subject: Subject, reading: Reading, hit: Hit) -> MatchCandidate:
    same = (
        hit.relation is Relation.SAME
        and not reading.ambiguous
        and not (hit.parts or hit.body)
        and not is_name_only(subject, hit)
        and not is_contradicted(hit)
        and not is_context(subject, hit)
        and not needs_second_identifier(hit)
    )
    is_person = hit.listing.type is PartyType.PERSON
    # How sure a link to a person can be says little about how alike the names are, which is what is asked here.
    score = max(hit.confidence, _names_agree(hit)) if is_person else hit.confidence
    return MatchCandidate(hit.listing, score, same, hit)


def is_contradicted(hit: Hit) -> bool:
    """Whether an identifier or a date of birth that was given is another than the one that is printed.

    Of a person, a name that is another one contradicts the identifier that agrees.
    """
    if any(evidence.feature == DIFFERS for evidence in hit.evidence):
        return True
    features = [evidence.feature.casefold() for evidence in hit.evidence if evidence.points < 0]
    if hit.listing.type is PartyType.PERSON and "name" in features:
        return True
    return any("birth" in each or each.split()[0] in second_identifiers() for each in features)


def _names_agree(hit: Hit) -> float:
    try:
        return explain(hit.matched_text, hit.matched_name, "Person").score
    except NameTooLong:
        return 0.0
