"""A list on its way in: spooled to a file of the data folder piece by piece, whatever its size and how it is sent."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flask import request

from screening.errors import ScreeningError
from screening.runs.list_limits import ListLimits
from screening.runs.previews import LIST_LIMITS
from web.api import ndjson
from web.api.described import FORM
from web.api.runs_answers import TYPES

_PIECE = 2**20


class NoList(ScreeningError):
    """The call holds no list."""

    code, status = "no-list", 400


@dataclass(frozen=True, slots=True)
class Incoming:
    """What was sent: its bytes in a file, and its name as far as the call tells."""

    path: Path
    name: str


def allow_a_list(named: str, limits: ListLimits = LIST_LIMITS) -> None:
    """Take as large a body as a list may be; to be called before any of it is read."""
    is_stream = request.mimetype in ndjson.TYPES or named.lower().endswith(ndjson.ENDINGS)
    request.max_content_length = limits.csv_bytes * (ndjson.BYTES_OF_CSV if is_stream else 1) + _PIECE


@contextmanager
def incoming(folder: Path, named: str, limits: ListLimits = LIST_LIMITS) -> Iterator[Incoming]:
    """Give the list that was sent, in a file under `folder` that lasts as long as the context.

    Args:
        folder: the scratch folder: its files are for its owner alone, and what a kill leaves is cleared up.
        named: the list's name, where the call says it.
        limits: of the list.

    Raises:
        NoList: nothing was sent.
        StreamRefused, StreamTooLong: it is a stream of subjects that cannot be read.
    """
    with sent_file(folder, named or _named_in_form() or usual_name()) as sent:
        if request.mimetype not in ndjson.TYPES and not sent.name.lower().endswith(ndjson.ENDINGS):
            yield sent
            return
        with tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-") as made:
            ndjson.to_list(sent.path, Path(made.name), limits.rows)
            yield Incoming(Path(made.name), f"{Path(sent.name).stem}.csv")


@contextmanager
def sent_file(folder: Path, named: str) -> Iterator[Incoming]:
    """Give the bytes that were sent, as they are, in a file under `folder` that lasts as long as the context.

    Args:
        folder: the data folder, whose files are for its owner alone.
        named: the file's name, where the call says it; "" where only a form may say it.

    Raises:
        NoList: nothing was sent.
    """
    with tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-") as file:
        _take(file)
        yield Incoming(Path(file.name), named or _named_in_form())


def usual_name() -> str:
    """What a list is called that has no name, by the type of the body."""
    return "list.xlsx" if request.mimetype == TYPES["xlsx"] else "list.csv"


def _named_in_form() -> str:
    sent = request.files.get("file") if request.mimetype == FORM else None
    return (sent.filename if sent else "") or ""


def _take(file: IO[bytes]) -> None:
    """Write what was sent to a file, piece by piece.

    Raises:
        NoList: nothing was sent.
    """
    sent = request.files.get("file") if request.mimetype == FORM else None
    source = sent or request.stream
    if request.mimetype == FORM and sent is None:
        raise NoList("The form has no field `file`; send the file there, or as the body itself.")
    while piece := source.read(_PIECE):
        file.write(piece)
    if not file.tell():
        raise NoList("The body is empty; send the file as the body, or as form field `file`.")
    file.flush()
