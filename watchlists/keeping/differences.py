"""What one edition of a list has that another has not: added, removed, changed, field by field.

Listings are paired by their id; what is left by primary name and country, so that a publisher who numbers anew
does not seem to replace the whole list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from watchlists.model import Listing

LEFT_OUT = ("id", "watchlist_id", "edition")  # a new edition's name is no change of its listings


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one listing, before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Differences:
    """From one edition to another, each in the order of the edition it is taken from."""

    added: tuple[Listing, ...]
    removed: tuple[Listing, ...]
    changed: tuple[tuple[Listing, tuple[Change, ...]], ...]  # the listing as it is now
    same: int

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    @property
    def sentence(self) -> str:
        """The numbers in words."""
        return (
            f"{len(self.added):,} added, {len(self.removed):,} removed, {len(self.changed):,} changed, "
            f"{self.same:,} the same"
        )


def differences(before: Sequence[Listing], after: Sequence[Listing]) -> Differences:
    """What changed from `before` to `after`."""
    pairs, removed, added = _paired(before, after)
    changed = [(new, changes) for old, new in pairs if (changes := changes_of(old, new))]
    return Differences(tuple(added), tuple(removed), tuple(changed), len(pairs) - len(changed))


def _paired(
    before: Sequence[Listing], after: Sequence[Listing]
) -> tuple[list[tuple[Listing, Listing]], list[Listing], list[Listing]]:
    by_id = {listing.id: listing for listing in before}
    pairs = [(by_id.pop(new.id), new) for new in after if new.id in by_id]
    known = {new.id for _, new in pairs}
    by_name = {(old.name, old.country): old for old in by_id.values()}
    added = []
    for new in (new for new in after if new.id not in known):
        old = by_name.pop((new.name, new.country), None)
        if old is None:
            added.append(new)
        else:
            pairs.append((old, new))
            del by_id[old.id]
    return pairs, list(by_id.values()), added


def changes_of(old: Listing, new: Listing) -> tuple[Change, ...]:
    """What two printings of one listing differ in, field by field."""
    compared = (field.name for field in fields(Listing) if field.name not in LEFT_OUT)
    return tuple(
        Change(name, _told(getattr(old, name)), _told(getattr(new, name)))
        for name in compared
        if getattr(old, name) != getattr(new, name)
    )


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(_each(value))
    return "" if value is None else str(value)


def _each(values: Iterable[object]) -> Iterable[str]:
    for value in values:
        yield "=".join(value) if isinstance(value, tuple) else f"{value.text} ({value.kind})"  # type: ignore[attr-defined]  # a ListedName
