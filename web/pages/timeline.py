"""Listings on one line of time, drawn on the server: from listed-from to listed-to, with today marked.

A listing without a first day is drawn from the left edge with an open end, and one without a last day runs on to
today; the text beside the drawing says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from screening.labels import wording
from watchlists.model import Listing, Status
from web.formats import day_text
from web.i18n import _

WIDTH, LEFT, RIGHT, ROW, TOP = 720, 20, 20, 34, 30  # pixels of the drawing
_MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One listing as drawn, and the sentence that says the same."""

    listing: Listing
    label: str
    x: float
    width: float
    y: int
    in_force: bool
    open_start: bool
    sentence: str

    @property
    def late(self) -> bool:
        """Whether the label is set flush with the end, since it would run out of the drawing."""
        return self.x > WIDTH / 2


@dataclass(frozen=True, slots=True)
class TimelineBar:
    """A whole drawing: bars, years below, and where today is."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    today: float
    height: int


def timeline(listings: Sequence[Listing], titles: dict[str, str], today: date) -> TimelineBar:
    """Lay out listings, the earliest first; those without any date stand last."""
    ordered = sorted(listings, key=lambda each: (each.listed_from or date.max, each.watchlist_id))
    starts = [each.listed_from for each in ordered if each.listed_from]
    ends = [each.listed_to for each in ordered if each.listed_to]
    first = date(min([*starts, *ends, date(today.year - 5, 1, 1)]).year, 1, 1)
    last = max([today, *ends])
    scale = (WIDTH - LEFT - RIGHT) / max(1, (last - first).days)

    def place(day: date) -> float:
        return round(LEFT + (day - first).days * scale, 1)

    bars = []
    for number, listing in enumerate(ordered):
        start, end = listing.listed_from or first, _end(listing, today)
        bars.append(
            Bar(
                listing=listing,
                label=f"{titles.get(listing.watchlist_id, listing.watchlist_id)} {listing.edition}".strip(),
                x=place(start),
                width=max(3.0, round(place(max(start, end)) - place(start), 1)),
                y=TOP + number * ROW,
                in_force=listing.status is Status.IN_FORCE,
                open_start=listing.listed_from is None,
                sentence=_sentence(listing, titles),
            )
        )
    return TimelineBar(
        tuple(bars), tuple(_ticks(first, last, place)), place(today), TOP + max(1, len(bars)) * ROW + 24
    )


def _end(listing: Listing, today: date) -> date:
    return listing.listed_to or today


def _ticks(first: date, last: date, place: Callable[[date], float]) -> Iterator[tuple[float, str]]:
    years = last.year - first.year + 1
    step = next(
        (each for each in (1, 2, 5, 10, 20, 50) if years <= each * _MOST_TICKS), years // _MOST_TICKS + 1
    )
    for year in range(first.year, last.year + 1, step):
        yield place(date(year, 1, 1)), str(year)


def _sentence(listing: Listing, titles: dict[str, str]) -> str:
    title = titles.get(listing.watchlist_id, listing.watchlist_id)
    since = (
        _("since %(day)s", day=day_text(listing.listed_from))
        if listing.listed_from
        else _("first day not given")
    )
    until = _("until %(day)s", day=day_text(listing.listed_to)) if listing.listed_to else ""
    return _(
        "%(title)s, edition %(edition)s: %(time)s; %(state)s.",
        title=title,
        edition=listing.edition or _("not given"),
        time=", ".join(filter(None, (since, until))),
        state=_(wording().statuses[listing.status.value]),
    )
