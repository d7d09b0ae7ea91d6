"""Names for what we write, safe on disk and in an HTTP header.

A name somebody gave an upload is a text like any other: it may hold paths, line breaks, directions of writing
and formulas. Stored uploads are named by their hash; these names are suggestions for people only.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path
from urllib.parse import quote

EXTENSIONS = {
    "xlsx": ".xlsx",
    "fresh-xlsx": ".xlsx",
    "csv": ".csv",
    "json": ".json",
    "ndjson": ".ndjson",
    "parquet": ".parquet",
    "parts": ".zip",
}
_LONGEST_STEM = 200  # bytes of UTF-8; with the endings it stays under the 255 of file systems
_FORBIDDEN = re.compile(r'[\\/:*?"<>|%;]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # device names on Windows
_EARLIER = re.compile(r"\.screened(?:-(\d+))?$")


def safe_stem(file_name: str) -> str:
    """Give the stem of a file name without paths, controls, directions of writing or a leading formula sign.

    Never empty: what has nothing left becomes "list".
    """
    name = re.split(r"[\\/]", file_name)[-1]
    name = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    stem = re.sub(r"\.(xlsx|csv)$", "", name, flags=re.IGNORECASE)
    stem = _FORBIDDEN.sub("_", stem).strip(" .").lstrip("=+-@'")
    stem = stem.encode()[:_LONGEST_STEM].decode(errors="ignore").strip(" .")
    return "list" if not stem else f"_{stem}" if _RESERVED.match(stem) else stem


def default_name(file_name: str, format: str = "xlsx") -> str:
    """Suggest a name for the report on an upload: "list.xlsx" gives "list.screened.xlsx".

    A report that is screened again counts on ("list.screened-2.xlsx"), so it does not take its own name.
    """
    stem = safe_stem(file_name)
    earlier = _EARLIER.search(stem)
    if earlier:
        number = int(earlier.group(1) or 1) + 1
        return f"{stem[: earlier.start()]}.screened-{number}{EXTENSIONS[format]}"
    return f"{stem}.screened{EXTENSIONS[format]}"


def name_as_of(file_name: str, day: date, format: str = "xlsx") -> str:
    """Suggest a name for a report with the decisions of another day: "list, decisions of 2026-11-25.screened.xlsx"."""
    stem = _EARLIER.sub("", safe_stem(file_name))
    return default_name(f"{stem}, decisions of {day.isoformat()}", format)


def default_output(path: Path, format: str = "xlsx") -> Path:
    """Suggest where the report on the list at `path` goes: beside it."""
    return path.with_name(default_name(path.name, format))


def content_disposition(name: str) -> str:
    """Give the value of a Content-Disposition header (RFC 6266): ASCII for old clients, UTF-8 for others."""
    stem, dot, ending = name.rpartition(".")
    safe = f"{safe_stem(stem if dot else name)}{dot}{ending if dot else ''}"
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", safe)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"
