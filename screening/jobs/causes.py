"""Why a later run says something else of a subject: found by comparing what the two runs are pinned to.

A listing that only one of the runs found is looked up in both editions of its list: added, removed, changed, or
begun or lapsed by date. Only where the lists do not explain the change are rules, knowledge and engine named; of
those it is known that they differ, not that they made the change, and the sentences say no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from screening.jobs.changes import Cause, Side, Why
from screening.jobs.codec import Brief
from screening.model import Inquiry, Subject
from watchlists.keeping.differences import changes_of

_CANNOT_DECIDE = "cannot_decide"


def given_otherwise(earlier: Inquiry, later: Inquiry) -> Iterator[Why]:
    """What the two lists give differently of a subject and its project; the values are left to the lists."""
    before, after = earlier.subject, later.subject
    if before != after:
        differing = [
            field.name.replace("_", " ")
            for field in fields(Subject)
            if getattr(before, field.name) != getattr(after, field.name)
        ]
        yield Why(Cause.SUBJECT, f"The later list gives otherwise: {', '.join(differing)}.")
    if earlier.unread != later.unread:
        yield Why(Cause.SUBJECT, "Another cell of the row could not be read.")
    if earlier.project != later.project:
        yield Why(Cause.PROJECT, "The row gives other facts of its project.")


def causes(before: Side, after: Side, told: Brief, said: Brief) -> tuple[Why, ...]:
    """The reasons why `said` is not what was `told`."""
    gone, come = set(told.listings) - set(said.listings), set(said.listings) - set(told.listings)
    explained = [_listing(before, after, each, came=each in come) for each in sorted(gone | come)]
    explained += [_changed(before, after, each) for each in sorted(set(told.listings) & set(said.listings))]
    found = [why for why in explained if why is not None]
    found += _policies(before, after, told, said)
    if not gone | come:  # else what was found explains why there is, or is no longer, an answer
        found += _aged(before, after, told, said)
    is_whole = bool(found) and None not in explained[: len(gone | come)]
    return tuple(found) if is_whole else (*found, *_surroundings(before, after))


def _listing(before: Side, after: Side, listing: str, *, came: bool) -> Why | None:
    """Why a listing is found in one of the runs only; None where its list does not explain it."""
    list_id = listing.partition(":")[0]
    if why := _of_list(before, after, list_id, listing) or _changed(before, after, listing):
        return why
    old, new = before.listings.get(listing), after.listings.get(listing)
    shown = new or old
    title = _title(before, after, list_id)
    if shown is None or (old and new and old.status == new.status):
        return None
    if (old and new) or before.pins.snapshots[list_id] == after.pins.snapshots[list_id]:
        word = "came into force on" if came else "lapsed on"
        sentence = f"{shown.name} {word} {title} between {before.day} and {after.day}."
        return Why(Cause.DAY, sentence, list_id, listing)
    word = "removed from" if new is None else "added to"
    sentence = f"{shown.name} was {word} {title} ({_editions(before, after, list_id)})."
    return Why(Cause.LIST, sentence, list_id, listing)


def _of_list(before: Side, after: Side, list_id: str, listing: str) -> Why | None:
    """A whole list that only one of the runs looked in, or an edition that is no longer held to be compared."""
    was, now = before.pins.snapshots.get(list_id), after.pins.snapshots.get(list_id)
    title = _title(before, after, list_id)
    if was is None:
        return Why(Cause.LIST, f"{title} was not looked in before.", list_id, listing)
    if now is None:
        return Why(Cause.LIST, f"{title} is no longer looked in.", list_id, listing)
    if was != now and (before.library is None or after.library is None):
        sentence = f"{title} has changed; an edition is no longer held, so what changed cannot be named."
        return Why(Cause.LIST, sentence, list_id, listing)
    return None


def _changed(before: Side, after: Side, listing: str) -> Why | None:
    """How a listing that both editions have is printed otherwise."""
    list_id = listing.partition(":")[0]
    if before.pins.snapshots.get(list_id) == after.pins.snapshots.get(list_id):
        return None
    old, new = before.listings.get(listing), after.listings.get(listing)
    if old is None or new is None or not (fields_changed := changes_of(old, new)):
        return None
    names = ", ".join(change.field.replace("_", " ") for change in fields_changed)
    title, editions = _title(before, after, list_id), _editions(before, after, list_id)
    return Why(Cause.LIST, f"{new.name} changed on {title} ({editions}): {names}.", list_id, listing)


def _policies(before: Side, after: Side, told: Brief, said: Brief) -> Iterator[Why]:
    """Policies that differ, where what follows differs too."""
    if told.policies == said.policies and told.risk_score == said.risk_score:
        return
    was, now = before.pins.policies, after.pins.policies
    for key in sorted(was.keys() | now.keys()):
        if key not in was:
            yield Why(Cause.POLICY, f"The policy {key} was not applied before.")
        elif key not in now:
            yield Why(Cause.POLICY, f"The policy {key} is no longer applied.")
        elif was[key] != now[key]:
            yield Why(Cause.POLICY, f"The policy {key} is of version {now[key]}, before of {was[key]}.")
    if before.project != after.project:
        yield Why(Cause.PROJECT, "The facts of the project were given otherwise.")


def _aged(before: Side, after: Side, told: Brief, said: Brief) -> Iterator[Why]:
    """A required list that passed its limit of age, or was brought up to date since."""
    undecided = [
        {key for key, outcome in each.policies if outcome == _CANNOT_DECIDE} for each in (told, said)
    ]
    for key in sorted(undecided[0] ^ undecided[1]):
        if key in before.pins.policies and key in after.pins.policies:
            state = "could be decided before and cannot now" if key in undecided[1] else "can be decided now"
            days = f"{before.day} to {after.day}"
            yield Why(
                Cause.DAY, f"The policy {key} {state}: the age of a list it requires has changed ({days})."
            )


def _surroundings(before: Side, after: Side) -> Iterator[Why]:
    """What else the runs differ in."""
    was, now = before.pins, after.pins
    if was.register != now.register:
        yield Why(Cause.KNOWLEDGE, "The register of known organisations has changed.")
    if was.joined != now.joined:
        yield Why(Cause.KNOWLEDGE, "Other listings are joined or split by hand.")
    if parts := sorted(dict(was.knowledge.items() ^ now.knowledge.items())):
        yield Why(Cause.KNOWLEDGE, f"The engine's knowledge has changed ({', '.join(parts)}).")
    if was.engine != now.engine:
        yield Why(Cause.ENGINE, f"The engine is {now.engine}, before {was.engine}.")
    elif was.code != now.code:
        yield Why(Cause.ENGINE, f"The engine's code has changed ({now.engine}).")


def _title(before: Side, after: Side, list_id: str) -> str:
    for side in (after, before):
        if side.library is not None and list_id in side.library.lists:
            return side.library.lists[list_id].watchlist.title
    return list_id


def _editions(before: Side, after: Side, list_id: str) -> str:
    names = [
        side.library.lists[list_id].snapshot.edition
        for side in (before, after)
        if side.library is not None and list_id in side.library.lists
    ]
    return " to ".join(f"edition {name}" if place == 0 else name for place, name in enumerate(names))
