"""The difference between two recordings of a set, as facts and as lines for a reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.outcomes.record import NO_MATCH, READ, UNREAD, Key, Record, RecordedHit, SetRecords

NEAR = 5e-4  # confidences are recorded to three places


@dataclass(frozen=True, slots=True)
class HitChange:
    """A listing that a row hits on one side only, or by another relation."""

    key: Key
    listing: str
    before: RecordedHit | None
    after: RecordedHit | None


@dataclass(frozen=True, slots=True)
class Change:
    """A value of a row before and after."""

    key: Key
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A figure of a row, or of one of its hits, before and after."""

    key: Key
    before: float
    after: float


@dataclass(slots=True)
class Comparison:
    """What changed in a set."""

    name: str
    counts_before: Counter[str]  # rows by outcome, of the files compared
    counts_after: Counter[str]
    lost: list[HitChange] = field(default_factory=list)
    new: list[HitChange] = field(default_factory=list)
    relations: list[HitChange] = field(default_factory=list)
    outcomes: list[Change] = field(default_factory=list)
    scores: list[NumberChange] = field(default_factory=list)
    confidences: list[NumberChange] = field(default_factory=list)
    only_before: tuple[str, ...] = ()  # files, which are not compared
    only_after: tuple[str, ...] = ()

    @property
    def totals(self) -> Counter[str]:
        """How many changes of each kind there are."""
        kinds: dict[str, Sequence[object]] = {
            "lost hits": self.lost,
            "new hits": self.new,
            "other relations": self.relations,
            "other outcomes": self.outcomes,
            "other scores": self.scores,
        }
        return Counter({kind: len(changes) for kind, changes in kinds.items()})


def compare(name: str, before: SetRecords, after: SetRecords) -> Comparison:
    """Compare the files that both recordings of a set hold, row by row."""
    files = sorted(before.counts.keys() & after.counts.keys())
    found = Comparison(
        name,
        _sum(before, files),
        _sum(after, files),
        only_before=tuple(sorted(before.counts.keys() - after.counts.keys())),
        only_after=tuple(sorted(after.counts.keys() - before.counts.keys())),
    )
    for file in files:
        unread = [_is_unread(side, name, file) for side in (before, after)]
        keys = {key for side in (before, after) for key in side.records if key.file == file}
        for key in sorted(keys):
            old, new = (_record(side, key) for side in (before, after))
            # Where a whole file was not read on one side, one line says so instead of one a row.
            _compare_row(found, key, old, new, whole=key.row == 0 or unread[0] == unread[1])
    return found


def _compare_row(found: Comparison, key: Key, old: Record, new: Record, *, whole: bool) -> None:
    if whole and _state(old) != _state(new):
        found.outcomes.append(Change(key, _state(old), _state(new)))
    if old.score != new.score:
        found.scores.append(NumberChange(key, old.score, new.score))
    hits_before, hits_after = ({hit.listing: hit for hit in side.hits} for side in (old, new))
    for listing in sorted(hits_before.keys() | hits_after.keys()):
        one, other = hits_before.get(listing), hits_after.get(listing)
        change = HitChange(key, listing, one, other)
        if one is None:
            found.new.append(change)
        elif other is None:
            found.lost.append(change)
        else:
            if one.relation != other.relation:
                found.relations.append(change)
            if abs(one.confidence - other.confidence) > NEAR:
                found.confidences.append(NumberChange(key, one.confidence, other.confidence))


def _state(record: Record) -> str:
    return f"{record.outcome} ({record.code})" if record.code else record.outcome


def _is_unread(side: SetRecords, name: str, file: str) -> bool:
    return Key(name, file, "", 0) in side.records


def _record(side: SetRecords, key: Key) -> Record:
    """What a side says of a row; a row that it does not store was plain, or in a file that was not read."""
    if key in side.records:
        return side.records[key]
    if key.row == 0:
        return Record(key, READ)
    return Record(key, UNREAD if _is_unread(side, key.set, key.file) else NO_MATCH)


def report(found: Comparison, names: Mapping[str, str], texts: Mapping[Key, str]) -> Iterator[str]:
    """The difference of a set, a line a change.

    Args:
        found: the difference.
        names: the names of listings by id.
        texts: what the rows say, as far as it is at hand.
    """
    yield f"== {found.name}: {_counts(found)}"
    yield from (f"{found.name} {file}: only before, not compared" for file in found.only_before)
    yield from (f"{found.name} {file}: only after, not compared" for file in found.only_after)
    for title, hits in (("lost", found.lost), ("new", found.new), ("relation", found.relations)):
        for hit in hits:
            listing = f'{hit.listing} "{names.get(hit.listing, "")}"'
            yield f"{title:8} {_place(hit.key)}: {listing}: {_hit(hit.before)} -> {_hit(hit.after)}{_text(hit.key, texts)}"
    for change in found.outcomes:
        yield f"outcome  {_place(change.key)}: {change.before} -> {change.after}{_text(change.key, texts)}"
    yield from _summary("risk scores", found.scores)
    yield from _summary("confidences", found.confidences)
    yield f"{found.name}: {sentence(found.totals)}"


def sentence(totals: Mapping[str, int]) -> str:
    """How many changes of each kind there are, in words."""
    return ", ".join(f"{count:,} {kind}" for kind, count in totals.items())


def _summary(title: str, changes: list[NumberChange]) -> Iterator[str]:
    if not changes:
        return
    rises = sorted((each for each in changes if each.after > each.before), key=_size)
    falls = sorted((each for each in changes if each.after < each.before), key=_size)
    often = Counter((each.before, each.after) for each in changes).most_common(5)
    yield f"{title}: {len(rises)} rose{_largest(rises)}, {len(falls)} fell{_largest(falls)}"
    pairs = ", ".join(f"{before:g} -> {after:g} ({rows} times)" for (before, after), rows in often)
    yield f"{title}, most often: {pairs}"


def _size(change: NumberChange) -> float:
    return abs(change.after - change.before)


def _largest(changes: list[NumberChange]) -> str:
    if not changes:
        return ""
    most = changes[-1]
    return f" (most: {most.before:g} -> {most.after:g}, {_place(most.key)})"


def _counts(found: Comparison) -> str:
    before, after = found.counts_before, found.counts_after
    return ", ".join(
        f"{outcome} {before[outcome]:,} -> {after[outcome]:,}" for outcome in sorted(before | after)
    )


def _sum(side: SetRecords, files: Collection[str]) -> Counter[str]:
    total: Counter[str] = Counter()
    for file in files:
        total.update(side.counts[file])
    return total


def _place(key: Key) -> str:
    file = f"{key.file} {key.sheet}".strip()
    return f"{key.set} {file} row {key.row}" if key.row else f"{key.set} {file}"


def _hit(hit: RecordedHit | None) -> str:
    return "none" if hit is None else f"{hit.relation} {hit.confidence:g}"


def _text(key: Key, texts: Mapping[Key, str]) -> str:
    return f" | {texts[key]}" if texts.get(key) else ""
