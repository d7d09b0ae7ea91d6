"""Whether every text that a change of the lists moves is among those that are read again, and how many these are.

    python -m benchmarks.delta_screening [--sets companies universities …] [--every 1]

For several sets of twelve listings that are new, gone or changed, the collection of texts of the frozen outcomes is read
over the shipped lists and over the changed ones, and both ways round: as if the one came after the other. A text that
is read otherwise and would not have been read again is an error.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from benchmarks.outcomes.screen import DAY
from benchmarks.outcomes.sources import load_sets
from screening.affiliations.tokens import HAN
from screening.intake.validation import fault, split_organisations, with_identifiers
from screening.link import Linker
from screening.link.affected_texts import AffectedTexts, affected_texts
from screening.link.linker import LinkResult
from screening.link.spellings import is_acronym
from screening.matcher_cache import cache_folder, compiled_linker
from screening.model import Subject
from watchlists.library import Library, load_library
from watchlists.model import ListedName, Listing, NameKind, PartyType, Status
from watchlists.register import load_register

OF_EACH = 4  # listings that are new, gone and changed in a set
TOGETHER = 1_000


def _names(listing: Listing) -> str:
    return " ".join(name.text for name in listing.names).lower()


KINDS: dict[str, Callable[[Listing], bool]] = {
    "companies": lambda one: (
        one.type is not PartyType.PERSON and any(w in _names(one) for w in ("ltd", "llc", "limited", "jsc"))
    ),
    "universities": lambda one: one.type is not PartyType.PERSON and "universit" in one.name.lower(),
    "institutes": lambda one: one.type is not PartyType.PERSON and "institut" in one.name.lower(),
    "persons": lambda one: one.type is PartyType.PERSON,
    "acronyms": lambda one: (
        one.type is not PartyType.PERSON and any(is_acronym(name.text) for name in one.names)
    ),
    "han": lambda one: one.type is not PartyType.PERSON and any(HAN.search(name.text) for name in one.names),
}


def changed(library: Library, kind: str, seed: int) -> Library:
    """The library with twelve listings of a kind new, gone or changed, and a new edition of every list they are on."""
    chance = random.Random(f"{kind} {seed}")
    fitting = [one for one in library.listings if one.status is Status.IN_FORCE and KINDS[kind](one)]
    chosen = chance.sample(fitting, 3 * OF_EACH)
    gone = {one.id for one in chosen[:OF_EACH]}
    otherwise = {one.id: _otherwise(one, chance) for one in chosen[OF_EACH : 2 * OF_EACH]}
    added = [_new(one, chance, fitting) for one in chosen[2 * OF_EACH :]]
    moved = {one.watchlist_id for one in chosen}
    lists = {}
    for key, loaded in library.lists.items():
        if key in moved:
            listings = [otherwise.get(one.id, one) for one in loaded.listings if one.id not in gone]
            listings += [one for one in added if one.watchlist_id == key]
            listings = [replace(one, edition=f"{one.edition} next") for one in listings]
            edition = hashlib.sha256(f"{kind} {seed} {key}".encode()).hexdigest()
            snapshot = replace(loaded.snapshot, file_sha256=edition)
            loaded = replace(loaded, snapshot=snapshot, listings=tuple(listings))
        lists[key] = loaded
    return replace(library, lists=lists)


def _otherwise(one: Listing, chance: random.Random) -> Listing:
    """A listing with another alias, country, date or status."""
    way = chance.randrange(4)
    if way == 0:
        words = one.name.split()
        alias = " ".join(words[1:] + words[:1]) if len(words) > 1 else f"{one.name} International"
        return replace(one, names=(*one.names, ListedName(alias, NameKind.ALIAS)))
    if way == 1:
        return replace(one, country="KZ")
    if way == 2:
        return replace(one, status=Status.LIFTED, listed_to=DAY)
    return replace(one, names=one.names[:1], birth_date="1961" if one.type is PartyType.PERSON else "")


def _new(one: Listing, chance: random.Random, fitting: Sequence[Listing]) -> Listing:
    """A listing whose name is made of the words of two others."""
    other = chance.choice(fitting).name.split()
    words = one.name.split()
    name = " ".join(other[: max(1, len(other) // 2)] + words[max(1, len(words) // 2) :])
    return replace(
        one, id=f"{one.id}-new", names=(ListedName(name, NameKind.PRIMARY), *one.names[1:2]), identifiers=()
    )


def subjects(every: int) -> list[Subject]:
    """The subjects of the frozen outcomes, each once."""
    asked = (inquiry.subject for rows in load_sets().values() for row in rows for inquiry in row.inquiries)
    return list(dict.fromkeys(asked))[::every]


def as_linked(linker: Linker, asked: Sequence[Subject]) -> Iterator[Subject]:
    """The subjects as an engine has them linked."""
    holds = linker.printed.holds
    for each in asked:
        subject = with_identifiers(each, holds)
        if fault(subject, holds) is None:
            yield split_organisations(subject, holds)


def read(linker: Linker, asked: Sequence[Subject]) -> dict[Subject, LinkResult]:
    """What a linker makes of subjects."""
    found: dict[Subject, LinkResult] = {}
    wanted = list(dict.fromkeys(as_linked(linker, asked)))
    for first in range(0, len(wanted), TOGETHER):
        some = wanted[first : first + TOGETHER]
        found.update(zip(some, linker.link_all(some), strict=True))
    return found


def hold(
    label: str, was: dict[Subject, LinkResult], now: dict[Subject, LinkResult], affected: AffectedTexts | None
) -> int:
    """Print how many are read otherwise and how many would be read again; the number of errors."""
    both = [subject for subject in now if subject in was]
    differing = {
        subject
        for subject in both
        if (was[subject].reading, was[subject].too_long) != (now[subject].reading, now[subject].too_long)
    }
    start = time.process_time()
    again = {subject for subject in both if affected is None or affected.may_differ(subject, was[subject])}
    seconds = time.process_time() - start
    missed = differing - again
    print(
        f"{label:28} {len(both):>7,} subjects, {len(differing):>5,} read otherwise, {len(again):>6,} read again "
        f"({len(again) / len(both):.1%}), {len(missed)} missed; {1e6 * seconds / len(both):.0f} µs each",
        flush=True,
    )
    for subject in list(missed)[:5]:
        print("   missed:", subject)
    return len(missed)


def measure(kinds: Sequence[str], every: int, seed: int) -> int:
    """Hold the sets of these kinds; the number of errors."""
    library, register = load_library().as_of(DAY), load_register()
    shipped = compiled_linker(library, register, cache_folder())
    asked = subjects(every)
    was = read(shipped, asked)
    missed = 0
    for kind in kinds:
        linker = compiled_linker(changed(library, kind, seed), register, cache_folder())
        now = read(linker, asked)
        for label, first, second, one, other in (
            (f"{kind}, after", was, now, shipped, linker),
            (f"{kind}, before", now, was, linker, shipped),
        ):
            start = time.process_time()
            affected = affected_texts(one, other)
            print(f"{label:28} compared in {time.process_time() - start:.1f} s")
            missed += hold(label, first, second, affected)
    return missed


def run() -> None:
    """Hold every set of changes."""
    if missed := measure(tuple(KINDS), 1, 1):
        raise SystemExit(f"{missed} subjects are read otherwise and would not have been read again")


def main(arguments: list[str]) -> int:
    """Hold some sets; 1 where a subject is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.delta_screening")
    parser.add_argument("--sets", nargs="+", choices=tuple(KINDS), default=tuple(KINDS))
    parser.add_argument("--every", type=int, default=1, help="every so-manieth subject")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    return int(bool(measure(given.sets, given.every, given.seed)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
