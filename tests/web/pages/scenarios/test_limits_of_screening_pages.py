"""Pages that screen anew, a row of a run and a case, count as checks do and wait for their turn as checks do."""

import pytest
from accounts import HTTPS, enter, first
from sqlmodel import select

from screening.storage.people_tables import Person
from screening.storage.review_tables import Case
from web.rates import Allowance, Charge, Rates

LIST = "Name,Institution,Country\nWei Zhang,Beihang University,CN\n"


@pytest.fixture
def pages(client, screened, place):
    """The addresses of a row and of its case; whoever looks at them is signed in."""
    row = f"{screened(LIST)}/rows/2"
    with place.database.read() as session:
        case_id = session.exec(select(Case.id)).first()
    first(place)
    enter(client)
    return {"row": row, "case": f"/review/{case_id}"}


@pytest.mark.parametrize("page", ["row", "case"])
def test_they_count_for_the_person_who_looks(client, pages, page, place, clock, tmp_path):
    with place.database.read() as session:
        (person,) = session.exec(select(Person)).all()
    assert client.get(pages[page], **HTTPS).status_code == 200
    used = Rates(tmp_path / "rates.sqlite3", lambda: clock.now.timestamp())
    used.take(Charge(f"characters a minute {person.actor}", 999_800, Allowance(1_000_000, 60), str))
    answers = [client.get(pages[page], **HTTPS).status_code for _ in range(4)]
    assert answers[-1] == 429
    clock.moved(seconds=60)
    assert client.get(pages[page], **HTTPS).status_code == 200
