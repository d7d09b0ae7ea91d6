"""How long a full update takes, and how much memory: every list that has a source, served on loopback.

The publishers' own files are not shipped; each list is served as many listings as its guard calls the fewest,
in the UN's XML, through fetch, reader, guards, store and proof. Reading other formats costs about the same.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from screening.proof import not_found
from watchlists.catalogue import CatalogueEntry, read_catalogue
from watchlists.keeping.asking import FetchRules
from watchlists.keeping.update import Updating, update

WORDS = "ALDER BIRCH CEDAR DOGWOOD ELM FIR GINKGO HAZEL IVY JUNIPER LARCH MAPLE OAK PINE ROWAN SPRUCE".split()
TRADES = "TURBINE GYROSCOPE CENTRIFUGE PROPELLANT OPTICS RADAR SONAR FOUNDRY".split()


def run() -> None:
    """Update every list with a source, and print seconds, listings and the peak of memory."""
    sys.path[:0] = [str(Path(__file__).parents[1] / "tests")]
    import publisher

    served = publisher.Publisher()
    entries = [_served(entry, served, publisher) for entry in read_catalogue().values() if entry.source]
    begin = time.perf_counter()
    with TemporaryDirectory() as folder:
        rules = FetchRules(loopback=True)
        updating = Updating(Path(folder), lambda: datetime.now(UTC), prove=not_found, rules=rules)
        outcomes = list(update(entries, updating))
    listings = sum(outcome.snapshot.count for outcome in outcomes if outcome.snapshot)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    refused = [outcome.sentence for outcome in outcomes if outcome.code]
    print(
        f"{len(outcomes)} lists, {listings:,} listings, {time.perf_counter() - begin:.1f} s, "
        f"peak {peak:.0f} MB, refused: {refused or 'none'}"
    )


def _served(entry: CatalogueEntry, served, publisher) -> CatalogueEntry:  # noqa: ANN001 - of tests/publisher.py
    assert entry.source is not None
    path, guards = f"/{entry.watchlist.id}", entry.watchlist.guards
    number = int(guards.fewest * 1.2)
    names = [f"{WORDS[n % 16]} {TRADES[n // 16 % 8]} WORKS {n}" for n in range(number)]
    served.serve(path, publisher.Answer(publisher.un_xml(names, f"{datetime.now(UTC):%Y-%m-%d}")))
    source = replace(
        entry.source,
        url=served.url + path,
        hosts=("127.0.0.1",),
        reader="un-xml",
        content_types=("text/xml",),
        accept_licence="",
    )
    watchlist = replace(entry.watchlist, guards=replace(guards, canaries=(), largest_drop=1.0, filled=()))
    return replace(entry, watchlist=watchlist, source=source)
