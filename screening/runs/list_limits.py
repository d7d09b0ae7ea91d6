"""How long a list may be that becomes a run of an installation, and from how many rows on it is read as a stream.

Workbooks have the caps of intake, whatever is set here: a workbook is read as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from screening.bulk.limits import BULK, BulkLimits
from screening.intake.limits import LIMITS, Limits
from screening.intake.refusals import refusal
from screening.settings import Settings

_ROWS = LIMITS.rows - 1  # of a list that is read at once, beside its header
# What refuses a list that is read at once only because it is long.
_TOO_LONG = ("too-many-rows", "too-large", "too-much-text")


@dataclass(frozen=True, slots=True)
class ListLimits:
    """Rows of a list, without its header."""

    rows: int = _ROWS  # of a CSV list that is taken at all
    part_rows: int = _ROWS  # of a list that is read at once, and of a part of the report of a longer one

    @staticmethod
    def of(settings: Settings) -> ListLimits:
        """Those of an installation."""
        return ListLimits(settings.max_rows, settings.part_rows)

    @property
    def csv_bytes(self) -> int:
        """Bytes of a CSV list: as many a row as a list has that is read at once."""
        return LIMITS.csv_bytes * -(-self.rows // _ROWS)

    def largest(self, head: bytes) -> int:
        """Bytes of a list that begins with these four."""
        return LIMITS.xlsx_bytes if is_workbook(head) else self.csv_bytes

    def at_once(self, head: bytes) -> Limits:
        """The caps under which a list that begins with these four bytes is read at once."""
        if is_workbook(head) or self.part_rows >= _ROWS:
            return LIMITS
        return replace(LIMITS, rows=self.part_rows + 1)

    def streams(self, head: bytes, code: str) -> bool:
        """Whether a list that begins with these four bytes, and was refused with `code`, is read as a stream."""
        return code in _TOO_LONG and self.rows > self.part_rows and not is_workbook(head)

    def check(self, head: bytes, code: str, name: str) -> None:
        """Advise to save a workbook as CSV, where it was refused with `code` because it is long.

        Raises:
            UploadRefused: workbook-too-long.
        """
        if code in _TOO_LONG and self.rows > _ROWS and is_workbook(head):
            facts = {"rows": _ROWS, "limit": LIMITS.xlsx_bytes, "most": self.rows}
            raise refusal("workbook-too-long", name=name, **facts)

    @property
    def stream(self) -> BulkLimits:
        """The caps under which a list is read as a stream; a line may be as long as in any list."""
        return replace(BULK, rows=self.rows + 1, line=LIMITS.csv_bytes)


def is_workbook(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a workbook, of today or of the old kind."""
    return head.startswith((b"PK", b"\xd0\xcf"))
