"""What a run's table shows is kept beside the run, so that it opens at once after a restart, and goes with it."""

import re

import pytest

from screening.policy.facts import read_questions
from screening.policy.read import read_policies
from screening.runs import chunk_store
from screening.runs.deletion import delete_files, delete_run
from screening.runs.read_cache import key_of_run
from screening.runs.uploaded_lists import UploadedLists
from web.app import create_app
from web.config import Config

HTTPS = {"base_url": "https://localhost"}
LIST = "Name,Country\nBeihang University,CN\nKU Leuven,BE\nAbdul Satar Ghoura; KU Leuven,\n-,CN\n"


@pytest.fixture
def restarted(small_engine, clock, place, tmp_path):
    """A client of a second process on the same installation, which has seen nothing yet."""
    return create_app(Config(rates=tmp_path / "again.sqlite3"), small_engine, clock, place).test_client()


def kept(place, address):
    return list((place.settings.data / "drafts").glob(f"{key_of_run(address.rsplit('/', 1)[1])}.*"))


def main(page):
    return page.partition("<main")[2].partition('name="proof"')[0]


def test_after_a_restart_the_results_are_the_same_without_reading_list_or_results_again(
    client, screened, restarted, monkeypatch
):
    address = screened(LIST)
    before = client.get(address, **HTTPS).text

    def fail(*_args):
        raise AssertionError("it was read again")

    monkeypatch.setattr(UploadedLists, "_read", fail)
    monkeypatch.setattr(chunk_store, "summaries", fail)
    assert main(restarted.get(address, **HTTPS).text) == main(before)


def test_a_row_is_read_from_the_list_after_a_restart(client, screened, restarted):
    address = screened(LIST)
    client.get(address, **HTTPS)
    assert "Beihang University" in restarted.get(f"{address}/rows/2", **HTTPS).text


def test_rows_at_unknown_organisations_have_a_tile_and_a_filter_of_their_own(client, screened):
    address = screened(
        "Name,Affiliation\nAnn Poe,KU Leuven\nBo Roe,Xqzzt Institute of Blorf\nCy Low,Beihang University\n"
    )
    page = main(client.get(address, **HTTPS).text)
    tiles = dict(re.findall(r'outcome=(\w+)[^"]*">.*?<strong>(\d+)</strong>', page.partition("</ul>")[0]))
    assert (tiles["no_match"], tiles["organisation_not_known"], tiles["named"]) == ("1", "1", "0")
    only = main(client.get(f"{address}?outcome=organisation_not_known", **HTTPS).text)
    assert "Bo Roe" in only
    assert "Ann Poe" not in only
    known = main(client.get(f"{address}?outcome=no_match", **HTTPS).text)
    assert "Ann Poe" in known
    assert "Bo Roe" not in known


def test_on_a_full_disk_the_results_are_shown_all_the_same(client, screened, place, monkeypatch):
    def fail(*_args, **_more):
        raise OSError(28, "No space left on device")

    address = screened(LIST)
    monkeypatch.setattr("web.pages.results.keep_reading", fail)
    assert "KU Leuven" in client.get(address, **HTTPS).text
    assert kept(place, address) == []


def test_what_was_kept_goes_with_the_run(client, screened, place):
    address = screened(LIST)
    client.get(address, **HTTPS)
    assert len(kept(place, address)) == 1
    with place.decide() as decision:
        gone = delete_run(decision, address.rsplit("/", 1)[1], actor="person:ana", why="asked")
    delete_files(place, gone)
    assert kept(place, address) == []


def questions(page):
    return re.findall(r'<legend id="fact-(\w+)-asks">', page)


def test_rows_that_wait_for_an_answer_are_counted_and_the_answers_make_a_new_run(client, screened, work):
    address = screened(
        "Name,Project: sensitive area\nKU Leuven,no\nUniversity of Cambridge,\n", policy="nz-trusted-research"
    )
    page = client.get(address, **HTTPS).text
    assert "2 rows cannot be decided yet" in page
    assert {"sensitive_area", "controlled_technology", "military_end_use"} <= set(questions(page))
    assert re.search(r'fact-sensitive_area-asks">.*?1 row<', page)
    assert re.search(r'fact-controlled_technology-asks">.*?2 rows<', page)

    assert f'href="{address}#questions"' in client.get(f"{address}/rows/3", **HTTPS).text

    proof = re.search(r'name="proof" value="([^"]+)"', page).group(1)
    answers = {f"fact-{name}": "no" for name in questions(page) if name != "purpose"} | {
        "fact-purpose": "collaboration"
    }
    made = client.post(f"{address}/again", data={"proof": proof, **answers}, **HTTPS).headers["Location"]
    assert made != address
    work(made.rsplit("/", 1)[1])
    assert "cannot be decided yet" not in client.get(made, **HTTPS).text
    assert "2 rows cannot be decided yet" in client.get(address, **HTTPS).text


def test_only_rows_that_wait_for_an_answer_are_shown_when_they_are_asked_for(client, screened):
    facts = read_policies()["nz-trusted-research"].facts
    headers = ",".join(read_questions()[each].column for each in facts)
    whole = ",".join("collaboration" if each == "purpose" else "no" for each in facts)
    address = screened(
        f"Name,{headers}\nKU Leuven,{whole}\nUniversity of Cambridge{',' * len(facts)}\n",
        policy="nz-trusted-research",
    )
    page = client.get(f"{address}?undecided=yes", **HTTPS).text
    table = page.partition("<tbody>")[2]
    assert "University of Cambridge" in table
    assert "KU Leuven" not in table


def test_an_answer_that_cannot_be_understood_makes_no_new_run(client, screened):
    address = screened("Name\nKU Leuven\n", policy="nz-trusted-research")
    proof = re.search(r'name="proof" value="([^"]+)"', client.get(address, **HTTPS).text).group(1)
    runs = client.get("/runs/", **HTTPS).text.count(address.rsplit("/", 1)[0] + "/")
    refused = client.post(
        f"{address}/again", data={"proof": proof, "fact-sensitive_area": "perhaps"}, **HTTPS
    )
    assert refused.status_code == 400
    assert client.get("/runs/", **HTTPS).text.count(address.rsplit("/", 1)[0] + "/") == runs
