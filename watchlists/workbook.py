"""Reading a workbook's cells in a child process that may die; this one never does.

The child gets the bytes over a pipe, and has no environment, no files and little memory and time: a workbook of two
kilobytes can make a reader ask for terabytes and abort the whole program. Whatever it answers is read as plain JSON
and counted; if it dies, the file is refused. Uploads, publishers' lists and lists of one's own are read by this one way.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from watchlists.errors import NotTheList

CHILD = Path(__file__).with_name("workbook_child.py")
LINE_BYTES = 64 * 2**20  # 256 cells of 2,000 characters as escapes are 3 MB; a longer line is no row of ours
MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]\d\d:\d\d:\d\d(\.\d+)?")
ZIP = b"PK\x03\x04"
PASSWORD, STOPPED = "password", "stopped"


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What the child may use, and where it gives the length of a cell in place of its text."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: float
    cell_chars: int


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """What a list may hold; the largest we know of has 20,000 rows of some 30 columns."""

    child: ChildLimits = ChildLimits(2**30, 60, 120.0, 32_767)  # a cell of Excel holds no more characters
    rows: int = 500_000  # of all sheets
    columns: int = 256
    chars: int = 200_000_000


LISTS = SheetLimits()


class ChildFailed(Exception):
    """The child gave no whole answer; `kind` is "password", "stopped", or what the reader stumbled over."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def answers(content: bytes, limits: ChildLimits) -> Iterator[object]:
    """What the child says of a workbook, line by line; see `workbook_child`.

    Raises:
        ChildFailed: it died, took too long, or could not read the workbook.
    """
    arguments = [str(limits.memory_bytes), str(limits.cpu_seconds), str(limits.cell_chars)]
    with (
        parents_pipe() as pipe,
        subprocess.Popen(  # noqa: S603 - our own interpreter and script; no word of the user's
            [sys.executable, "-I", str(CHILD), *arguments, str(pipe), str(limits.wall_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            pass_fds=(pipe,),
        ) as child,
    ):
        timer = threading.Timer(limits.wall_seconds, child.kill)
        timer.start()
        try:
            assert child.stdin is not None
            assert child.stdout is not None
            _send(child.stdin, content)
            yield from _lines(child.stdout)
        finally:
            timer.cancel()
            child.kill()


@contextmanager
def parents_pipe() -> Iterator[int]:
    """The reading end of a pipe for a child: it sees the end of this process, which alone holds the writing one."""
    reading, writing = os.pipe()
    try:
        yield reading
    finally:
        os.close(reading)
        os.close(writing)


def sheets(content: bytes, limits: SheetLimits = LISTS) -> Iterator[tuple[str, list[list[str]]]]:
    """Every worksheet with its rows, from the first column on; days without their time, blanks as "".

    Raises:
        NotTheList: the file is no workbook, wants a password, or holds more than a list can have.
    """
    rows: list[list[str]] = []
    name, left, number, chars = "", 0, 0, 0
    for answer in _judged(content, limits):
        if isinstance(answer, dict):
            if name:
                yield name, rows
            name, left, rows = str(answer.get("sheet", "")), int(answer.get("left", 0)), []
            continue
        assert isinstance(answer, list)
        if not all(isinstance(cell, str) for cell in answer):
            raise NotTheList("A cell of the workbook is longer than a cell can be.")
        number, chars = number + 1, chars + sum(map(len, answer))
        if number > limits.rows or left + len(answer) > limits.columns or chars > limits.chars:
            raise NotTheList(
                f"The workbook has more than {limits.rows:,} rows, {limits.columns} columns or {limits.chars:,} "
                "characters; no list has."
            )
        rows.append(
            [""] * left + [MIDNIGHT.sub(r"\1", cell) if MIDNIGHT.fullmatch(cell) else cell for cell in answer]
        )


def _judged(content: bytes, limits: SheetLimits) -> Iterator[object]:
    if not content.startswith(ZIP):
        raise NotTheList("The file is no workbook (.xlsx), or one that is protected with a password.")
    try:
        for answer in answers(content, limits.child):
            if not (isinstance(answer, dict) and "sheets" in answer):
                yield answer
    except ChildFailed as error:
        why = {
            PASSWORD: "is protected with a password",
            STOPPED: "needs more memory or time to read than a list can",
        }.get(error.kind, f"cannot be read ({error.kind})")
        raise NotTheList(f"The workbook {why}.") from error


def _send(pipe: IO[bytes], content: bytes) -> None:
    """A child that dies at once closes the pipe; its silence is judged afterwards."""
    try:
        pipe.write(content)
        pipe.close()
    except BrokenPipeError:
        return


def _lines(pipe: IO[bytes]) -> Iterator[object]:
    while line := pipe.readline(LINE_BYTES):
        try:
            answer = json.loads(line)
        except ValueError as error:  # cut off in the middle: the child was stopped
            raise ChildFailed(STOPPED) from error
        if isinstance(answer, dict) and "error" in answer:
            raise ChildFailed(str(answer["error"]))
        yield answer
        if isinstance(answer, dict) and answer.get("end"):
            return
    raise ChildFailed(STOPPED)
