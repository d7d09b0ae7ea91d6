"""The forms of a report."""

from __future__ import annotations

from typing import Literal

Format = Literal["xlsx", "fresh-xlsx", "csv", "json", "ndjson"]
