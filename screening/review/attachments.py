"""What may stand beside a case as a file: kinds that offices use, told by their first bytes and not by their name alone.

Nothing of a file is ever opened or run here; the kinds are few so that nobody is handed a program as evidence.
"""

from __future__ import annotations

from pathlib import Path, PurePath

from screening.intake.limits import LIMITS
from screening.review.rules import DecisionRefused

LARGEST = max(LIMITS.xlsx_bytes, LIMITS.csv_bytes)  # bytes, as an upload
_TEXT, _ZIP, _OLE = b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KINDS = {
    ".pdf": b"%PDF",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".docx": _ZIP,
    ".xlsx": _ZIP,
    ".pptx": _ZIP,
    ".odt": _ZIP,
    ".ods": _ZIP,
    ".msg": _OLE,
    ".eml": _TEXT,
    ".txt": _TEXT,
    ".md": _TEXT,
    ".csv": _TEXT,
    ".json": _TEXT,
}
_HEAD = 4096  # bytes that are looked at


def check_file(source: Path, file_name: str) -> int:
    """Let only files of known kinds go by that are neither empty nor too large; gives the size in bytes.

    Raises:
        DecisionRefused: saying what may be attached.
    """
    size = source.stat().st_size
    if not 0 < size <= LARGEST:
        raise DecisionRefused(f"Attach a file of up to {LARGEST // 2**20} MB that is not empty.", what="file")
    ending = PurePath(file_name).suffix.lower()
    with source.open("rb") as file:
        head = file.read(_HEAD)
    first = KINDS.get(ending)
    if first is None or not head.startswith(first) or (first == _TEXT and b"\0" in head):
        kinds = ", ".join(sorted(KINDS))
        raise DecisionRefused(
            f"This is not one of the kinds that may be attached ({kinds}), or not what its name says.",
            what="file",
        )
    return size
