"""One file of sections, mapped into memory and shared by every process that maps it.

It is written under another name, forced to disk and renamed: whoever is killed meanwhile leaves the old file or the new
one, never a part. It begins with the hash of the rest, and bytes that are not those that were written are refused. So is
a file that others than its owner may write.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
import tempfile
from collections.abc import Sequence
from pathlib import Path

_DIGEST = 32
_COUNT = struct.Struct("<Q")
_PLACE = struct.Struct("<QQ")
_ALIGNED = 64  # bytes: whole numbers of every size may then be read in place
_OTHERS_MAY_WRITE = 0o022


def write(path: Path, sections: Sequence[bytes | bytearray]) -> None:
    """Put a file of these sections in the place of `path`, readable by its owner only.

    Raises:
        OSError: the disk is full or the folder cannot be written; what was there stays.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            digest = hashlib.sha256()
            file.write(bytes(_DIGEST))
            for piece in _pieces(sections):
                digest.update(piece)
                file.write(piece)
            file.seek(0)
            file.write(digest.digest())
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def read(path: Path) -> list[memoryview] | None:
    """The sections of a file, mapped; None where it is missing, damaged, or others may write it."""
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            if state.st_uid != os.getuid() or state.st_mode & _OTHERS_MAY_WRITE:
                return None
            # Private to whoever writes, and nobody does; the product's accelerator refuses read-only arrays.
            content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
    except (OSError, ValueError):  # an empty file cannot be mapped
        return None
    if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
        return None
    (count,) = _COUNT.unpack_from(content, _DIGEST)
    places = [_PLACE.unpack_from(content, _DIGEST + _COUNT.size + _PLACE.size * at) for at in range(count)]
    return [content[start : start + size] for start, size in places]


def _pieces(sections: Sequence[bytes | bytearray]) -> list[bytes | bytearray]:
    """Everything behind the hash: the table of contents, and the sections with what aligns them."""
    end = _DIGEST + _COUNT.size + _PLACE.size * len(sections)
    contents: list[bytes | bytearray] = []
    parts: list[bytes | bytearray] = []
    for section in sections:
        gap = -end % _ALIGNED
        contents.append(_PLACE.pack(end + gap, len(section)))
        parts += [bytes(gap), section]
        end += gap + len(section)
    return [_COUNT.pack(len(sections)), *contents, *parts]
