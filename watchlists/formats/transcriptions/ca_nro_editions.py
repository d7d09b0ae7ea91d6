"""Canada's Named Research Organizations: the publisher's page of 2024, and a third party's transcription of 2025.

The page of 11 March 2025 was not held. A third party wrote it off into a program's data file, with aliases and notes of
its own, and with institutes that the page prints as aliases of an academy as entries of theirs. So only one thing is
taken from it: which bodies the edition names. The names are those that the publisher printed in 2024. A body that only
one of the two names stops the transcription, for then the edition cannot be told from these sources.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.countries import fold
from watchlists.formats.ca_nro_html import read
from watchlists.formats.support.typing_tables import curated
from watchlists.model import Listing, NameKind

LIST_ID = "ca-named-research-organizations"
EDITION = re.compile(r'\blastUpdated:\s*"([\d-]{10})"')
NAME = re.compile(r'\bname:\s*("(?:[^"\\]|\\.)*")')
ACADEMY_BEHIND = re.compile(r"\s*\([A-Z]+\)$")  # "… Research Center (CAEP)": the third party says whose it is
ITSELF = (NameKind.PRIMARY, NameKind.CORRECTION)


def transcribe(sources: Sequence[Path]) -> list[Listing]:
    """Listings in the order of the page, of the edition that the transcription is of.

    Raises:
        ValueError: a body is named by the page or the transcription alone.
    """
    page, transcription = sources
    watchlist = read_entry(CATALOGUE / f"{LIST_ID}.toml").watchlist
    listings = curated(LIST_ID, read(page.read_bytes(), watchlist).listings)
    edition, later = read_transcription(transcription.read_text(encoding="utf-8"))
    known = {fold(name.text) for listing in listings for name in listing.names}
    gone = [listing.name for listing in listings if later.keys().isdisjoint(_own(listing))]
    new = [name for key, name in later.items() if key not in known]
    if gone or new:
        raise ValueError(f"The edition of {edition} differs from the page: without {gone}, with {new}.")
    return [replace(listing, edition=edition) for listing in listings]


def read_transcription(text: str) -> tuple[str, dict[str, str]]:
    """The day of the edition, and the names of its bodies by their folded form."""
    found = EDITION.search(text)
    if found is None:
        raise ValueError("The transcription does not say of which day it is.")
    names = (ACADEMY_BEHIND.sub("", json.loads(each)) for each in NAME.findall(text))
    return found[1], {fold(name): name for name in names}


def _own(listing: Listing) -> set[str]:
    return {fold(name.text) for name in listing.names if name.kind in ITSELF}


LISTS = {LIST_ID: transcribe}
