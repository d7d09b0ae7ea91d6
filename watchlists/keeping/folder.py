"""Where fetched and imported lists live on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def data_folder(environment: Mapping[str, str]) -> Path:
    """The data folder: SCREENING_DATA, else research-screening under the user's own data folder (XDG).

    It need not exist; where it does not, the shipped lists are in force.
    """
    if given := environment.get("SCREENING_DATA"):
        return Path(given).expanduser()
    base = environment.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "research-screening"


def lists_folder(data: Path) -> Path:
    """The part of the data folder that holds lists; nothing else writes there."""
    return data / "lists"
