"""The search finds what the team has here by name, and listed organisations; nothing of another team."""

import re

from sqlmodel import Session, select

from screening.storage.tables import Run
from web.access import Caller

HTTPS = {"base_url": "https://localhost"}
LIST = "Name,Country\nBeihang University,CN\nKU Leuven,BE\n"


def found(client, query):
    return client.get("/search", query_string={"q": query}, **HTTPS).text


def test_a_run_is_found_by_a_piece_of_its_file_name_in_any_case_and_script(client, screened):
    address = screened(LIST, "Ärzte und GÄSTE.csv")
    assert f'href="{address}"' in found(client, "ärzte")
    assert f'href="{address}"' in found(client, "gäste")
    assert f'href="{address}"' not in found(client, "visitors")


def test_a_case_is_found_by_its_subject(client, screened):
    screened(LIST)
    page = found(client, "beihang")
    assert re.search(
        r'href="/review/[^>]+><bdi[^>]*>Beihang University<', page.partition("<h2>Review</h2>")[2]
    )


def test_a_saved_check_is_found_by_its_reference(client):
    proof = re.search(r'name="proof" value="([^"]+)"', client.get("/check?name=KU+Leuven", **HTTPS).text)
    form = {"proof": proof.group(1), "name": "KU Leuven", "reference": "order 4711"}
    kept = client.post("/checks/", data=form, **HTTPS).headers["Location"]
    assert f'href="{kept}"' in found(client, "4711")


def test_a_listed_organisation_is_found_once_with_all_its_lists_and_one_that_is_not_listed_is_not(client):
    page = found(client, "beihang")
    assert page.count('href="/organisations/ror:00wk2mp56"') == 1
    assert "Entity List" in page
    assert "End User List" in page
    assert "/organisations/ror:05f950310" not in found(client, "leuven")


def test_what_is_not_there_is_said_and_may_be_checked(client):
    page = found(client, "zzyzx")
    assert "Nothing has these words in its name." in page
    assert 'href="/check?name=zzyzx"' in page


def test_nothing_of_another_team_is_found(client, screened, place):
    address = screened(LIST, "visitors.csv")
    with place.database.engine.begin() as connection, Session(connection) as session:  # behind the log
        for run in session.exec(select(Run)):
            run.team = "another"
            session.add(run)
        session.flush()
    assert f'href="{address}"' not in found(client, "visitors")


def test_who_may_not_see_runs_finds_listed_organisations_only(client, screened, monkeypatch):
    screened(LIST, "beihang.csv")
    monkeypatch.setattr(Caller, "may", lambda self, asked: asked.value not in ("see_runs",))
    page = found(client, "beihang")
    assert "/organisations/ror:00wk2mp56" in page
    assert "beihang.csv" not in page
    assert "/review/" not in page
