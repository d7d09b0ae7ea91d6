"""The risk score and the level.

The score says what a finding means if it is confirmed: named parts whose points add up to it exactly. It starts from how
severe the list is under the policy; the relation, and the role and whether it is current, take points away in a line of
their own each; further government lists that name the same body add a little, as much of it as the role keeps. Caps
are lines too. Findings in different pieces of a row are never added together: one strong finding is not made stronger
by an unrelated one.

How sure the link is, the confidence says; it takes no points. The level is a table of the two: a grave finding that is
unlikely is medium, and beside one that is not sure stands "check the identity first".
"""

from __future__ import annotations

from collections.abc import Sequence

from screening.assessment import sentences
from screening.model import Hit, Level, Mention, Reading, Reason, SelfDeclared, Subject
from screening.policy.gravity import most_of, severity
from screening.policy.identity import is_name_only
from screening.policy.list_state import ListState
from screening.policy.model import Scale
from screening.policy.naming_rules import lists_of, standing_of
from screening.policy.self_declared import not_of_hits, weight

FULL = 100
_LEVELS = tuple(Level)
_LITTLE = 0.01  # confidences are told in hundredths
_Body = tuple[Mention, str]


def score(
    subject: Subject, reading: Reading, current: Sequence[Hit], scale: Scale, lists: ListState
) -> tuple[tuple[Reason, ...], Hit | None]:
    """The reasons of the strongest hit, and that hit; the other hits stand below with no points.

    Of the listings of one body the one on the gravest list leads, whatever further lists add to another. The points
    add up to a whole number from 0 to 100. With no hit there are no points and no lead.
    """
    if not current:
        return (), None
    best, lead = _leading(subject, reading, current, current, scale, lists)
    others = [hit for hit in current if hit is not lead and not _same_body(hit, lead)]
    return (*best, *(sentences.other_hit(hit, lists) for hit in others)), lead


def points_and_level_of(
    subject: Subject,
    reading: Reading,
    hits: Sequence[Hit],
    current: Sequence[Hit],
    scale: Scale,
    lists: ListState,
) -> tuple[int, Level]:
    """The score and the level that some of the current hits have by themselves; 0 and none for no hit."""
    if not hits:
        return 0, Level.NONE
    reasons, lead = _leading(subject, reading, hits, current, scale, lists)
    points = _total(reasons)
    return points, level_of(points, scale, confidence_of(reading, lead, scale))


def _leading(
    subject: Subject,
    reading: Reading,
    hits: Sequence[Hit],
    current: Sequence[Hit],
    scale: Scale,
    lists: ListState,
) -> tuple[tuple[Reason, ...], Hit]:
    """Of one or more hits the strongest, or its listing on the gravest list, with its parts.

    The strongest has the highest level; of one level, what is grave and likely comes before what is graver and unlikely.
    """
    by_body: dict[_Body, list[Hit]] = {}
    for hit in current:
        by_body.setdefault(_body(hit), []).append(hit)
    scored = [(_parts(subject, hit, by_body.get(_body(hit), ()), scale, lists), hit) for hit in hits]

    def strength(pair: tuple[tuple[Reason, ...], Hit]) -> tuple[int, float]:
        points, confidence = _total(pair[0]), confidence_of(reading, pair[1], scale)
        return _LEVELS.index(level_of(points, scale, confidence)), points * pair[1].confidence

    def gravity(pair: tuple[tuple[Reason, ...], Hit]) -> tuple[int, int]:
        return severity(subject, pair[1], scale, lists), _total(pair[0])

    _, strongest = max(scored, key=lambda pair: (*strength(pair), *gravity(pair)))
    return max((pair for pair in scored if _same_reading(pair[1], strongest)), key=gravity)


def score_with_self_declared(
    reasons: tuple[Reason, ...],
    subject: Subject,
    said: Sequence[SelfDeclared],
    hits: Sequence[Hit],
    scale: Scale,
) -> tuple[Reason, ...]:
    """The reasons with what the text itself says: the gravest raises a lower score to its own, and no more.

    Words that one of `hits` was read from are shown and add nothing.
    """
    own = not_of_hits(said, hits)
    weights = [weight(subject, each, scale) if each in own else 0 for each in said]
    most = max(weights, default=0)
    missing = max(most - sum(reason.points for reason in reasons), 0)
    leading = weights.index(most) if missing else -1
    lines = (
        sentences.self_declared(subject, each, missing if place == leading else 0)
        for place, each in enumerate(said)
    )
    return (*reasons, *lines)


