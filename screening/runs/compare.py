"""Two runs beside each other: what the later one says otherwise of whom, why, and the words for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum

from screening.labels import level_label, wording
from screening.model import Inquiry, Outcome, Subject
from screening.runs.chunk_store import ResultSummary
from screening.runs.pins import Pins
from watchlists.library import Library
from watchlists.model import Listing, Status
from watchlists.updates.diff import ListingChange, changes_of

Place = tuple[str, int]  # (sheet, row number)


class ChangeKind(StrEnum):
    """How a subject changed between two runs."""

    NEW = "new"  # only the later list holds it
    GONE = "gone"  # only the earlier list held it
    CHANGED = "changed"  # both hold it, and something else is said of it


class ChangeCause(StrEnum):
    """What a change comes from."""

    SUBJECT = "subject"  # the list gives the subject otherwise, or only one of the lists holds it
    LIST = "list"  # a listing was added, removed or changed
    DAY = "day"  # a listing began or lapsed, or a list passed its age limit
    POLICY = "policy"
    PROJECT = "project"
    KNOWLEDGE = "knowledge"  # the register of organisations
    ENGINE = "engine"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class ChangeReason:
    """One reason in words; with the list and the listing, where it is one."""

    cause: ChangeCause
    sentence: str
    watchlist: str = ""
    listing: str = ""


@dataclass(frozen=True, slots=True)
class ComparedRun:
    """One of the two runs. `library` is None, and `listings` empty, where its lists are no longer held."""

    summaries: Mapping[Inquiry, ResultSummary]
    rows: Mapping[Inquiry, tuple[Place, ...]]
    pins: Pins
    project: tuple[str, ...]
    day: date
    library: Library | None = None
    listings: Mapping[str, Listing] = field(default_factory=dict)
    references: Mapping[Place, str] = field(
        default_factory=dict
    )  # the sender's own key of a row, where it has one


@dataclass(frozen=True, slots=True)
class SubjectChange:
    """One subject of which something else is said; `subject` is as the later list gives it, if it does."""

    kind: ChangeKind
    subject: Subject
    rows: tuple[Place, ...]  # in the later list; in the earlier one where the later lacks it
    before: ResultSummary | None
    after: ResultSummary | None
    reasons: tuple[ChangeReason, ...]


@dataclass(frozen=True, slots=True)
class RunComparison:
    """Everything that changed, in the order of the later list, then what is gone; and what stayed."""

    changes: tuple[SubjectChange, ...]
    same: int  # subjects of which the same is said

    @property
    def counts(self) -> dict[str, int]:
        """Subjects by kind of change, and those without any."""
        counted = Counter(each.kind for each in self.changes)
        return {kind.value: counted[kind] for kind in ChangeKind} | {"same": self.same}

    def rows(self) -> frozenset[Place]:
        """The rows of the later list whose subject is new or changed."""
        return frozenset(
            row for each in self.changes if each.kind is not ChangeKind.GONE for row in each.rows
        )


_CANNOT_DECIDE = "cannot_decide"


def subject_reasons(earlier: Inquiry, later: Inquiry) -> Iterator[ChangeReason]:
    """What the two lists give differently of a subject and its project; the values are left to the lists."""
    before, after = earlier.subject, later.subject
    if before != after:
        differing = [
            field.name.replace("_", " ")
            for field in fields(Subject)
            if getattr(before, field.name) != getattr(after, field.name)
        ]
        yield ChangeReason(ChangeCause.SUBJECT, f"The later list differs in: {', '.join(differing)}.")
    if earlier.unread != later.unread:
        yield ChangeReason(ChangeCause.SUBJECT, "Another cell of the row could not be read.")
    if earlier.project != later.project:
        yield ChangeReason(ChangeCause.PROJECT, "The row gives other answers about its project.")


def causes(
    before: ComparedRun, after: ComparedRun, told: ResultSummary, said: ResultSummary
) -> tuple[ChangeReason, ...]:
    """The reasons why `said` is not what was `told`."""
    gone, come = set(told.listings) - set(said.listings), set(said.listings) - set(told.listings)
    renamed = _renamed(before, after, gone, come)
    explained: list[ChangeReason | None] = [*renamed.values()]
    left = sorted((gone | come) - {each for pair in renamed for each in pair})
    explained += [_listing(before, after, each, came=each in come) for each in left]
    stayed = sorted(set(told.listings) & set(said.listings))
    by_day = [why for each in stayed if (why := status_change(before, after, each)) is not None]
    explained += [listing_change(before, after, each) for each in stayed]
    found = [*(why for why in explained if why is not None), *by_day]
    found += _policies(before, after, told, said)
    if not (gone | come or by_day):  # else what was found explains why there is, or is no longer, an answer
        found += _aged(before, after, told, said)
    is_whole = bool(found) and None not in explained[: len(renamed) + len(left)]
    return tuple(found) if is_whole else (*found, *_surroundings(before, after))


def _listing(before: ComparedRun, after: ComparedRun, listing: str, *, came: bool) -> ChangeReason | None:
    """Why a listing is found in one of the runs only; None where its list does not explain it."""
    list_id = listing.partition(":")[0]
    if why := _of_list(before, after, list_id, listing) or listing_change(before, after, listing):
        return why
    old, new = before.listings.get(listing), after.listings.get(listing)
    shown = new or old
    title = _title(before, after, list_id)
    if shown is None or (old and new and old.status == new.status):
        return None
    if (old and new) or before.pins.snapshots[list_id] == after.pins.snapshots[list_id]:
        word = "was added to" if came else _OUT_OF_FORCE.get(new.status if new else Status.LIFTED, "left")
        return _by_day(before, after, shown, word)
    word = "removed from" if new is None else "added to"
    sentence = f"{shown.name} was {word} {title} ({_editions(before, after, list_id)})."
    return ChangeReason(ChangeCause.LIST, sentence, list_id, listing)


def _renamed(
    before: ComparedRun, after: ComparedRun, gone: Collection[str], come: Collection[str]
) -> dict[tuple[str, str], ChangeReason]:
    """Listings that a newer edition of a list has under another name: one of a list is replaced, one of it is new."""
    found = {}
    for list_id in sorted({each.partition(":")[0] for each in gone}):
        old, new = ([each for each in some if each.partition(":")[0] == list_id] for some in (gone, come))
        if len(old) != 1 or len(new) != 1 or old[0] not in after.listings or new[0] not in after.listings:
            continue
        was, now = after.listings[old[0]], after.listings[new[0]]
        if was.status is not Status.SUPERSEDED:
            continue
        title = _title(before, after, list_id)
        how = "under the same name" if was.name == now.name else f"as “{now.name}”"
        days = _between(before, after)
        sentence = f"{was.name} stands {how} in the edition of {title} that came between {days}."
        found[old[0], new[0]] = ChangeReason(ChangeCause.DAY, sentence, list_id, new[0])
    return found


def _between(before: ComparedRun, after: ComparedRun) -> str:
    return " and ".join(f"{day.day} {day:%B %Y}" for day in (before.day, after.day))


_OUT_OF_FORCE = {
    Status.LIFTED: "was removed from",
    Status.EXPIRED: "expired on",
    Status.SUPERSEDED: "was replaced on",
}


def status_change(before: ComparedRun, after: ComparedRun, listing: str) -> ChangeReason | None:
    """That a listing of one edition came into force between the days of the runs, or went out of it; else None."""
    old, new = before.listings.get(listing), after.listings.get(listing)
    if old is None or new is None or old.status == new.status:
        return None
    word = "was added to" if new.status is Status.IN_FORCE else _OUT_OF_FORCE[new.status]
    return _by_day(before, after, new, word)


def _by_day(before: ComparedRun, after: ComparedRun, shown: Listing, word: str) -> ChangeReason:
    title = _title(before, after, shown.watchlist_id)
    sentence = f"{shown.name} {word} {title} between {_between(before, after)}."
    return ChangeReason(ChangeCause.DAY, sentence, shown.watchlist_id, shown.id)


def _of_list(before: ComparedRun, after: ComparedRun, list_id: str, listing: str) -> ChangeReason | None:
    """A whole list that only one of the runs looked in, or an edition that is no longer held to be compared."""
    was, now = before.pins.snapshots.get(list_id), after.pins.snapshots.get(list_id)
    title = _title(before, after, list_id)
    if was is None:
        return ChangeReason(ChangeCause.LIST, f"{title} was not searched before.", list_id, listing)
    if now is None:
        return ChangeReason(ChangeCause.LIST, f"{title} is no longer searched.", list_id, listing)
    if was != now and (before.library is None or after.library is None):
        sentence = f"{title} has changed; an edition is no longer held, so what changed cannot be named."
        return ChangeReason(ChangeCause.LIST, sentence, list_id, listing)
    return None


def listing_change(before: ComparedRun, after: ComparedRun, listing: str) -> ChangeReason | None:
    """How a listing that both editions have is printed otherwise; None where it is not, or an edition is not held."""
    list_id = listing.partition(":")[0]
    if before.pins.snapshots.get(list_id) == after.pins.snapshots.get(list_id):
        return None
    old, new = before.listings.get(listing), after.listings.get(listing)
    if old is None or new is None or not (fields_changed := changes_of(old, new)):
        return None
    said = "; ".join(_changed_field(each, old, new) for each in fields_changed)
    title, editions = _title(before, after, list_id), _editions(before, after, list_id)
    return ChangeReason(
        ChangeCause.LIST, f"{new.name} changed on {title} ({editions}): {said}.", list_id, listing
    )


_SHOWN = 120  # characters of a value


def _changed_field(change: ListingChange, old: Listing, new: Listing) -> str:
    """One field of a listing that changed, in words: names by which are new and which are gone, else both values."""
    if change.field == "names":
        before, after = ([name.text for name in each.names] for each in (old, new))
        said = [
            f"{words} {', '.join(f'“{text}”' for text in texts)}"
            for words, texts in (
                ("now also printed as", [text for text in after if text not in before]),
                ("no longer printed as", [text for text in before if text not in after]),
            )
            if texts
        ]
        return "; ".join(said) or "its names are printed otherwise"
    was, now = (_short(value) for value in (change.before, change.after))
    return f"{change.field.replace('_', ' ')}: {now}, before: {was}"


def _short(value: str) -> str:
    return (value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…") or "nothing"


def _policies(
    before: ComparedRun, after: ComparedRun, told: ResultSummary, said: ResultSummary
) -> Iterator[ChangeReason]:
    """Policies that differ, where what follows differs too."""
    if told.policies == said.policies and told.risk_score == said.risk_score:
        return
    was, now = before.pins.policies, after.pins.policies
    for key in sorted(was.keys() | now.keys()):
        if key not in was:
            yield ChangeReason(ChangeCause.POLICY, f"The policy {key} was not applied before.")
        elif key not in now:
            yield ChangeReason(ChangeCause.POLICY, f"The policy {key} is no longer applied.")
        elif was[key] != now[key]:
            yield ChangeReason(
                ChangeCause.POLICY, f"The policy {key} is now version {now[key]}; it was {was[key]}."
            )
    if before.project != after.project:
        yield ChangeReason(ChangeCause.PROJECT, "The answers about the project changed.")


def _aged(
    before: ComparedRun, after: ComparedRun, told: ResultSummary, said: ResultSummary
) -> Iterator[ChangeReason]:
    """A required list that passed its age limit, or was brought up to date since."""
    undecided = [
        {key for key, outcome in each.policies if outcome == _CANNOT_DECIDE} for each in (told, said)
    ]
    for key in sorted(undecided[0] ^ undecided[1]):
        if key in before.pins.policies and key in after.pins.policies:
            state = "could be decided before and cannot now" if key in undecided[1] else "can be decided now"
            days = f"{before.day} to {after.day}"
            yield ChangeReason(
                ChangeCause.DAY,
                f"The policy {key} {state}: the age of a list it requires has changed ({days}).",
            )


def _surroundings(before: ComparedRun, after: ComparedRun) -> Iterator[ChangeReason]:
    """What else the runs differ in."""
    was, now = before.pins, after.pins
    if was.register != now.register:
        yield ChangeReason(ChangeCause.KNOWLEDGE, "The register of known organisations has changed.")
    if was.joined != now.joined:
        yield ChangeReason(ChangeCause.KNOWLEDGE, "Other listings are joined or split by hand.")
    if parts := sorted(dict(was.knowledge.items() ^ now.knowledge.items())):
        yield ChangeReason(ChangeCause.KNOWLEDGE, f"The engine's knowledge has changed ({', '.join(parts)}).")
    if was.engine != now.engine:
        yield ChangeReason(ChangeCause.ENGINE, f"The engine is now {now.engine}; it was {was.engine}.")
    elif was.code != now.code:
        yield ChangeReason(ChangeCause.ENGINE, f"The engine's code has changed ({now.engine}).")


def _title(before: ComparedRun, after: ComparedRun, list_id: str) -> str:
    for side in (after, before):
        if side.library is not None and list_id in side.library.lists:
            return side.library.lists[list_id].watchlist.title
    return list_id


def _editions(before: ComparedRun, after: ComparedRun, list_id: str) -> str:
    names = [
        side.library.lists[list_id].snapshot.edition
        for side in (before, after)
        if side.library is not None and list_id in side.library.lists
    ]
    return " to ".join(f"edition {name}" if place == 0 else name for place, name in enumerate(names))


_ONLY_LATER = ChangeReason(ChangeCause.SUBJECT, "The earlier list does not hold this subject.")
_ONLY_EARLIER = ChangeReason(ChangeCause.SUBJECT, "The later list no longer holds this subject.")


def compare(before: ComparedRun, after: ComparedRun) -> RunComparison:
    """Compare two runs."""
    earlier = paired(before, after)
    found, same = [], 0
    for asked, said in after.summaries.items():
        old, rows = earlier.get(asked), after.rows[asked]
        if old is None:
            found.append(SubjectChange(ChangeKind.NEW, asked.subject, rows, None, said, (_ONLY_LATER,)))
        elif (told := before.summaries[old]) == said:
            same += 1
        else:
            why = reasons_of_change(before, after, old, asked)
            found.append(SubjectChange(ChangeKind.CHANGED, asked.subject, rows, told, said, why))
    kept = set(earlier.values())
    for asked, said in before.summaries.items():
        if asked not in kept:
            rows = before.rows[asked]
            found.append(SubjectChange(ChangeKind.GONE, asked.subject, rows, said, None, (_ONLY_EARLIER,)))
    return RunComparison(tuple(found), same)


def reasons_of_change(
    before: ComparedRun, after: ComparedRun, old: Inquiry, asked: Inquiry
) -> tuple[ChangeReason, ...]:
    """Why something else is said of `asked` than of `old`; never nothing."""
    said = causes(before, after, before.summaries[old], after.summaries[asked])
    reasons = {each.sentence: each for each in reversed((*subject_reasons(old, asked), *said))}
    return tuple(reversed(reasons.values())) or _unexplained()


def _unexplained() -> tuple[ChangeReason, ...]:
    return (
        ChangeReason(
            ChangeCause.UNEXPLAINED,
            "We cannot explain it from what the runs were screened against; tell the people who run this service.",
        ),
    )


def paired(before: ComparedRun, after: ComparedRun) -> dict[Inquiry, Inquiry]:
    """The earlier inquiry of each later one, where there is one: the same, else of the same key and name, else of the same name."""
    found = {asked: asked for asked in after.summaries if asked in before.summaries}
    for key in (_reference, _name):
        taken = set(found.values())
        old = _once((key(before, asked), asked) for asked in before.summaries if asked not in taken)
        new = _once((key(after, asked), asked) for asked in after.summaries if asked not in found)
        found |= {new[each]: old[each] for each in new.keys() & old.keys()}
    return {asked: found[asked] for asked in after.summaries if asked in found}


def _reference(run: ComparedRun, asked: Inquiry) -> str:
    """The key of the first row of an inquiry with the name: in a list that numbers its rows a key passes to others."""
    reference = run.references.get(run.rows[asked][0], "")
    return f"{reference} {folded_name(asked.subject)}" if reference else ""


def _name(_run: ComparedRun, asked: Inquiry) -> str:
    return folded_name(asked.subject)


def folded_name(subject: Subject) -> str:
    """The name of a subject by which it is found again in another list, whatever its letter case and spaces."""
    return " ".join(subject.name.split()).casefold()


def _once(keyed: Iterable[tuple[str, Inquiry]]) -> dict[str, Inquiry]:
    """What has a key that nothing else has, by that key; nothing is found by an empty one."""
    pairs = list(keyed)
    counted = Counter(key for key, _ in pairs)
    return {key: asked for key, asked in pairs if key and counted[key] == 1}


def summary_sentence(found: RunComparison) -> str:
    """How many subjects changed, in words: "2 changed, 1 only in the later list, …"."""
    counts, words = found.counts, wording().changes
    kinds = ("changed", "new", "gone", "same")
    return ", ".join(f"{counts[kind]:,} {words[kind]}" for kind in kinds) + "."


def result_text(said: ResultSummary | None) -> str:
    """What one of the runs says of a subject, in words: "For review, ● High, 90 of 100"."""
    if said is None:
        return wording().sentences["not_in_list"]
    outcome = wording().outcomes[said.outcome].word
    if said.outcome != Outcome.REVIEW:
        return outcome
    return f"{outcome}, {level_label(said.level)}, {said.risk_score} of 100"
