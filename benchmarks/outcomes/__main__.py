"""The command: `freeze` and `compare`; what they do stands in the package's own lines."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks.outcomes.compare import compare, report, sentence
from benchmarks.outcomes.screen import screen_set, shipped_engine
from benchmarks.outcomes.sources import SETS, load_sets
from benchmarks.outcomes.storage import read_sets, write_sets

FROZEN = Path(__file__).parent / "frozen"


def freeze(folder: Path, only: tuple[str, ...]) -> None:
    """Screen the sets and write what became of them."""
    engine = shipped_engine()
    sets = {name: screen_set(engine, rows) for name, rows in load_sets(only).items()}
    write_sets(folder, sets)
    for name, frozen in sets.items():
        rows = sum(sum(outcomes.values()) for outcomes in frozen.counts.values())
        print(f"{name}: {rows:,} rows in {len(frozen.counts)} files, {len(frozen.records):,} stored")
    print(f"{len(sets)} sets frozen in {folder}, {time.process_time():.0f} s of processor time.")


def compare_folders(before: Path, after: Path | None, only: tuple[str, ...]) -> None:
    """Print the difference between a folder and the present code, or another folder."""
    engine, sources = shipped_engine(), load_sets(only)
    names = {listing.id: listing.name for listing in engine.library.listings}
    old = read_sets(before)
    new = read_sets(after) if after else {name: screen_set(engine, rows) for name, rows in sources.items()}
    compared = [name for name in only or tuple(SETS) if name in old and name in new]
    for name in (name for name in only or tuple(SETS) if (name in old) != (name in new)):
        print(f"{name}: only {'before' if name in old else 'after'}, not compared")
    totals: Counter[str] = Counter()
    for name in compared:
        found = compare(name, old[name], new[name])
        texts = {row.key: row.text for row in sources.get(name, ())}
        for line in report(found, names, texts):
            print(line)
        for kind, count in found.totals.items():
            totals[kind] += count
    print(
        f"{len(compared)} sets compared: {sentence(totals) or 'nothing'}; "
        f"{time.process_time():.0f} s of processor time."
    )


def main(arguments: list[str]) -> int:
    """Run a sub-command; 2 where it is not understood."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outcomes")
    commands = parser.add_subparsers(dest="command", required=True)
    freezing = commands.add_parser("freeze", help="screen the sets and write what became of them")
    freezing.add_argument("-o", "--output", type=Path, default=FROZEN, metavar="FOLDER")
    comparing = commands.add_parser("compare", help="print what differs from a frozen folder")
    comparing.add_argument("before", type=Path, nargs="?", default=FROZEN)
    comparing.add_argument("after", type=Path, nargs="?", help="a second folder; else the sets are screened")
    for command in (freezing, comparing):
        command.add_argument("--only", action="append", choices=tuple(SETS), default=[], metavar="SET")
    given = parser.parse_args(arguments)
    if given.command == "freeze":
        freeze(given.output, tuple(given.only))
        return 0
    for folder in filter(None, (given.before, given.after)):
        if not (folder / "counts.csv").exists():
            parser.error(f"{folder} holds no frozen sets; make them with: freeze -o {folder}")
    compare_folders(given.before, given.after, tuple(given.only))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
