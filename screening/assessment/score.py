"""The risk score: named parts whose points add up to it exactly.

It starts from how severe the list is under the policy, and every uncertainty takes points away in a line of
its own: the relation, the confidence of the link, role and currency. Further government lists that name the
same body add a little. Caps are lines too. Findings in different pieces of a row are never added together:
one strong finding is not made stronger by an unrelated one.
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


def points_of(
    subject: Subject,
    reading: Reading,
    hits: Sequence[Hit],
    current: Sequence[Hit],
    scale: Scale,
    lists: ListState,
) -> int:
    """The score that some of the current hits have by themselves; 0 for none."""
    return _total(_leading(subject, reading, hits, current, scale, lists)[0]) if hits else 0


def _leading(
    subject: Subject,
    reading: Reading,
    hits: Sequence[Hit],
    current: Sequence[Hit],
    scale: Scale,
    lists: ListState,
) -> tuple[tuple[Reason, ...], Hit]:
    """Of one or more hits the strongest, or its listing on the gravest list, with its parts."""
    by_body: dict[_Body, list[Hit]] = {}
    for hit in current:
        by_body.setdefault(_body(hit), []).append(hit)
    scored = [(_parts(subject, reading, hit, by_body.get(_body(hit), ()), scale, lists), hit) for hit in hits]

    def gravity(pair: tuple[tuple[Reason, ...], Hit]) -> tuple[int, int]:
        return severity(subject, pair[1], scale, lists), _total(pair[0])

    _, strongest = max(scored, key=lambda pair: (_total(pair[0]), gravity(pair)))
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


def level_of(points: int, scale: Scale) -> Level:
    """The level of a score, by the thresholds of the policy."""
    if points >= scale.high:
        return Level.HIGH
    if points >= scale.medium:
        return Level.MEDIUM
    return Level.LOW if points > 0 else Level.NONE


def gravest_of_each(subject: Subject, hits: Sequence[Hit], scale: Scale, lists: ListState) -> tuple[Hit, ...]:
    """Of the hits on each body in each piece of text, the one on the gravest list."""
    found: dict[_Body, Hit] = {}
    for hit in sorted(hits, key=lambda hit: -severity(subject, hit, scale, lists)):
        found.setdefault(_body(hit), hit)
    return tuple(found.values())


def _parts(
    subject: Subject, reading: Reading, hit: Hit, same_body: Sequence[Hit], scale: Scale, lists: ListState
) -> tuple[Reason, ...]:
    start = severity(subject, hit, scale, lists)
    reasons = [sentences.severity(start, subject, hit, lists)]
    relation, role = scale.relations[hit.relation], scale.roles[hit.mention.role]
    total = start
    for kept, text in (
        (relation, sentences.relation(hit, relation)),
        (round(FULL * hit.confidence), sentences.confidence(hit)),
        (role, sentences.role(hit, role)),
    ):
        left = round(total * kept / FULL)
        reasons.append(Reason(left - total, text))
        total = left
    further = _further(subject, hit, same_body, lists) if total else []
    if further:
        points = min(scale.further_list * len(further), scale.further_lists_most)
        reasons.append(sentences.corroboration(points, further, lists))
        total += points
    return (*reasons, *_caps(total, subject, reading, hit, scale))


def _total(reasons: Sequence[Reason]) -> int:
    return sum(reason.points for reason in reasons)


def _caps(total: int, subject: Subject, reading: Reading, hit: Hit, scale: Scale) -> list[Reason]:
    most = most_of(subject, hit, scale)
    caps = [
        (is_name_only(subject, hit), scale.name_alone_most, sentences.NAME_ALONE),
        (reading.ambiguous, scale.ambiguous_most, sentences.AMBIGUOUS),
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
