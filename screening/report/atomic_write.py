"""A report is written whole or not at all.

The bytes go to a file beside the place asked for, are forced to the disk, and take the name in one step. When
anything fails, what stood there before still stands and no part is left behind.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screening.errors import OutputUnwritable


@contextmanager
def write_atomically(out: Path) -> Iterator[Path]:
    """Give a path to write to; on leaving without an error the file there becomes `out`.

    Raises:
        OutputUnwritable: the folder is missing, full or not ours, or `out` is a folder.
    """
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".report-", suffix=".part", dir=out.parent)
        os.close(handle)
        part = Path(name)
        yield part
        _force_to_disk(part)
        part.replace(out)
        _force_to_disk(out.parent)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise OutputUnwritable(
            f"The report cannot be written to {out} ({reason}); name another file or make room, then run again.",
            path=str(out),
        ) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _force_to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
