"""What came of verifying an installation, as JSON for programs."""

from __future__ import annotations

from pydantic import Field

from screening.audit import Head, LogFault
from screening.audit.chain import Area
from screening.json_model import JsonModel
from screening.runs.verification import VerificationResult


class LogFaultJson(JsonModel):
    """What is wrong, and where."""

    area: Area
    entry: int | None = Field(description="Null where no entry speaks of it.")
    sentence: str

    @classmethod
    def of(cls, fault: LogFault) -> LogFaultJson:
        """A fault as it is told."""
        return cls(area=fault.area, entry=fault.sequence or None, sentence=fault.sentence)


class VerificationJson(JsonModel):
    """Whether the log is whole, what it was held against, and what stands against it."""

    whole: bool = Field(description="No faults, and something outside the database vouches for the end.")
    entries: int
    head: Head
    heads: int
    heads_outside: int
    rows_compared: int
    files_read: int | None = Field(description="Null where stored files were left out.")
    faults: list[LogFaultJson]
    notices: list[LogFaultJson]

    @classmethod
    def of(cls, verified: VerificationResult) -> VerificationJson:
        """All that came of verifying."""
        return cls(
            whole=not verified.faults and not verified.unproven,
            entries=verified.head.sequence,
            head=verified.head,
            heads=verified.heads,
            heads_outside=verified.archived,
            rows_compared=verified.compared,
            files_read=verified.files,
            faults=list(map(LogFaultJson.of, verified.faults)),
            notices=list(map(LogFaultJson.of, verified.notices)),
        )
