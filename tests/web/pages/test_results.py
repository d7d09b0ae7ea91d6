"""What a run's table shows is kept beside the run, so that it opens at once after a restart, and goes with it."""

import pytest

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
