"""What one edition of a list has that another has not: added, removed, changed, field by field, and in plain lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from watchlists.model import ListedName, Listing, Pause

LEFT_OUT = ("id", "watchlist_id", "edition")  # a new edition's name is no change of its listings


@dataclass(frozen=True, slots=True)
class ListingChange:
    """One field of one listing, before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Differences:
    """From one edition to another, each in the order of the edition it is taken from."""

    added: tuple[Listing, ...]
    removed: tuple[Listing, ...]
    changed: tuple[tuple[Listing, tuple[ListingChange, ...]], ...]  # the listing as it is now
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


def changes_of(old: Listing, new: Listing) -> tuple[ListingChange, ...]:
    """What two printings of one listing differ in, field by field."""
    compared = (field.name for field in fields(Listing) if field.name not in LEFT_OUT)
    return tuple(
        ListingChange(name, _told(getattr(old, name)), _told(getattr(new, name)))
        for name in compared
        if getattr(old, name) != getattr(new, name)
    )


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(_each(value))
    return "" if value is None else str(value)


def _each(values: Iterable[object]) -> Iterable[str]:
    for value in values:
        if isinstance(value, ListedName):
            yield f"{value.text} ({value.kind})"
        elif isinstance(value, Pause):
            yield f"{value.off}/{value.back} {value.status}"
        else:  # a pair of an identifier, or a measure
            yield "=".join(value) if isinstance(value, tuple) else str(value)


MOST_SHOWN = 20  # listings of each sort that are told in lines; the JSON has all of them


def in_lines(found: Differences, more: str) -> Iterator[str]:
    """The first listings of each sort, one line each; `more` says where the rest is."""
    for word, listings in (("added", found.added), ("removed", found.removed)):
        yield from (f"{word}: {each.name} ({each.country or 'no country'})" for each in listings[:MOST_SHOWN])
        yield from _rest(word, len(listings), more)
    for listing, changes in found.changed[:MOST_SHOWN]:
        for change in changes:
            yield f"changed: {listing.name}: {change.field}: {change.before!r} is now {change.after!r}"
    yield from _rest("changed", len(found.changed), more)


def _rest(word: str, number: int, more: str) -> Iterable[str]:
    if number > MOST_SHOWN:
        yield f"and {number - MOST_SHOWN:,} more {word}; {more}"
