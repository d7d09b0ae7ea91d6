"""Moments and days in calls, as ISO 8601 has them.

Moments are read as UTC where no offset is given, and handed on as the database has them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from web.faults import form

_PATTERN = r"^(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?)?$"
_WORDS = "a day or a moment, as in 2026-11-25 or 2026-11-25T09:00:00Z"


def _as_utc(text: str) -> str:
    if not text:
        return ""
    try:
        given = datetime.fromisoformat(text)
        return (given if given.tzinfo else given.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError) as error:
        # A day of February that there is not, or a year that an offset takes out of the calendar.
        raise PydanticCustomError("no_such_moment", "no such moment") from error


MomentText = Annotated[str, form(_PATTERN, _WORDS), AfterValidator(_as_utc)]


def _real_day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise PydanticCustomError("no_such_day", "no such day") from error


DayText = Annotated[str, form(r"^\d{4}-\d{2}-\d{2}$", "a day, as in 2027-11-30"), AfterValidator(_real_day)]
