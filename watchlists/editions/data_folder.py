"""Where fetched and imported lists live on this machine: in the data folder, beside what the service keeps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def data_folder(environment: Mapping[str, str]) -> Path:
    """The data folder: SCREENING_DATA, else screening-data where the command is run, as the service has it.

    It need not exist; where it does not, the shipped lists are in force.
    """
    return Path(environment.get("SCREENING_DATA") or "screening-data").expanduser()


def lists_folder(data: Path) -> Path:
    """The part of the data folder that holds lists; nothing else writes there."""
    return data / "lists"
