"""A stream of subjects, one JSON object a line, as the list that runs read: a CSV with a column for every key.

The objects are those of `POST /screen`; other keys become columns by their own name. Line n stands in row n + 1, with its
number. The stream is taken whole or refused whole, naming the line that cannot be read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from screening.bulk.sources import as_cell
from screening.errors import ScreeningError
from screening.intake.limits import LIMITS
from screening.metadata import metadata_header
from web.api.models import Metadata
from web.faults import MOST, FaultJson, body_faults, pointer_to, summary_of
from web.strict_json import JsonRefused, read_json

TYPES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")
ENDINGS = (".ndjson", ".jsonl")
# Every line repeats the keys; the list that is made of it is judged as any other.
BYTES_OF_CSV = 4  # bytes of a stream for each byte of a CSV list
_LINE = 2**20  # bytes; a subject with fifty affiliations is about 100,000
_NUMBER = "number"  # of the line; a second column, since one column alone is read as names without a header
# A name stands in the column of its type, so that a person is read as one.
_METADATA: TypeAdapter[dict[str, str]] = TypeAdapter(Metadata)
_NAMES = {"person": "person name", "organisation": "organisation"}


class StreamRefused(ScreeningError):
    """Lines cannot be read; nothing of the stream was kept. The fact `errors` has each fault of the first of them."""

    code, status = "ndjson-refused", 422


class StreamTooLong(ScreeningError):
    """There are more lines than a run takes."""

    code, status = "ndjson-too-long", 413


def to_list(stream: Path, out: Path, most_lines: int) -> None:
    """Write the list that a stream is, once all of it has been read.

    Args:
        stream: the lines.
        out: the file to write.
        most_lines: that a run takes.

    Raises:
        StreamRefused: with what is wrong in each line, up to a hundred faults.
        StreamTooLong: naming the line.
    """
    keys: dict[str, None] = {}
    faults: list[FaultJson] = []
    for number, row in _rows(stream, faults, most_lines):
        keys.update(dict.fromkeys(row))
        if len(keys) > LIMITS.columns:
            raise StreamRefused(f"Line {number}: there are more than {LIMITS.columns} different keys.")
    if faults:
        raise StreamRefused(summary_of(faults), errors=tuple(faults[:MOST]))
    if not keys:
        raise StreamRefused("No line holds an object; send one subject a line.")
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        named = [*keys] if _NUMBER in keys else [_NUMBER, *keys]
        writer.writerow(named)
        for number, row in _rows(stream, faults, most_lines):
            cells = {_NUMBER: str(number), **row} if row else {}
            writer.writerow([cells.get(key, "") for key in named])


def _rows(stream: Path, faults: list[FaultJson], most_lines: int) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line's number and cells; a blank line has none, and one that cannot be read adds to `faults`."""
    with stream.open("rb") as file:
        number = 0
        while line := file.readline(_LINE + 1):
            number += 1
            if len(line) > _LINE:
                raise StreamRefused(f"Line {number} is longer than {_LINE:,} bytes; no subject is.")
            if number > most_lines:
                raise StreamTooLong(
                    f"A run takes up to {most_lines:,} lines; send several, or screen the file with "
                    "`screening screen FILE` where it lies.",
                    limit=most_lines,
                )
            cells = _cells(line, number, faults) if line.strip() else {}
            if len(faults) >= MOST:
                return
            yield number, cells


def _cells(line: bytes, number: int, faults: list[FaultJson]) -> dict[str, str]:
    def add(pointer: str, code: str, sentence: str) -> None:
        faults.append(FaultJson(line=number, pointer=pointer, code=code, sentence=sentence))

    try:
        said = read_json(line)
    except JsonRefused as refusal:
        add("", refusal.code, f"Line {number}: {refusal.sentence}")
        return {}
    if not isinstance(said, dict):
        add("", "type-mismatch", f"Line {number} holds no object; send one subject a line.")
        return {}
    cells = {}
    metadata = said.pop("metadata", None) or {}
    try:
        own = _METADATA.validate_python(metadata)
        said |= {metadata_header(key): text for key, text in own.items()}
    except ValidationError as error:
        for fault in body_faults(error, metadata):
            faults.append(fault.beneath("metadata").model_copy(update={"line": number}))
    for key, value in _flat(said).items():
        text = as_cell(key, value)
        if text is None:
            shown = f"Line {number}: {key[:80]!r} holds no text; send a text or a list of texts."
            sent = key if key in said else "name" if key in _NAMES.values() else "identifiers"
            add(pointer_to([sent]), "type-mismatch", shown)
        else:
            cells[key] = text
    return cells


def _flat(said: dict[str, Any]) -> dict[str, Any]:
    """The object with its identifiers as keys of their own, and its name under the key of its type."""
    flat: dict[str, Any] = {}
    for key, value in said.items():
        if key == "identifiers" and isinstance(value, list):
            for each in value:
                if not isinstance(each, dict) or each.keys() != {"scheme", "value"}:
                    flat[key] = value  # refused, since it holds no text
                    break
                flat.setdefault(str(each["scheme"]), []).append(each["value"])
        elif key == "name":
            flat[_NAMES.get(str(said.get("type")), key)] = value
        elif key != "type" or "name" not in said:
            flat[key] = value
    return flat