def level_of(points: int, scale: Scale, confidence: float = 1.0) -> Level:
    """The level of a score (0 to 100) and a confidence (0 to 1), by the thresholds of the policy.

    A score that is high or medium gives that level where the link is likely, and the one below where it is not; where it
    is remote, every level is low.
    """
    if points <= 0:
        return Level.NONE
    by_points = Level.HIGH if points >= scale.high else Level.MEDIUM if points >= scale.medium else Level.LOW
    if confidence >= scale.likely_from or by_points is Level.LOW:
        return by_points
    return Level.MEDIUM if by_points is Level.HIGH and confidence > scale.remote_to else Level.LOW


def confidence_of(reading: Reading, hit: Hit, scale: Scale) -> float:
    """How sure it is that a hit is meant; never likely where nobody can say which of several bearers of the name is."""
    return min(hit.confidence, scale.likely_from - _LITTLE) if reading.ambiguous else hit.confidence


def needs_identity_check(
    subject: Subject, reading: Reading, hit: Hit, scale: Scale, lists: ListState
) -> bool:
    """Whether a finding would be grave if confirmed, and nobody may be sure of it yet."""
    grave = _total(_certain(subject, hit, scale, lists)) >= scale.high
    unsure = is_name_only(subject, hit) or confidence_of(reading, hit, scale) < scale.sure_from
    return grave and unsure


def gravest_of_each(subject: Subject, hits: Sequence[Hit], scale: Scale, lists: ListState) -> tuple[Hit, ...]:
    """Of the hits on each body in each piece of text, the one on the gravest list."""
    found: dict[_Body, Hit] = {}
    for hit in sorted(hits, key=lambda hit: -severity(subject, hit, scale, lists)):
        found.setdefault(_body(hit), hit)
    return tuple(found.values())


def _certain(subject: Subject, hit: Hit, scale: Scale, lists: ListState) -> list[Reason]:
    """What a hit weighs by its list, relation and role, before further lists and caps."""
    start = severity(subject, hit, scale, lists)
    reasons = [sentences.severity(start, subject, hit, lists)]
    relation, role = scale.relations[hit.relation], scale.roles[hit.mention.role]
    total = start
    steps = [(relation, sentences.relation(hit, relation))]
    if hit.unverified_source:
        steps.append(
            (scale.unverified_relation, sentences.unverified_relation(hit, scale.unverified_relation))
        )
    for kept, text in (*steps, (role, sentences.role(hit, role))):
        left = round(total * kept / FULL)
        reasons.append(Reason(left - total, text))
        total = left
    return reasons


def _parts(
    subject: Subject, hit: Hit, same_body: Sequence[Hit], scale: Scale, lists: ListState
) -> tuple[Reason, ...]:
    reasons = _certain(subject, hit, scale, lists)
    total = _total(reasons)
    further = _further(subject, hit, same_body, lists) if total else []
    if further:
        most = min(scale.further_list * len(further), scale.further_lists_most)
        points = round(most * scale.roles[hit.mention.role] / FULL)
        reasons.append(sentences.corroboration(points, further, lists))
        total += points
    return (*reasons, *_caps(total, subject, hit, scale), Reason(0, sentences.confidence(hit)))


def _total(reasons: Sequence[Reason]) -> int:
    return sum(reason.points for reason in reasons)


def _caps(total: int, subject: Subject, hit: Hit, scale: Scale) -> list[Reason]:
    most = most_of(subject, hit, scale)
    caps = [
        (is_name_only(subject, hit), scale.name_alone_most, sentences.NAME_ALONE),
        (most is not None, most or 0, sentences.CONTEXT_ONLY),
        (True, FULL, sentences.FULL_SCALE),
    ]
    reasons = []
    for applies, limit, text in caps:
        if applies and total > limit:
            reasons.append(Reason(limit - total, f"{text} at most {limit}."))
            total = limit
    return reasons


def _body(hit: Hit) -> _Body:
    """What hits on one body in one piece of text have in common."""
    return hit.mention, hit.matched_text


def _same_body(hit: Hit, lead: Hit) -> bool:
    return _body(hit) == _body(lead)


def _same_reading(hit: Hit, other: Hit) -> bool:
    """Two listings of what one piece of text was read as, in one relation and as surely."""
    return (
        _same_body(hit, other)
        and (hit.relation, hit.matched_name, hit.confidence)
        == (other.relation, other.matched_name, other.confidence)
        and (hit.body_id, hit.mention.role) == (other.body_id, other.mention.role)
    )


def _further(subject: Subject, hit: Hit, same_body: Sequence[Hit], lists: ListState) -> list[str]:
    """Ids of further government lists that name the same body in the same piece of text, each law once."""
    named = {
        other.listing.watchlist_id: lists_of(subject, other)[-1]
        for other in same_body
        if other.relation is hit.relation and standing_of(subject, other, lists) == "government"
    }
    laws = {*lists_of(subject, hit), *(own for own, law in named.items() if own == law)}
    further = {own for own, law in named.items() if own == law or law not in laws}
    return sorted((further - set(lists_of(subject, hit))) & lists.watchlists.keys())
