"""The same run gives the same bytes: a workbook's archive without the time of writing.

openpyxl stamps every member of the archive and the document's properties with the clock. Here each member gets
the time of screening instead, and so does the `modified` property. Members named in `changes` are changed by the
function given for them; nothing else is.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from screening.progress import Progress

_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_UNIX_FILE = 0o100600 << 16
_LEVEL = 6
_BLOCK = 1 << 20  # bytes
Change = Callable[[bytes], bytes]


def write_reproducible(
    made: Path, out: Path, at: datetime, changes: Mapping[str, Change], tick: Progress
) -> None:
    """Copy the archive `made` to `out` with every time in it set to `at`; `tick` is told of the rows copied."""
    changes = {**changes, _CORE: partial(_timed, at=at)}
    stamp = (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second // 2 * 2)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            info = zipfile.ZipInfo(member.filename, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info._compresslevel = _LEVEL  # type: ignore[attr-defined]
            info.create_system, info.external_attr = 3, _UNIX_FILE
            info.file_size = member.file_size
            with source.open(member) as given, target.open(info, "w") as kept:
                if change := changes.get(member.filename):
                    kept.write(change(given.read()))
                else:
                    while block := given.read(_BLOCK):
                        kept.write(block)
                        tick(block.count(b"<row "))


def _timed(core: bytes, at: datetime) -> bytes:
    time = f"{at:%Y-%m-%dT%H:%M:%SZ}".encode()
    return _MODIFIED.sub(rb"\g<1>" + time + rb"\g<2>", core)
