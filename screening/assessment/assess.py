"""The assessment of one subject: no clock, no disk, no network, the same answer every time.

- Any hit on a listing in force gives `review`; so does an ambiguous name with a listed bearer.
- The tie of somebody else in the row gives `review`, and no point to this subject.
- What has lapsed is history: shown, never scored, never a reason for review.
- Readings that were explained away do not count.
- While nobody has said which bearer of an ambiguous name is meant, no policy says that nothing follows.
- Words by which the text itself says what sort of body it names give `review`, listed or not. Those that a finding on a
  list was read from add nothing, neither points nor a consequence.
- The first policy gives the scale of the score and the level; every policy gives its outcome.
- Beside a finding that would be grave and is not sure stands "check the identity first".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from screening.assessment import sentences
from screening.assessment.score import (
    confidence_of,
    gravest_of_each,
    level_of,
    needs_identity_check,
    points_and_level_of,
    score,
    score_with_self_declared,
)
from screening.model import (
    Assessment,
    Hit,
    Level,
    Outcome,
    PartyScore,
    PolicyOutcome,
    Reading,
    Reason,
    Subject,
    TieKind,
)
from screening.policy.consequence import Consequence
from screening.policy.decide import decide
from screening.policy.facts import ProjectFacts
from screening.policy.identity import is_person
from screening.policy.list_state import ListState
from screening.policy.model import Policy, Scale
from screening.policy.self_declared import asking, not_of_hits
from watchlists.model import Measure

NO_FACTS = ProjectFacts()
ONE_CELL = "One cell of this row was not read."


def assess(
    subject: Subject,
    reading: Reading,
    policies: Sequence[Policy],
    lists: ListState,
    project: ProjectFacts = NO_FACTS,
    *,
    on: date,
) -> Assessment:
    """Assess a subject.

    Args:
        subject: the party as given.
        reading: what linking made of it; hits best first.
        policies: at least one; the first gives the scale of the score.
        lists: what was looked in.
        project: what is known of the project.
        on: the day whose listings, law and ages count.

    Raises:
        ValueError: no policy was given.
    """
    if not policies:
        raise ValueError("An assessment needs at least one policy.")
    scale = policies[0].scale
    in_force = [hit for hit in reading.hits if hit.listing.in_force_on(on)]
    current = [hit for hit in in_force if hit.mention.tie is not TieKind.OTHER_PERSON]
    others = [hit for hit in in_force if hit.mention.tie is TieKind.OTHER_PERSON]
    leading = gravest_of_each(subject, others, scale, lists)
    history = [hit for hit in reading.hits if not hit.listing.in_force_on(on)]
    weighty = [hit for hit in current if hit.confidence >= scale.review_confidence]
    asked = asking(subject, not_of_hits(reading.self_declared, weighty))
    reasons, lead = score(subject, reading, current, scale, lists)
    reasons = score_with_self_declared(reasons, subject, reading.self_declared, weighty, scale)
    total = sum(reason.points for reason in reasons)
    certain = confidence_of(reading, lead, scale) if lead else 1.0
    check = lead is not None and needs_identity_check(subject, reading, lead, scale, lists)
    listed = _outcome(reading, current, scale, lists)
    own = Outcome.REVIEW if asked else listed
    outcome = Outcome.REVIEW if _asks_about_others(reading, others, scale, lists) else own
    freezes = _freezes_nobody_asks_about(policies, weighty, lists, on)
    why = (
        sentences.others_only(subject, reading, leading, lists)
        if outcome is not own
        else sentences.with_age(sentences.self_declared_only(asked[0], reading.hits), lists, on)
        if asked and listed is not Outcome.REVIEW
        else _why(subject, reading, own, lead, history, lists, on, check=check)
    )
    return Assessment(
        outcome=outcome,
        risk_score=total,
        risk_level=level_of(total, scale, certain),
        check_identity=check,
        reasons=(
            *reasons,
            *(sentences.other_person(subject, hit, lists) for hit in leading),
            *(sentences.history(hit, lists, on) for hit in history),
            *(Reason(0, note) for note in reading.notes),
            *([Reason(0, sentences.HOW_TO_APPLY)] if freezes else []),
        ),
        policies=tuple(
            _undecided(found, sentences.WHICH_BEARER)
            if reading.ambiguous and own is Outcome.REVIEW and _says_nothing(policy, found, on)
            else found
            for policy in policies
            for found in [decide(policy, subject, current, lists, project, on, asked)]
        ),
        why=f"{why} {sentences.asset_freezes(freezes, lists)}" if freezes else why,
        lead=lead,
        lists_current=not lists.out_of_date(on),
        party_scores=tuple(_party_scores(subject, reading, current, scale, lists)),
        organisation_not_known=outcome is Outcome.NO_MATCH and reading.names_unknown,
        named=outcome is Outcome.NO_MATCH and reading.names_noted,
    )


def _freezes_nobody_asks_about(
    policies: Sequence[Policy], weighty: Sequence[Hit], lists: ListState, on: date
) -> list[Hit]:
    """The hits on listings with an asset freeze, one a list, of which no policy that was applied asks about asset freezes."""
    rules = [rule for policy in policies if policy.in_effect(on) for rule in policy.rules]
    asking_rules = [rule for rule in rules if Measure.ASSET_FREEZE in rule.when.measures]
    found: dict[str, Hit] = {}
    for hit in weighty:
        list_id = hit.listing.named.law if hit.listing.named else hit.listing.watchlist_id
        is_asked = any(
            list_id in rule.when.lists
            or lists.standing(list_id) in rule.when.standings
            or not (rule.when.lists or rule.when.standings)
            for rule in asking_rules
        )
        if Measure.ASSET_FREEZE in hit.listing.measures and not is_asked:
            found.setdefault(list_id or hit.listing.watchlist_id, hit)
    return [*found.values()]


def _party_scores(
    subject: Subject, reading: Reading, current: Sequence[Hit], scale: Scale, lists: ListState
) -> Iterator[PartyScore]:
    """What the current hits on each party weigh by themselves."""
    parties: dict[str, list[Hit]] = {}
    for hit in current:
        parties.setdefault(hit.party[0], []).append(hit)
    for party_id, hits in parties.items():
        yield PartyScore(party_id, *points_and_level_of(subject, reading, hits, current, scale, lists))


def unscreened(
    code: str, reason: str, policies: Sequence[Policy] = (), *, lists_current: bool = True
) -> Assessment:
    """The assessment of a row nobody could look at; never the same as no match.

    Args:
        code: the stable code of the reason, such as "cell-too-long".
        reason: the sentence behind it.
        policies: each of them cannot decide.
        lists_current: whether no list was past its age limit on the day.
    """
    text = f"Could not be screened: {reason.strip().rstrip('.')}. This does not mean that the party is clear."
    return Assessment(
        outcome=Outcome.UNSCREENED,
        risk_score=0,
        risk_level=Level.NONE,
        reasons=(Reason(0, f"Could not be screened ({code}): nothing was looked up, so nothing is scored."),),
        policies=tuple(_undecided(_blank(policy), sentences.A_SCREENED_ROW) for policy in policies),
        why=text,
        lists_current=lists_current,
        code=code,
    )


def flag_unread_cell(
    said: Assessment,
    code: str,
    reason: str,
    policies: Sequence[Policy] = (),
    *,
    what: str = ONE_CELL,
) -> Assessment:
    """The assessment of what is left of a row of which a cell could not be read: review, or not screened.

    Args:
        said: of the rest of the row.
        code: the stable code of what is wrong with the cell.
        reason: the sentence behind it, which names the cell.
        policies: each of them cannot decide where nothing was found.
        what: the sentence before the reason, or ""; a subject of a call has fields and no cells.
    """
    if said.outcome is not Outcome.REVIEW:
        return unscreened(code, reason, policies, lists_current=said.lists_current)
    note = f"{what} {reason}".lstrip()
    return replace(said, reasons=(*said.reasons, Reason(0, note)), why=f"{said.why} {note}")


def _says_nothing(policy: Policy, found: PolicyOutcome, on: date) -> bool:
    return found.outcome == Consequence.NONE.value and policy.in_effect(on)


def _undecided(found: PolicyOutcome, missing: str) -> PolicyOutcome:
    return replace(
        found,
        outcome=Consequence.CANNOT_DECIDE.value,
        text=f"More information needed under {found.title}: {missing}.",
        missing=(missing,),
    )


def _blank(policy: Policy) -> PolicyOutcome:
    none = Consequence.NONE.value
    return PolicyOutcome(policy.id, policy.version, policy.title, none, "", "", "")


def _asks_about_others(reading: Reading, others: Sequence[Hit], scale: Scale, lists: ListState) -> bool:
    """Say whether a listed body may be the affiliation of somebody else in the row."""
    found = any(hit.confidence >= scale.review_confidence for hit in others)
    return found or any(_is_listed(each.id, lists) for each in reading.others)


def _outcome(reading: Reading, current: Sequence[Hit], scale: Scale, lists: ListState) -> Outcome:
    found = any(hit.confidence >= scale.review_confidence for hit in current)
    listed_bearer = reading.ambiguous and (
        bool(current) or any(_is_listed(each.id, lists) for each in reading.bearers)
    )
    return Outcome.REVIEW if found or listed_bearer else Outcome.NO_MATCH


def _is_listed(alternative_id: str, lists: ListState) -> bool:
    return alternative_id.partition(":")[0] in lists.watchlists


def _why(
    subject: Subject,
    reading: Reading,
    outcome: Outcome,
    lead: Hit | None,
    history: Sequence[Hit],
    lists: ListState,
    on: date,
    *,
    check: bool,
) -> str:
    if outcome is Outcome.NO_MATCH:
        found = sentences.no_match_sentence(history, lists, on)
        persons = (
            sentences.persons_text(len(lists.without_persons), len(lists.snapshots))
            if is_person(subject)
            else ""
        )
        return f"{found} {persons}".rstrip()
    if not reading.ambiguous and lead is None:
        return sentences.no_match_sentence(history, lists, on)
    found = (
        sentences.match_sentence(subject, lead, lists)
        if lead and not reading.ambiguous
        else sentences.ambiguous(reading, lead, lists)
    )
    return sentences.with_age(f"{found} {sentences.CHECK_IDENTITY}" if check else found, lists, on)
