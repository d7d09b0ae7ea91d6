"""The order of hits: the gravest law first, then the surest link. One order for reports, pages and foreign protocols.

How grave a list is, the policy's scale says; of a list that it does not name, the list's standing. A body that documents
name weighs as its two keys decide (`screening.policy.naming_rules`). Of listings of equal weight that of the body named stands
before one of its parts, then they stand by how long they have been listed, then by the title of their list.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from screening.model import Hit, Relation, Subject
from screening.policy.identity import is_person
from screening.policy.list_state import ListState
from screening.policy.model import Scale
from screening.policy.naming_rules import CONTEXT, Follows, follows, standing_of

FULL = 100


def severity(subject: Subject, hit: Hit, scale: Scale, lists: ListState) -> int:
    """Points of a certain, current hit on this list, 0 to 100; a list held for context never scores a person."""
    said = follows(subject, hit)
    if said is not None:
        return _of_named(said, subject, hit, scale, lists)
    watchlist = lists.watchlists.get(hit.listing.watchlist_id)
    standing = watchlist.standing if watchlist else "government"
    if standing == CONTEXT and is_person(subject):
        return 0
    of_list = scale.lists.get(hit.listing.watchlist_id, scale.standings[standing])
    return min(of_list, _most_by_measures(hit, scale))


def _most_by_measures(hit: Hit, scale: Scale) -> int:
    """The most points by what the listing does: by its gravest measure, of those that the scale has a figure for."""
    found = [scale.measures[each] for each in hit.listing.measures if each in scale.measures]
    known = len(found) == len(hit.listing.measures) and found
    return max(found) if known else FULL


def most_of(subject: Subject, hit: Hit, scale: Scale) -> int | None:
    """The most points that a hit on a body held for context may have; None where it is not held so."""
    said = follows(subject, hit)
    return scale.medium - 1 if said is Follows.LOW else 0 if said in (Follows.NONE, Follows.NOTE) else None


def _of_named(said: Follows, subject: Subject, hit: Hit, scale: Scale, lists: ListState) -> int:
    """A finding weighs as one of its law, else by its standing; what is held for context, as context.

    The figure of its own list may make a finding without a law graver, and what is held for context lighter.
    """
    own, named = scale.lists.get(hit.listing.watchlist_id), hit.listing.named
    if said is Follows.FINDING:
        if named is not None and named.law in scale.lists:
            return scale.lists[named.law]
        return max(scale.standings[standing_of(subject, hit, lists)], own or 0)
    if said is Follows.LOW:
        context = scale.standings[CONTEXT]
        return context if own is None else min(context, own)
    return 0


def gravest_first(
    hits: Iterable[Hit], subject: Subject, scale: Scale, lists: ListState, on: date
) -> tuple[Hit, ...]:
    """Hits on listings in force on the day before history, each by gravity and then by confidence."""

    def place(hit: Hit) -> tuple[bool, int, float, bool, date, str, str, str, str]:
        listing = hit.listing
        watchlist = lists.watchlists.get(listing.watchlist_id)
        return (
            not listing.in_force_on(on),
            -severity(subject, hit, scale, lists),
            -hit.confidence,
            # A part that bears the name of the body above decides for it only where its law is graver.
            bool(hit.body_id) and hit.relation is Relation.SAME,
            listing.listed_from or date.max,
            watchlist.title if watchlist else "",
            listing.name,
            hit.mention.source,
            hit.mention.text,
        )

    return tuple(sorted(hits, key=place))


def lead_first(hits: Iterable[Hit], lead: Hit | None) -> tuple[Hit, ...]:
    """The hit that the assessment speaks of, then the others as they stand."""
    return tuple(sorted(hits, key=lambda hit: hit is not lead))
