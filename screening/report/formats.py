"""The forms of a report."""

from __future__ import annotations

from typing import Literal

Format = Literal["xlsx", "fresh-xlsx", "csv", "json", "ndjson", "parquet"]
ReportForm = Format | Literal["parts"]  # or a ZIP of parts in one of them
PARTS: Literal["parts"] = "parts"
