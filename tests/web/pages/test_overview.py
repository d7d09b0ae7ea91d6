"""The overview says what is open, what came of the lists week by week, and which lists are old."""

import json
from datetime import date

import pytest
from sqlmodel import Session

from screening.runs.statistics import ENDS, Week, weeks
from screening.storage.tables import Run
from web.pages.charts import BOTTOM, HEIGHT, LEFT, WIDTH, bars

HTTPS = {"base_url": "https://localhost"}
TODAY = date(2026, 11, 25)


def ended(place, number, at, tally, team="local"):
    run = Run(
        id=f"run{number}",
        upload_sha256="0" * 64,
        team=team,
        actor="ana",
        file_name=f"<i>list {number}</i>.csv",
        choices="{}",
        pins="{}",
        screened_at=at,
        accepted_at=at,
        state="finished",
        ended_at=at,
        tally=json.dumps(tally),
    )
    with place.database.engine.begin() as connection, Session(connection) as session:  # behind the log
        session.add(run)
        session.flush()


def test_rows_are_counted_in_the_week_in_which_their_run_ended_and_for_their_team_only(place):
    ended(place, 1, "2026-11-23T00:00:00+00:00", {"no_match": 8, "high": 1})
    ended(place, 2, "2026-11-25T10:00:00+00:00", {"no_match": 1, "low": 2})
    ended(place, 3, "2026-11-22T23:59:59+00:00", {"no_match": 5})
    ended(place, 4, "2026-11-25T10:00:00+00:00", {"no_match": 99}, team="another")
    before, this = weeks(place, "local", TODAY, 2)
    assert (before.monday, before.runs, before.rows["no_match"]) == (date(2026, 11, 16), 1, 5)
    assert (this.runs, this.total, this.rows["high"], this.rows["low"]) == (2, 12, 1, 2)


def test_a_run_tells_how_its_rows_ended_when_it_finishes(client, screened, place):
    screened("Name,Country\nBeihang University,CN\nKU Leuven,BE\n-,CN\n", "<i>list</i>.csv")
    (this,) = weeks(place, "local", place.now().date(), 1)
    assert (this.runs, this.total, this.rows["no_match"], this.rows["unscreened"]) == (1, 4, 1, 1)
    assert this.rows["skipped"] == 1, "the header"
    page = client.get("/overview", **HTTPS).text
    assert "<strong>1</strong> case waits for a first look" in page
    assert "&lt;i&gt;list&lt;/i&gt;.csv" in page


def week(**rows):
    return Week(TODAY, 1, {end: rows.get(end, 0) for end in ENDS})


@pytest.mark.parametrize("most", [0, 1, 7, 93, 4_812, 100_000])
def test_no_bar_leaves_the_drawing_and_every_row_has_its_share_of_it(most):
    drawn = bars([week(high=most, low=most, no_match=10 * most), week()])
    assert all(each.x >= LEFT and each.x + each.width <= WIDTH for each in drawn.pieces)
    assert all(each.y >= 0 and each.y + each.height <= HEIGHT - BOTTOM + 0.2 for each in drawn.pieces)
    assert len({each.height for each in drawn.pieces}) == min(1, most)
    assert 2 <= len(drawn.lines) <= 6


def test_an_overview_without_anything_says_what_to_do(client):
    page = client.get("/overview", **HTTPS).text
    assert "No list was screened in the last twelve weeks" in page
    assert "Upload a list" in page
