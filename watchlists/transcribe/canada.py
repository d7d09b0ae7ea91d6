"""Canada's Named Research Organizations, from the page itself as it was saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.model import Listing
from watchlists.readers.ca_nro_html import read

LIST_ID = "ca-named-research-organizations"


def transcribe(sources: Sequence[Path]) -> list[Listing]:
    """Listings in the order of the page."""
    watchlist = read_entry(CATALOGUE / f"{LIST_ID}.toml").watchlist
    return list(read(sources[0].read_bytes(), watchlist).listings)


LISTS = {LIST_ID: transcribe}
