"""Guards: what must hold before a new edition is believed. They compare, and name what they saw.

Pure: the edition, the catalogue's figures and the edition in force go in, findings come out. A finding that
stops leaves the edition in force; one that warns is kept in the manifest. Below a least figure stops, above a
largest one holds the edition back until a named person has looked. Nothing here is silent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from watchlists.model import Edition, Guards, Listing, PartyType, Status

# Bytes lost on the way: no publisher prints these.
MANGLED = re.compile("\ufffd|[\x00-\x08\x0b\x0c\x0e-\x1f]")
# UTF-8 read as Latin-1, then written.
TWICE_ENCODED = re.compile("Ã[\u0080-\u00bf]|â\u20ac|Ð[\u0080-\u00bf]Ð")
BORNE = 0.005  # of all names; the UN's own file of February 2026 holds one lost character in some 6,000 names
FEW = 10  # parties of a type; below this a share says nothing
AHEAD = timedelta(days=2)  # time zones make a publisher's today our tomorrow; nothing makes it next week


@dataclass(frozen=True, slots=True)
class GuardFinding:
    """What one guard saw."""

    guard: (
        str  # columns, fewest, fell, rose, filled, names, encoding, unread, canaries, older, future, changed
    )
    sentence: str
    stops: bool = True
    may_be_overridden: bool = True


@dataclass(frozen=True, slots=True)
class InForce:
    """The edition in force, as far as a new one is compared with it."""

    edition: str
    edition_date: date
    listings: tuple[Listing, ...]
    transcribed: bool  # ours, from a copy: it may leave out persons, so a rise above it means nothing


def check_new_edition(
    edition: Edition, edition_date: date, guards: Guards, in_force: InForce | None, today: date
) -> tuple[GuardFinding, ...]:
    """Every finding about a new edition.

    Args:
        edition: as read.
        edition_date: its own date, or the publisher's date of the file where it has none.
        guards: the catalogue's figures.
        in_force: what it would replace; None for the first edition of a list.
        today: by our clock; an edition from the future shows that one of the clocks is wrong.
    """
    found = [*_alone(edition, guards)]
    if edition_date > today + AHEAD:
        found.append(GuardFinding("future", f"It is dated {edition_date}, and today is {today}."))
    if in_force is not None:
        found += _beside(edition, edition_date, guards, in_force)
    return tuple(found)


def _alone(edition: Edition, guards: Guards) -> Iterator[GuardFinding]:
    if missing := [column for column in guards.required_columns if column not in edition.columns]:
        yield GuardFinding("columns", f"The field {missing[0]!r} is missing; the layout has changed.")
    current = [each for each in edition.listings if each.status is Status.IN_FORCE]
    if len(current) < guards.fewest:
        yield GuardFinding(
            "fewest", f"{len(current):,} listings in force, at least {guards.fewest:,} are expected."
        )
    if nameless := sum(not each.names or not each.name.strip() for each in edition.listings):
        yield GuardFinding("names", f"{nameless:,} listings have no name.", may_be_overridden=False)
    yield from _filled(current, guards)
    yield from _encoding(edition.listings)
    if edition.unread:
        told = "; ".join(edition.unread[:3])
        yield GuardFinding(
            "unread",
            f"{len(edition.unread):,} fields or values that no rule covers: {told}"
            f"{'; …' if len(edition.unread) > 3 else ''}.",
            stops=len(edition.unread) > guards.most_unread,
        )
    names = {each.name for each in current if each.names}
    if lost := [canary for canary in guards.canaries if canary not in names]:
        yield GuardFinding("canaries", f"{lost[0]!r}, which every edition has, is not on it.")


def _filled(current: Sequence[Listing], guards: Guards) -> Iterator[GuardFinding]:
    for field, least in guards.filled:
        share = sum(bool(getattr(each, field)) for each in current) / max(1, len(current))
        if share < least:
            yield GuardFinding(
                "filled", f"{share:.0%} of the listings have {field}, at least {least:.0%} are expected."
            )


def _encoding(listings: Sequence[Listing]) -> Iterator[GuardFinding]:
    texts = [name.text for listing in listings for name in listing.names]
    for pattern, what in (
        (MANGLED, "hold characters lost on the way"),
        (TWICE_ENCODED, "look encoded twice"),
    ):
        if found := [text for text in texts if pattern.search(text)]:
            yield GuardFinding(
                "encoding",
                f"{len(found):,} names {what}, such as {found[0]!r}.",
                stops=len(found) > BORNE * len(texts),
            )


def _beside(
    edition: Edition, edition_date: date, guards: Guards, in_force: InForce
) -> Iterator[GuardFinding]:
    if edition_date < in_force.edition_date:
        yield GuardFinding(
            "older",
            f"It is of {edition_date}, the one in force is of {in_force.edition_date}; `screening lists rollback` "
            "goes back.",
            may_be_overridden=False,
        )
    before, after = _counts(in_force.listings), _counts(edition.listings)
    for kind, was in before.items():
        now = after[kind]
        if was >= FEW and now < was * (1 - guards.largest_drop):
            yield GuardFinding(
                "fell", f"{kind.value}s fell from {was:,} to {now:,}, by more than {guards.largest_drop:.0%}."
            )
    was, now = before.total(), after.total()
    if was >= FEW and now > was * (1 + guards.largest_rise):
        rose = f"The listings rose from {was:,} to {now:,}, by more than {guards.largest_rise:.0%}"
        why = (
            "the transcription in force leaves some out"
            if in_force.transcribed
            else "held until somebody has looked"
        )
        yield GuardFinding("rose", f"{rose}; {why}.", stops=not in_force.transcribed)
    is_same = edition.edition and edition.edition == in_force.edition and not in_force.transcribed
    if is_same and not guards.same_edition_may_change and edition.listings != in_force.listings:
        yield GuardFinding(
            "changed",
            f"It has the same edition name as the one in force, {edition.edition}, but different contents.",
        )


def _counts(listings: Sequence[Listing]) -> Counter[PartyType]:
    return Counter(each.type for each in listings if each.status is Status.IN_FORCE)
