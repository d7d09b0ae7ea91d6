"""Listings that have their bearer already, looked up by the keys of their names; and what goes before names.

Whether two entries of one list are one party is decided here, too. A decision by hand goes before everything, a curated line before names. What is joined to another listing is placed
after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from screening.affiliations.places import city_key, compatible
from screening.link.ledger import key_of
from screening.link.listing_numbers import different_numbers, same_number
from screening.link.spellings import spellings
from watchlists.editions.merges import JOIN, ByHand
from watchlists.model import ListedName, Listing, NameKind, Status

if TYPE_CHECKING:
    from screening.link.universe import Draft

NEVER_NAMES = (NameKind.CONTESTED, NameKind.FRAGMENT)


def order(listing: Listing, by_hand: Mapping[str, ByHand], curated: Mapping[str, tuple[str, str]]) -> int:
    """The turn in which a listing is placed: 0, then 1 for curated lines, then 2 for what was joined by hand."""
    if listing.id in by_hand:
        return 2 if by_hand[listing.id].action == JOIN else 0
    return 1 if listing.id in curated else 0


def is_second_entry(draft: Draft, listing: Listing) -> bool:
    """Whether both this listing and one that the draft has are entries in force of one list."""
    return listing.status is Status.IN_FORCE and any(map(_same_list(listing), draft.listings))


def is_another_entry(draft: Draft, listing: Listing) -> bool:
    """Whether a draft has an entry in force of the same list, and the list does not say that the two are one party."""
    return listing.status is Status.IN_FORCE and any(
        not _are_one(entry, listing) for entry in filter(_same_list(listing), draft.listings)
    )


def _same_list(listing: Listing) -> Callable[[Listing], bool]:
    return lambda entry: entry.watchlist_id == listing.watchlist_id and entry.status is Status.IN_FORCE


def _are_one(entry: Listing, other: Listing) -> bool:
    """Whether one has the other's name, legal form and number included, among those that the list prints for it, or its
    number of a company register and no other.
    """
    if same_number([entry], other) and not different_numbers([entry], other):
        return True
    return bool(_keys(entry.names[:1]) & _keys(other.names) or _keys(other.names[:1]) & _keys(entry.names))


def _keys(names: Iterable[ListedName]) -> set[str]:
    return {
        key_of(text)
        for name in names
        for text, kind in spellings(name.text, name.kind)
        if kind is not NameKind.ACRONYM and name.kind not in NEVER_NAMES
    }


def decided_by_hand(decision: ByHand) -> str:
    """Who decided it, when and why, in words."""
    return f"by hand{decision.by and f', {decision.by}'} on {decision.on}: {decision.reason}"


class BearerIndex:
    """Listed drafts by the keys of their names."""

    def __init__(self) -> None:
        self._by_key: dict[str, dict[int, Draft]] = {}
        self._by_list: dict[tuple[str, str], dict[int, Draft]] = {}
        self._by_name: dict[str, dict[int, Draft]] = {}  # primary or not
        self.by_listing: dict[str, Draft] = {}

    def learn(self, listing: Listing, draft: Draft, keys: set[str]) -> None:
        """Note the primary names of a listing that has its draft."""
        for key in keys:
            self._by_key.setdefault(key, {})[draft.number] = draft
            self._by_list.setdefault((listing.watchlist_id, key), {})[draft.number] = draft
            self._by_name.setdefault(key, {})[draft.number] = draft

    def learn_names(self, draft: Draft, keys: Iterable[str]) -> None:
        """Note further names of a listing that has its draft."""
        for key in keys:
            self._by_name.setdefault(key, {})[draft.number] = draft

    def with_primary_name(self, key: str) -> set[int]:
        """The numbers of the drafts whose primary name a key is."""
        return set(self._by_key.get(key, ()))

    def with_name(self, key: str) -> set[int]:
        """The numbers of the drafts that have a key among their names."""
        return set(self._by_name.get(key, ()))

    def with_names(self, primary: str, others: Iterable[str], native: Iterable[str]) -> Iterator[Draft]:
        """The drafts that have one of these names as their primary one, or this primary name or a native one among
        theirs.
        """
        for key in native:
            yield from self._by_name.get(key, {}).values()
        yield from self._by_name.get(primary, {}).values()
        for key in others:
            yield from self._by_key.get(key, {}).values()

    def find(self, listing: Listing, key: str) -> Draft | None:
        """The one draft that a listing's primary name means, or None.

        A listing without a country goes to the one draft of its name, first of its own list, then of any. Where several
        fit it is the one that is printed with the same legal form, then the one in the same town, or none.
        """
        if not listing.country:
            of_list = list(self._by_list.get((listing.watchlist_id, key), {}).values())
            return _one(listing, of_list) or _one(listing, list(self._by_key.get(key, {}).values()))
        countries = set(listing.country.split())
        drafts = [
            draft for draft in self._by_key.get(key, {}).values() if compatible(draft.countries, countries)
        ]
        same = [draft for draft in drafts if draft.countries & countries]
        return _one(listing, same or drafts)


def _one(listing: Listing, fitting: list[Draft]) -> Draft | None:
    if len(fitting) > 1:
        whole = _keys(listing.names[:1])
        fitting = [
            draft for draft in fitting if any(whole & _keys(entry.names[:1]) for entry in draft.listings)
        ]
    if len(fitting) > 1 and listing.place:
        fitting = [draft for draft in fitting if city_key(listing.place) in draft.cities]
    return fitting[0] if len(fitting) == 1 else None
