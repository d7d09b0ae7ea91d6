"""`python -m watchlists.formats LIST_ID SOURCE_FILE... -o OUT`: write one list's data file from its sources."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

import watchlists.formats.transcriptions as package
from watchlists.listing_csv import write_listings
from watchlists.model import Listing

Transcriber = Callable[[Sequence[Path]], Iterable[Listing]]


def transcribers() -> dict[str, Transcriber]:
    """Every list that a module of `transcriptions` can write, by list id."""
    found: dict[str, Transcriber] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        found |= getattr(module, "LISTS", {})
    return dict(sorted(found.items()))


@click.command()
@click.argument("list_id")
@click.argument(
    "sources", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def main(list_id: str, sources: tuple[Path, ...], out: Path) -> None:
    """Write the data file of LIST_ID from the publisher's SOURCES."""
    known = transcribers()
    if list_id not in known:
        raise click.UsageError(f"There is no transcription of {list_id!r}; there are {', '.join(known)}.")
    listings = list(known[list_id](sources))
    write_listings(listings, out)
    click.echo(f"{out.name}: {len(listings)} listings.")


if __name__ == "__main__":
    main()
