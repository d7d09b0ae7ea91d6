"""Days, moments and figures as the visitor's locale writes them; the machine's own form stands beside, in `datetime`."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel import dates, numbers
from markupsafe import Markup

from web.i18n import _
from web.locales import speech


def day(given: date | str | None) -> str:
    """A day, or the day of a moment, that nobody misreads: 14 May 2001; with what machines read beside it."""
    return (
        Markup('<time datetime="{}">{}</time>').format(_date(given), day_text(given))
        if given
        else day_text(given)
    )


def day_text(given: date | str | None) -> str:
    """The same where no markup may stand."""
    return dates.format_date(_date(given), "long", locale=speech().locale) if given else _("not given")


def day_short(given: date) -> str:
    """A day of the last months, where there is little room: 25 Nov."""
    return dates.format_skeleton("MMMd", given, locale=speech().locale)


def moment(iso: str) -> str:
    """A moment of the database (ISO 8601, UTC) for reading: 25 November 2026, 09:30 UTC; "" for none."""
    if not iso:
        return ""
    given = datetime.fromisoformat(iso)
    return Markup('<time datetime="{}">{}</time>').format(iso, moment_text(given))


def moment_text(given: datetime) -> str:
    """The same where no markup may stand."""
    clock = dates.format_time(given.time(), "short", locale=speech().locale)
    return _("%(day)s, %(time)s UTC", day=day_text(given.date()), time=clock)


def duration(seconds: float) -> str:
    """About how long: "40 seconds", "3 minutes"."""
    return dates.format_timedelta(max(1, round(seconds)), threshold=1.5, locale=speech().locale)


def number(given: float) -> str:
    """A whole number with its thousands set apart."""
    return _number(round(given), speech().name)


def signed(points: int) -> str:
    """Points with their sign: "+12", "-7"."""
    return numbers.format_decimal(points, format="+#,##0;-#,##0", locale=speech().locale)


def fraction(given: float) -> str:
    """A figure from 0 to 1, with two places."""
    return numbers.format_decimal(given, format="0.00", locale=speech().locale)


def file_size(given: int) -> str:
    """The size of a file for reading: "34 kB", "2.1 MB"."""
    if given < 1_000_000:
        return _("%(size)s kB", size=number(max(1, given / 1_000)))
    return _("%(size)s MB", size=numbers.format_decimal(given / 1_000_000, "0.0", locale=speech().locale))


def _date(given: date | str | None) -> date | None:
    if isinstance(given, str):
        return datetime.fromisoformat(given).date()
    return given


@lru_cache(maxsize=4_096)
def _number(given: int, locale: str) -> str:
    """A page of a check holds some thirty, the same on every page; CLDR's patterns are slow to follow."""
    return numbers.format_decimal(given, locale=locale)
