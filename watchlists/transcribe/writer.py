"""Writing a list's data file: the inverse of `watchlists.listing_file`, with the same bytes for the same listings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from watchlists.listing_file import COLUMNS, FURTHER_COLUMNS
from watchlists.model import Listing, Pause


def write_listings(listings: Iterable[Listing], path: Path) -> None:
    """Write one data file whole, or not at all."""
    text = listing_text(listings)
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8", newline="")
    partial.replace(path)


def listing_text(listings: Iterable[Listing]) -> str:
    """The data file as text: UTF-8, line feeds, quotes only where the format needs them.

    Of the further columns it has those that a listing fills.
    """
    listings = list(listings)
    further = [_further(listing) for listing in listings]
    used = [column for column in FURTHER_COLUMNS if any(facts.get(column) for facts in further)]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*COLUMNS, *used])
    for listing, facts in zip(listings, further, strict=True):
        writer.writerows(_lines(listing, [facts.get(column, "") for column in used]))
    return buffer.getvalue()


def _further(listing: Listing) -> dict[str, str]:
    found = {"pauses": " | ".join(map(_pause, listing.pauses))}
    if (named := listing.named) is not None:
        found |= {
            "naming": named.naming.value,
            "kind_of_body": named.kind.value,
            "document": named.document,
            "document_publisher": named.publisher,
            "document_day": named.day,
            "locator": named.locator,
            "read_in": named.read_in.value,
            "says": named.says,
            "does_not_mean": named.does_not_mean,
            "law": named.law,
        }
    return found


def _pause(pause: Pause) -> str:
    period = f"{pause.off}/{pause.back} {pause.status.value}"
    return f"{period}; {pause.doubt}" if pause.doubt else period


def _lines(listing: Listing, further: list[str]) -> Iterator[list[str]]:
    key = listing.id.removeprefix(f"{listing.watchlist_id}:")
    facts = [*_facts(listing), *further]
    for name in listing.names:
        yield [key, name.kind.value, name.text, name.note, *facts]
        facts = [""] * len(facts)


def _facts(listing: Listing) -> list[str]:
    return [
        listing.type.value,
        listing.country,
        listing.place,
        " | ".join(f"{scheme}={value}" for scheme, value in listing.identifiers),
        listing.edition,
        listing.status.value,
        listing.listed_from.isoformat() if listing.listed_from else "",
        listing.listed_to.isoformat() if listing.listed_to else "",
        listing.citation,
        listing.source_url,
        listing.birth_year,
        listing.parent,
        listing.remark,
    ]
