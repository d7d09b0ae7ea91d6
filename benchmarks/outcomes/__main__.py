"""The command: `freeze`, `compare` and `texts`; what they do stands in the package's own lines."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from difflib import unified_diff
from pathlib import Path

from benchmarks.outcomes.answers import answer_texts
from benchmarks.outcomes.compare import compare, report, sentence
from benchmarks.outcomes.reports import report_texts
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


def write_texts(folder: Path) -> None:
    """Write reports and answers as text, one file each."""
    for part, texts in (("reports", report_texts()), ("answers", answer_texts())):
        for name, lines in texts:
            path = folder / part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{sum(path.is_file() for path in folder.rglob('*'))} texts written to {folder}.")


def compare_texts(before: Path, after: Path, most: int) -> int:
    """Print every line that differs between two folders of texts, at most so many a text; 1 where any does."""
    names = sorted(
        {
            path.relative_to(each).as_posix()
            for each in (before, after)
            for path in each.rglob("*")
            if path.is_file()
        }
    )
    differing = 0
    for name in names:
        old, new = (
            (each / name).read_text(encoding="utf-8").splitlines() if (each / name).exists() else []
            for each in (before, after)
        )
        if old != new:
            differing += 1
            lines = [
                line for line in unified_diff(old, new, n=0, lineterm="") if line[:3] not in ("---", "+++")
            ]
            print(f"{name}: {len(lines)} lines")
            for line in lines[:most]:
                print(f"  {line[:300]}")
    print(f"{len(names)} texts compared, {differing} differ.")
    return 1 if differing else 0


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
    texts = commands.add_parser("texts", help="write reports and answers as text, and compare them")
    texts.add_argument("folder", type=Path)
    texts.add_argument(
        "--before", type=Path, metavar="FOLDER", help="texts of the tree before, of the same day"
    )
    texts.add_argument("--lines", type=int, default=20, help="how many lines a text are printed")
    given = parser.parse_args(arguments)
    if given.command == "texts":
        write_texts(given.folder)
        return compare_texts(given.before, given.folder, given.lines) if given.before else 0
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
