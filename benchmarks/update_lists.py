"""How long a full update takes, and how much memory: every list that is fetched, in its publisher's own format.

The files are written from the shipped listings and made-up parties, as many as a recent edition has, with addresses
and remarks beside them; they are served on loopback by a process of its own, so that the peak is the updater's. Each
goes through fetch, reader, the catalogue's guards, store, read-back and proof, like a real one.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from screening.smoke_test import missing_canaries
from watchlists.catalogue import CatalogueEntry, read_catalogue
from watchlists.updates.fetch import FetchRules
from watchlists.updates.update import Updating, update


def run() -> None:
    """Update every list with a source; print seconds, listings, bytes and the peak of memory, for each and in all."""
    entries = [entry for entry in read_catalogue().values() if entry.source]
    here, there = get_context("spawn").Pipe()
    server = get_context("spawn").Process(
        target=_serve, args=(there, [entry.watchlist.id for entry in entries])
    )
    server.start()
    url, sizes = here.recv()
    begin = last = time.perf_counter()
    listings, refused = 0, []
    with TemporaryDirectory() as folder:
        updating = Updating(
            Path(folder), lambda: datetime.now(UTC), prove=missing_canaries, rules=FetchRules(loopback=True)
        )
        for outcome in update([_on_loopback(entry, url) for entry in entries], updating):
            now = time.perf_counter()
            count = outcome.snapshot.count_all if outcome.snapshot else 0
            print(
                f"{outcome.list_id:34} {sizes[outcome.list_id]:>12,} bytes {count:>7,} listings {now - last:6.1f} s "
                f"{_peak():5.0f} MB  {outcome.result}"
            )
            last, listings = now, listings + count
            refused += [outcome.sentence] if outcome.code else []
    seconds = time.perf_counter() - begin
    here.send("done")
    server.join()
    print(
        f"{len(entries)} lists, {listings:,} listings, {sum(sizes.values()):,} bytes, {seconds:.1f} s, "
        f"peak {_peak():.0f} MB, refused: {refused or 'none'}"
    )


def _serve(pipe: Any, list_ids: list[str]) -> None:  # noqa: ANN401 - a connection of multiprocessing
    sys.path[:0] = [str(Path(__file__).parents[1] / "tests")]
    import format_parties
    import formats
    import publisher

    served, catalogue, sizes = publisher.Publisher(), read_catalogue(), {}
    for list_id in list_ids:
        body = formats.file_of(
            catalogue[list_id], format_parties.parties_of(list_id), datetime.now(UTC).date()
        )
        sizes[list_id] = len(body)
        source = catalogue[list_id].source
        assert source is not None
        served.serve(f"/{list_id}", publisher.Answer(body, headers={"Content-Type": source.content_types[0]}))
    pipe.send((served.url, sizes))
    pipe.recv()
    served.close()


def _on_loopback(entry: CatalogueEntry, url: str) -> CatalogueEntry:
    """The entry with all its guards, asked on this machine and not at its publisher."""
    assert entry.source is not None
    source = replace(
        entry.source,
        url=f"{url}/{entry.watchlist.id}",
        hosts=("127.0.0.1",),
        accept_licence="",
        found_on="",
        found_by="",
    )
    return replace(entry, source=source)


def _peak() -> float:
    """The most memory this process ever held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
