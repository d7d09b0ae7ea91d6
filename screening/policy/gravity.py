"""The order of hits: the gravest law first, then the surest link. One order for reports, pages and foreign protocols.

How grave a list is, the policy's scale says; of a list that it does not name, the list's standing. Listings of equal
weight stand by how long they have been listed, then by the title of their list.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from screening.model import Hit, Subject
from screening.policy.identity import is_person
from screening.policy.list_state import ListState
from screening.policy.model import Scale


def severity(subject: Subject, hit: Hit, scale: Scale, lists: ListState) -> int:
    """Points of a certain, current hit on this list, 0 to 100; context never scores a person."""
    watchlist = lists.watchlists.get(hit.listing.watchlist_id)
    standing = watchlist.standing if watchlist else "government"
    if standing == "context" and is_person(subject):
        return 0
    return scale.lists.get(hit.listing.watchlist_id, scale.standings[standing])


def gravest_first(
    hits: Iterable[Hit], subject: Subject, scale: Scale, lists: ListState, on: date
) -> tuple[Hit, ...]:
    """Hits on listings in force on the day before history, each by gravity and then by confidence."""

    def place(hit: Hit) -> tuple[bool, int, float, date, str, str, str, str]:
        listing = hit.listing
        watchlist = lists.watchlists.get(listing.watchlist_id)
        return (
            not listing.in_force_on(on),
            -severity(subject, hit, scale, lists),
            -hit.confidence,
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
