"""The linker with the seed register, with all of ROR, and with a million names: building, size, start, single checks.

The million are ROR's and as many more, cut and joined anew from printed names (`benchmarks.index_names`), each the name
of a body of its own in the country and city of a real one. Everything is measured in processes of its own, in seconds of
CPU. Texts are asked with no country, each met for the first time.
"""

from __future__ import annotations

import csv
import gc
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing import Queue, get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path

from benchmarks.index_names import SHARED, many_names
from benchmarks.index_world import lists_at_hand
from screening.link import Linker
from screening.mapped_file import read_value
from screening.matcher_cache import SHORT, compiled_linker
from screening.model import Subject, SubjectType
from watchlists.library import load_library
from watchlists.model import Body, RegisterName
from watchlists.register import Register, load_register
from watchlists.ror import read_ror, ror_records

SIZES = {"seed register": 0, "all of ROR": 1, "a million names": 1_000_000}
ASKED, TOGETHER, WARM = 2_000, 1_000, 150
START = (
    "import sys; from pathlib import Path; from screening.matcher_cache import SHORT; from screening.mapped_file import read_value\n"
    "from screening.model import Subject; read_value(Path(sys.argv[1]), SHORT).read(Subject(name='Beihang University'))"
)


def run() -> None:
    """Print the figures of each size."""
    if not lists_at_hand():
        return
    with tempfile.TemporaryDirectory() as folder:
        for title, names in SIZES.items():
            print(f"   {title}", flush=True)
            path = Path(folder) / str(names)
            for part in (_build, _start, _check):
                child = get_context("spawn").Process(target=part, args=(names, path))
                child.start()
                child.join()
            _side_by_side(path)


def _build(names: int, folder: Path) -> None:
    bodies = {body.id: body for body in _bodies(names)}
    register, library = Register(bodies, "0" * 64), load_library()
    before, held = time.process_time(), _memory()
    linker = compiled_linker(library, register, folder)
    (path,) = folder.glob("*.bin")
    print(
        f"   {len(linker.universe.names):,} names of {len(linker.universe.bearers):,} bearers: built and kept in "
        f"{time.process_time() - before:.0f} s, {path.stat().st_size / 1e6:.0f} MB; memory {held:.0f} MB before, "
        f"{_memory():.0f} MB at the peak",
        flush=True,
    )


def _bodies(names: int) -> Iterator[Body]:
    yield from load_register().in_order
    if not names:
        return
    real = list(read_ror(ror_records(SHARED / "register" / "ror_records.jsonl.gz")))
    yield from real
    chance, count = random.Random(1), sum(len(body.names) for body in real)
    for number, text in enumerate(many_names(max(names, count))[count:]):
        like = chance.choice(real)
        yield Body(
            f"domain:{number}.example", (RegisterName(text, "label"),), like.country, like.cities, like.types
        )


def _start(_names: int, folder: Path) -> None:
    (path,) = folder.glob("*.bin")
    for _ in range(3):
        subprocess.run([sys.executable, "-c", START, path], check=True)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"   a process that reads one name: {(spent.ru_utime + spent.ru_stime) / 3:.2f} s", flush=True)


def _check(_names: int, folder: Path) -> None:
    (path,) = folder.glob("*.bin")
    linker = read_value(path, SHORT)
    assert isinstance(linker, Linker)
    chance = random.Random(4)
    linker.open()
    linker.read(Subject(name="北京航空航天大学"))  # brings pypinyin in
    gc.collect()
    gc.freeze()  # as a process of the service does once its lists are loaded
    names = [
        name.text
        for name in (
            linker.universe.names[chance.randrange(len(linker.universe.names))] for _ in range(2 * ASKED)
        )
        if len(name.text) > 6
    ]
    with (SHARED / "inputs" / "openalex_partner_orgs.csv").open(encoding="utf-8", newline="") as file:
        partners = list(dict.fromkeys(row["organisation"] for row in csv.DictReader(file)))
    with (SHARED / "eval" / "affiliations_dev.csv").open(encoding="utf-8", newline="") as file:
        affiliations = list(dict.fromkeys(row["affiliation"] for row in csv.DictReader(file)))
    kind = SubjectType.ORGANISATION
    _one_by_one(linker, "a registered name", [Subject(name=text, type=kind) for text in names[:ASKED]])
    wrong = [Subject(name=_misspelt(text, chance), type=kind) for text in names[ASKED : ASKED + ASKED // 2]]
    _one_by_one(linker, "one wrong letter", wrong)
    _one_by_one(linker, "a partner", [Subject(name=text, type=kind) for text in partners[:ASKED]])
    _one_by_one(linker, "an affiliation", [Subject(affiliations=(text,)) for text in affiliations])
    rest = [Subject(name=text, type=kind) for text in partners[ASKED:]]
    start = time.process_time()
    for first in range(0, len(rest), TOGETHER):
        linker.link_all(rest[first : first + TOGETHER])
    print(f"   partners, {TOGETHER:,} at a time: {len(rest) / (time.process_time() - start):,.0f} a second")


def _side_by_side(folder: Path) -> None:
    """Affiliations by the clock, each met for the first time: half of them in each of two processes at once."""
    context = get_context("spawn")
    barrier, answers = context.Barrier(2), context.Queue()
    children = [context.Process(target=_half, args=(folder, number, barrier, answers)) for number in range(2)]
    for child in children:
        child.start()
    told = [answers.get(timeout=600) for _ in children]
    for child in children:
        child.join()
    count, longest = sum(count for count, _, _ in told), max(wall for _, wall, _ in told)
    spent = sum(spent for _, _, spent in told)
    print(
        f"   affiliations in two processes: {count / longest:,.0f} a second by the clock, "
        f"{2 * count / spent:,.0f} by their CPU",
        flush=True,
    )


def _half(folder: Path, number: int, barrier: Barrier, answers: Queue[tuple[int, float, float]]) -> None:
    (path,) = folder.glob("*.bin")
    linker = read_value(path, SHORT)
    assert isinstance(linker, Linker)
    linker.open()
    with (SHARED / "eval" / "affiliations_dev.csv").open(encoding="utf-8", newline="") as file:
        texts = list(dict.fromkeys(row["affiliation"] for row in csv.DictReader(file)))[number::2]
    subjects = [Subject(affiliations=(text,)) for text in texts]
    linker.link_all(subjects[:WARM])
    gc.collect()
    gc.freeze()
    barrier.wait()
    wall, spent = time.perf_counter(), time.process_time()
    linker.link_all(subjects[WARM:])
    answers.put((len(subjects) - WARM, time.perf_counter() - wall, time.process_time() - spent))


def _one_by_one(linker: Linker, title: str, subjects: list[Subject]) -> None:
    spent = []
    for subject in subjects:
        start = time.process_time_ns()
        linker.read(subject)
        spent.append((time.process_time_ns() - start) / 1e6)
    spent.sort()
    middle, late = spent[len(spent) // 2], spent[len(spent) * 99 // 100]
    print(
        f"   {title}: median {middle:.2f}, 99th percentile {late:.2f}, worst {spent[-1]:.1f} ms; "
        f"{1e3 * len(spent) / sum(spent):,.0f} a second",
        flush=True,
    )


def _misspelt(text: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(text) - 1)
    return text[:at] + chance.choice("abcdefgh") + text[at + 1 :]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
