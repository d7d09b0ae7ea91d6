"""How many bodies of the influence and intelligence layer are found, by their kind and by the way they are written.

`python -m benchmarks named_bodies`. Each body is screened by its primary name, its native names, each alias of
four letters or more, and inside a line of an affiliation, without and with its country. Found means a hit on that listing
itself; a name that two listed bodies share may be read as the other or asked about, which counts as asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.outcomes.screen import shipped_engine
from screening.engine import Engine
from screening.model import Inquiry, Result, Subject, SubjectType
from watchlists.countries import country_name
from watchlists.model import ListedName, Listing, NameKind

SHORTEST = 4  # letters; shorter forms never match alone, by design
FOUND, ASKED, MISSED = "found", "asked", "missed"
ALIASES = (NameKind.ALIAS, NameKind.FORMER)


@dataclass(frozen=True, slots=True)
class Case:
    """One way of writing one body."""

    listing: Listing
    way: str
    text: str
    country: str = ""

    @property
    def inquiry(self) -> Inquiry:
        """What is asked: a line of an affiliation, as a partner list or a person's row holds it."""
        return Inquiry(
            Subject(affiliations=(self.text,), type=SubjectType.ORGANISATION, country=self.country)
        )


def cases(listing: Listing) -> Iterator[Case]:
    """The ways in which a body is written."""
    primary, country = listing.name, country_name(listing.country)
    yield Case(listing, "primary name", primary)
    yield Case(listing, "primary name with country", primary, listing.country)
    yield Case(listing, "affiliation line", f"Department of Analysis, {primary}, {country}")
    for name in _written(listing, (NameKind.NATIVE,)):
        yield Case(listing, "native name", name.text)
        yield Case(listing, "native name in a line", f"{name.text}, {country}")
    for name in _written(listing, ALIASES):
        yield Case(listing, "alias", name.text)
        yield Case(listing, "alias with country", name.text, listing.country)


def _written(listing: Listing, kinds: tuple[NameKind, ...]) -> Iterator[ListedName]:
    for name in listing.names[1:]:
        if name.kind in kinds and sum(sign.isalpha() for sign in name.text) >= SHORTEST:
            yield name


def outcome(case: Case, result: Result) -> str:
    """Whether the body was found, asked about, or missed."""
    reading = result.reading
    listed = {each.id for hit in reading.hits for each in (hit.listing, *hit.other_listings)}
    if case.listing.id in listed:
        return FOUND
    return ASKED if reading.ambiguous or reading.hits else MISSED


def measure(engine: Engine, listings: Iterable[Listing]) -> list[tuple[Case, str]]:
    """Every case with its outcome, in order."""
    asked = [case for listing in listings for case in cases(listing)]
    results = engine.screen_all(case.inquiry for case in asked)
    return [(case, outcome(case, result)) for case, result in zip(asked, results, strict=True)]


def layer(engine: Engine) -> list[Listing]:
    """The bodies that documents name."""
    return [listing for listing in engine.library.listings if listing.named is not None]


def run() -> None:
    """Print found of asked by way of writing and by kind of body, then what was missed."""
    engine = shipped_engine()
    measured = measure(engine, layer(engine))
    for title, key in (
        ("way of writing", lambda case: case.way),
        ("kind of body", lambda case: case.listing.named.kind.value),
    ):
        print(f"\n{title}: found + asked of all")
        _print(Counter((key(case), said) for case, said in measured))
    print("\nmissed, by name:")
    for case, said in measured:
        if said != FOUND:
            print(f"  {said:6} {case.way:26} {case.listing.id:40} {case.text} {case.country}")


def _print(counts: Counter[tuple[str, str]]) -> None:
    for key in dict.fromkeys(key for key, _ in counts):
        whole = sum(count for (of, _), count in counts.items() if of == key)
        print(f"  {key:32} {counts[key, FOUND]:4} + {counts[key, ASKED]:3} of {whole:4}")
