"""A service on a small world of lists, so that processes start at once. Run as a program, it is one process of it.

small_service.py accept LIST [COUNT [FORMAT,… [STAGE]]]  accept a list and print the ids of its runs
small_service.py worker [SLOW [STAGE]]                   work; SLOW seconds are spent on every subject
small_service.py watcher [SLOW [STAGE]]                  the same, and look after watches all the time
small_service.py erase DAYS [STAGE]                      erase what is due in so many days
small_service.py move [NUMBER | STAGE]                   move to PostgreSQL; the NUMBERth sentence kills it, from 0

At a STAGE ("module.function:before" or ":after") the process kills itself, as `kill -9` would.
"""

import functools
import os
import pkgutil
import signal
import sys
import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from screening.context import open_context
from screening.engine import Engine
from screening.link import build
from screening.model import Subject
from screening.pipeline import ScreeningRequest
from screening.policy.facts import ProjectFacts
from screening.policy.list_state import ListState
from screening.policy.read import choose, read_policies
from screening.progress import no_progress
from screening.review import case_intake
from screening.runs.engines import Engines
from screening.runs.erasures import carry_out_due
from screening.runs.move_to_postgresql import move_to_postgresql
from screening.runs.pins import pins_of
from screening.runs.submit import submit_list
from screening.runs.worker import Worker
from screening.settings import read_settings
from screening.watch.chores import WATCH_CHORES
from watchlists.catalogue import read_catalogue
from watchlists.library import LISTS, Library, load_list
from watchlists.register import Register, load_register

LIST = "us-dow-1286"
POLICY = "international-baseline"
DEADLY = "Deadly"  # a subject of this name kills whoever screens it slowly
MOMENT = datetime(2026, 11, 25, 9, tzinfo=UTC)
DAY = MOMENT.date()


@dataclass(frozen=True)
class Slow:
    """A linker that takes its time, so that a kill finds work in hand."""

    linker: object
    seconds: float

    @property
    def universe(self):
        return self.linker.universe

    @property
    def printed(self):
        return self.linker.printed

    def link(self, subject: Subject, tick=no_progress):
        if DEADLY in subject.name:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(self.seconds)
        return self.linker.link(subject, tick)

    def link_all(self, subjects, tick=no_progress):
        return [self.link(subject, tick) for subject in subjects]


def small_engine(day: date = DAY, slow: float = 0.0) -> Engine:
    engine = _quick_engine(day)
    return replace(engine, linker=Slow(engine.linker, slow)) if slow else engine


def _quick_engine(day: date) -> Engine:
    return _engine_over(day, os.environ.get("SMALL_SERVICE_LIST") or str(LISTS / f"{LIST}.csv"))


@functools.cache  # whoever is forked from a process that has it need not make it
def _engine_over(day: date, path: str) -> Engine:
    entry = read_catalogue()[LIST]
    library = Library({LIST: load_list(entry, Path(path))}, {}).as_of(day)
    whole = load_register()
    register = Register({body.id: body for body in whole.in_order[:300]}, whole.file_sha256)
    return Engine(
        library=library,
        register=register,
        linker=build(library, register),
        policies=choose(read_policies(), [POLICY]),
        lists=ListState.of(library),
        on=day,
        project=ProjectFacts(),
    )


def order(**choices) -> ScreeningRequest:
    size = int(os.environ.get("SMALL_SERVICE_CHUNK") or 10)
    return ScreeningRequest(**{"chunk_size": size, "format": "csv", **choices})


def die_at(stage: str) -> None:
    name, _, when = stage.partition(":")
    owner = pkgutil.resolve_name(name.rpartition(".")[0])
    real = getattr(owner, name.rpartition(".")[2])

    @functools.wraps(real)
    def deadly(*args, **kwargs):
        if when == "after":
            real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name.rpartition(".")[2], deadly)


def forked(words: list[str], environment: dict[str, str], said, faults) -> None:
    """What a process does that was forked from one in which everything is imported already."""
    os.dup2(said.fileno(), 1)
    os.dup2(faults.fileno(), 2)
    os.environ.clear()
    os.environ.update(environment)
    main(words)


def main(words: list[str]) -> None:
    place = open_context(read_settings())
    case_intake.PORTION = int(os.environ.get("SMALL_SERVICE_PORTION") or case_intake.PORTION)
    match words:
        case ["accept", path, *rest]:
            pins = pins_of(small_engine())
            asked = [order(format=each) for each in (rest[1] if rest[1:] else "csv").split(",")]
            if rest[2:]:
                die_at(rest[2])
            for each in asked * (int(rest[0]) if rest else 1):
                run_id = submit_list(
                    place, Path(path), each, pins, actor="ana", team="office", screened_at=MOMENT
                )
                sys.stdout.write(run_id + "\n")
                sys.stdout.flush()
        case ["worker" | "watcher" as kind, *slow]:
            seconds = float(slow[0]) if slow else 0.0
            if slow[1:]:
                die_at(slow[1])
            chores = [replace(each, seconds=0.2) for each in WATCH_CHORES] if kind == "watcher" else []
            place = replace(place, now=lambda: MOMENT) if kind == "watcher" else place
            worker = Worker(place, Engines(lambda day: small_engine(day, seconds)), chores=chores)
            signal.signal(signal.SIGTERM, lambda *_: worker.stopping.set())
            sys.stdout.write(worker.executor + "\n")
            sys.stdout.flush()
            worker.run()
        case ["erase", days, *stage]:
            if stage:
                die_at(stage[0])
            carry_out_due(replace(place, now=lambda: place.now() + timedelta(days=int(days))))
        case ["move", *where]:
            place.close()
            number = int(where[0]) if where and where[0].isdecimal() else None
            if where and number is None:
                die_at(where[0])
            told = []

            def tell(sentence):
                sys.stdout.write(sentence + "\n")
                sys.stdout.flush()
                told.append(sentence)
                if number is not None and len(told) > number:
                    os.kill(os.getpid(), signal.SIGKILL)

            move_to_postgresql(place.settings, "ana", tell)
    place.close()


if __name__ == "__main__":
    main(sys.argv[1:])
