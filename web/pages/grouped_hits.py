"""A result put in order for a reader: hits of one organisation together, the leading one first.

Nothing is concluded here: outcome, points and reasons are the assessment's. What speaks for a reading and what
against it is told apart by the sign of its points.
"""

from __future__ import annotations

from dataclasses import dataclass

from screening.assessment.named_bodies import FEATURE as DOCUMENT
from screening.model import CALIBRATION, Evidence, Hit, Outcome, Result, TieKind
from screening.policy.naming_rules import is_context
from watchlists.model import Listing, PartyType, Status
from web.i18n import _
from web.pages.decided import after_lead
from web.pages.highlight import NamePiece, compared, within
from web.pages.organisations import OrganisationPage, Organisations
from web.pages.words import outcome_label


@dataclass(frozen=True, slots=True)
class HitGroup:
    """One organisation that the subject may refer to, or a listed person of the same name."""

    organisation: OrganisationPage
    hit: Hit  # the one that is shown; the others differ in their list only
    in_force: tuple[Listing, ...]
    history: tuple[Listing, ...]  # the same body's listings that do not count any more
    text: tuple[NamePiece, ...]  # the subject's text with the matched part marked
    read: tuple[NamePiece, ...]  # the matched part, word by word
    name: tuple[NamePiece, ...]  # the listed name, word by word
    speaks_for: tuple[Evidence, ...]
    speaks_against: tuple[Evidence, ...]
    named: tuple[Listing, ...] = ()  # those that rest on a document that names the body

    @property
    def is_person(self) -> bool:
        """Whether the listing names a person."""
        return self.hit.listing.type is PartyType.PERSON


def findings(result: Result, known: Organisations) -> tuple[HitGroup, ...]:
    """The hits of a result by organisation, in their order: what the assessment speaks of, then the gravest list."""
    groups: dict[tuple[str, str, str], list[Hit]] = {}
    for hit in result.reading.hits:
        organisation = known.by_id[hit.party_id]
        groups.setdefault((organisation.id, hit.relation.value, hit.matched_text), []).append(hit)
    lead = result.assessment.lead
    return tuple(_finding(hits, lead, known) for hits in groups.values())


def headline(result: Result) -> str:
    """The outcome in words; about a person never more than that a listed person bears the name."""
    assessment = result.assessment
    if assessment.outcome is not Outcome.REVIEW:
        return outcome_label(assessment.outcome.value, assessment.lists_current)
    lead = assessment.lead
    context = lead is not None and is_context(result.subject, lead)
    if result.reading.ambiguous:
        return _("This name could be one of several organisations; one is listed (needs review)")
    if lead is None and any(
        each.mention.tie is not TieKind.OTHER_PERSON for each in result.reading.self_declared
    ):
        return _("The text itself names a body to look at (needs review)")
    if lead and lead.listing.type is PartyType.PERSON:
        return _("Same or similar name to a listed person (needs review)")
    if context:
        return _("Possible mention of an organisation listed only as context, for review")
    return _("Possible match with a listed organisation, for review")


def explained(result: Result) -> str:
    """The sentence of the assessment without the words that the headline has said already."""
    return after_lead(result.assessment.why)


def _finding(hits: list[Hit], lead: Hit | None, known: Organisations) -> HitGroup:
    shown = lead if lead in hits and lead else hits[0]
    listings = dict.fromkeys(listing for hit in hits for listing in (hit.listing, *hit.other_listings))
    return HitGroup(
        organisation=known.by_id[shown.party_id],
        hit=shown,
        in_force=tuple(each for each in listings if each.status is Status.IN_FORCE),
        history=tuple(each for each in listings if each.status is not Status.IN_FORCE),
        text=within(shown.mention.text, shown.matched_text),
        read=compared(shown.matched_text, shown.matched_name),
        name=compared(shown.matched_name, shown.matched_text),
        # How often such hits were right is no evidence for or against; it stands last, so that the points add up.
        speaks_for=(
            *(each for each in shown.evidence if each.points > 0 and each.feature != CALIBRATION),
            *(each for each in shown.evidence if each.feature == CALIBRATION),
        ),
        speaks_against=tuple(
            each
            for each in shown.evidence
            if each.points <= 0 and each.feature not in (DOCUMENT, CALIBRATION)
        ),
        # Once for each document: a body that it names may stand on the list of its act, too.
        named=tuple({each.named: each for each in listings if each.named is not None}.values()),
    )
