"""What a person decided about single names, applied after every rule: `data/typing/names.csv`.

One row a decision: the list, the primary name of the listing as printed, the name it is about, the kind it
has, and the reason. A name that the listing already has takes the kind and the reason; any other is added
after the printed ones. A row that fits no listing stops the transcription: a decision must not lapse unseen.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from watchlists.model import ListedName, Listing, NameKind
from watchlists.transcribe.vocabulary import DATA

DECISIONS = DATA / "typing" / "names.csv"


def curated(list_id: str, listings: Iterable[Listing], decisions: Path = DECISIONS) -> list[Listing]:
    """Apply the decisions about one list to its listings.

    Raises:
        ValueError: a decision names a listing that is not there.
    """
    done, lapsed = curated_where_found(list_id, listings, decisions)
    if lapsed:
        raise ValueError(f"{decisions.name}: {list_id} has no listing {lapsed[0]!r}.")
    return done


def curated_where_found(
    list_id: str, listings: Iterable[Listing], decisions: Path = DECISIONS
) -> tuple[list[Listing], list[str]]:
    """Apply the decisions about one list to its listings, and name the listings that no longer stand there."""
    by_listing = _read(list_id, decisions)
    done = []
    for listing in listings:
        names = list(listing.names)
        for decided in by_listing.get(listing.name, ()):
            _decide(names, decided)
        done.append(replace(listing, names=tuple(names)))
    return done, sorted(by_listing.keys() - {listing.name for listing in done})


def _decide(names: list[ListedName], decided: ListedName) -> None:
    at = next((place for place, name in enumerate(names) if name.text == decided.text), None)
    if at is None:
        names.append(decided)
    elif at == 0:
        names[0] = replace(names[0], note=decided.note)
    else:
        names[at] = decided


def _read(list_id: str, decisions: Path) -> dict[str, Sequence[ListedName]]:
    found: dict[str, list[ListedName]] = {}
    with decisions.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["list"] == list_id:
                decided = ListedName(row["name"], NameKind(row["kind"]), row["reason"])
                found.setdefault(row["listing"], []).append(decided)
    return dict(found)
