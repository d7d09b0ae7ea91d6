"""Reading a workbook's cells in a child process that may die; this one never does.

The child gets the very bytes that were judged, over a pipe, and has no environment, no files and little
memory and time. Whatever it answers is read as plain JSON and counted; if it dies, the file is refused.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from screening.intake.grid import Grid, LongCell
from screening.intake.limits import Limits
from screening.intake.refusals import refusal
from screening.intake.sheet_facts import SheetFacts

_CHILD = Path(__file__).with_name("child.py")
_LINE_BYTES = 64 * 2**20  # 256 cells of 2,000 characters as escapes are 3 MB; a longer line is no row of ours


def read_workbook(content: bytes, name: str, sheets: list[SheetFacts], limits: Limits) -> list[Grid]:
    """The grids of the worksheets, in the order of `sheets`.

    Raises:
        UploadRefused: reader-failed, reader-limits, password, too-much-text.
    """
    arguments = [str(limits.memory_bytes), str(limits.cpu_seconds), str(limits.cell_chars)]
    command = [sys.executable, "-I", str(_CHILD), *arguments]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and script; no word of the user's
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
    ) as child:
        timer = threading.Timer(limits.wall_seconds, child.kill)
        timer.start()
        try:
            assert child.stdin is not None
            assert child.stdout is not None
            _send(child.stdin, content)
            return _grids(child.stdout, name, sheets, limits)
        finally:
            timer.cancel()
            child.kill()


def _send(pipe: IO[bytes], content: bytes) -> None:
    """A child that dies at once closes the pipe; its silence is judged afterwards."""
    try:
        pipe.write(content)
        pipe.close()
    except BrokenPipeError:
        return


def _answers(pipe: IO[bytes], name: str) -> Iterator[object]:
    while line := pipe.readline(_LINE_BYTES):
        try:
            answer = json.loads(line)
        except ValueError as error:  # cut off in the middle: the child was stopped
            raise refusal("reader-limits", name=name) from error
        if isinstance(answer, dict) and "error" in answer:
            if answer["error"] == "password":
                raise refusal("password", name=name)
            raise refusal("reader-failed", name=name, what=str(answer["error"])[:40])
        yield answer
        if isinstance(answer, dict) and answer.get("end"):
            return
    raise refusal("reader-limits", name=name)


def _grids(pipe: IO[bytes], name: str, sheets: list[SheetFacts], limits: Limits) -> list[Grid]:
    grids: dict[str, Grid] = {}
    kept: dict[str, str] = {}  # one object for texts that repeat, as countries and employers do
    facts = {sheet.name: sheet for sheet in sheets}
    rows: list[list[str]] = []
    left: list[str] = []
    chars = 0
    for answer in _answers(pipe, name):
        if isinstance(answer, dict):
            if (sheet := answer.get("sheet")) is not None:
                if sheet not in facts or sheet in grids:
                    raise refusal("reader-failed", name=name, what="sheets were read differently")
                rows, left = [], [""] * int(answer["left"])
                grids[sheet] = Grid(sheet, rows, facts[sheet])
            continue
        assert isinstance(answer, list)
        row = left + [_cell(value, kept) for value in answer]
        chars += sum(map(len, row))
        if chars > limits.all_chars:
            raise refusal("too-much-text", name=name, limit=limits.all_chars)
        rows.append(row)
    if set(grids) != set(facts):
        raise refusal("reader-failed", name=name, what="a sheet is missing")
    return [grids[sheet.name] for sheet in sheets]


def _cell(value: object, kept: dict[str, str]) -> str:
    if isinstance(value, str):
        return kept.setdefault(value, value)
    assert isinstance(value, list)
    length, shown = value
    return LongCell(shown, length)
