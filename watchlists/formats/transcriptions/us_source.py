"""The shape that all US sources of ours share: one JSON file a list, made by a public transcription of the
publisher's file, with `entities` of name, aliases, country, address, status, effective_date,
federal_register and notes, each of them a text or null. A field that is not known stops the transcription.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from watchlists.countries import country_code
from watchlists.formats.support.keys import listing_keys

DATED = ("%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "%m/%d/%Y", "%m/%d/%y")
FEDERAL_REGISTER_PAGE = re.compile(r"\b(\d+) (?:FR|F\.R\.) (\d+)\b")
FEDERAL_REGISTER_DATE = re.compile(r"(\d{1,2}/\d{1,2}/\d{2,4})")


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One entry of a source as transcribed; "" where it says nothing."""

    name: str
    aliases: tuple[str, ...]
    country: str
    address: str
    status: str
    effective_date: str
    federal_register: str
    notes: str


def entries(path: Path) -> list[SourceEntry]:
    """Read one source in the publisher's order.

    Raises:
        ValueError: the file has another count than it says.
        TypeError: an entry has a field that is not known.
    """
    source = json.loads(path.read_text(encoding="utf-8"))
    found = []
    for fields in source["entities"]:
        aliases = tuple(" ".join(alias.split()) for alias in fields.pop("aliases"))
        texts = {field: " ".join((text or "").split()) for field, text in fields.items()}
        found.append(SourceEntry(aliases=aliases, **texts))
    if len(found) != source["count"]:
        raise ValueError(f"{path.name}: {len(found)} entries, {source['count']} announced.")
    return found


def with_ids(
    list_id: str, sources: Sequence[Path], apart: Callable[[SourceEntry], str]
) -> list[tuple[str, SourceEntry]]:
    """The entries of a list's one source, each with the id of its listing; `apart` tells namesakes apart.

    Raises:
        ValueError: there is not one source, or it has another count than it says.
    """
    (source,) = sources
    found = entries(source)
    keys = listing_keys([(entry.name, apart(entry)) for entry in found])
    return [(f"{list_id}:{key}", entry) for key, entry in zip(keys, found, strict=True)]


def day(text: str) -> date | None:
    """A date in any form these sources print; None for "".

    Raises:
        ValueError: the text is no date.
    """
    if not text:
        return None
    for form in DATED:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(f"{text!r} is not a date")


def first_federal_register_day(citation: str) -> date | None:
    """The earliest Federal Register date of a citation: the rule that added the entry, later ones amended it."""
    found = [day(text) for text in FEDERAL_REGISTER_DATE.findall(citation)]
    return min(filter(None, found), default=None)


def federal_register_url(citation: str) -> str:
    """The official page of the first Federal Register citation in a text, "" where there is none."""
    found = FEDERAL_REGISTER_PAGE.search(citation)
    return f"https://www.federalregister.gov/citation/{found[1]}-FR-{found[2]}" if found else ""


def code(country: str) -> str:
    """The ISO code of a printed country; "" for none.

    Raises:
        ValueError: the country is not known.
    """
    if not country:
        return ""
    found = country_code(country)
    if found is None:
        raise ValueError(f"country {country!r} is not known")
    return found
