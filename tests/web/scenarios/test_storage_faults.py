"""P4 and P5 as people and programs see them: a full disk and a held database are said, and nothing is half there."""

import io
import re
import sqlite3
from contextlib import closing, contextmanager

import pytest
from small_disk import small_disk
from sqlmodel import select

from screening.audit import lines_of, read_heads, verify
from screening.context import install, open_context
from screening.settings import Settings
from screening.storage.database import BUSY_SECONDS
from screening.storage.tables import Run
from web.app import create_app
from web.config import Config

LIST = b"Name,Country\n" + b"".join(b"Harvard University %d,US\n" % number for number in range(2_000))
HTTPS = {"base_url": "https://localhost"}


def by_api(client):
    return client.post("/api/v1/runs?file_name=list.csv", data=LIST, content_type="text/csv")


def proof_of(client):
    return hidden("proof", client.get("/upload", **HTTPS).text)


def draft(client, proof):
    """Give a list, to be shown as it was understood."""
    return client.post("/upload", data={"proof": proof, "list": (io.BytesIO(LIST), "list.csv")}, **HTTPS)


def understood(client, given):
    """What the page that shows it would send."""
    page = client.get(given.headers["Location"], **HTTPS).text
    return {key: hidden(key, page) for key in ("proof", "draft")}


def accept(client, form):
    return client.post("/upload/accept", data=form, **HTTPS)


def hidden(name, page):
    return re.search(rf'name="{name}" value="([^"]+)"', page).group(1)


def kept(place):
    """How many runs are there; each was accepted in the log, which is whole."""
    with place.database.read() as session:
        runs = {run.id for run in session.exec(select(Run))}
        assert {line.run_id for line in lines_of(session) if line.action == "run.accepted"} == runs
        assert verify(session, read_heads(place.heads, place.key)) == []
    return len(runs)


@contextmanager
def held(place):
    """The database, held by another writer for as long as the context lasts."""
    with closing(sqlite3.connect(place.database.engine.url.database, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield


@pytest.fixture
def client(make_app, place):
    return make_app(context=place).test_client()


def test_whoever_writes_while_the_database_is_held_is_told_when_to_try_again(client, place):
    """Each waits the whole five seconds, as a real caller would."""
    form = understood(client, draft(client, proof_of(client)))
    with held(place):
        program, person = by_api(client), accept(client, form)
        assert client.get("/healthz").status_code == 200
        assert client.get("/runs/", **HTTPS).status_code == 200  # who reads does not wait
    assert (program.status_code, program.json["code"]) == (503, "storage-busy")
    assert person.status_code == 503
    for answer in (program, person):
        assert answer.headers["Retry-After"] == str(BUSY_SECONDS) == "5"
        assert "Try again in a few seconds" in answer.text
    assert kept(place) == 0
    assert by_api(client).status_code == 202
    assert accept(client, form).status_code == 303
    assert kept(place) == 2


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "disk", 24) as made:
        yield made


@pytest.fixture
def crowded(disk, small_engine, clock):
    """An application whose every file is on one small disk, its counts of calls too."""
    settings = Settings(data=disk.path / "data")
    install(settings)
    place = open_context(settings, clock)
    app = create_app(Config(rates=settings.data / "rates.sqlite3"), small_engine, clock, place)
    yield app.test_client(), place
    place.close()


@pytest.mark.parametrize("pages", [0, 1, 4, 16, 64])
def test_on_a_full_disk_uploads_are_refused_in_words_and_taken_again_once_there_is_room(disk, crowded, pages):
    client, place = crowded
    proof = proof_of(client)
    form = understood(client, draft(client, proof))
    disk.fill(pages * 4096)
    answers = [by_api(client), draft(client, proof), accept(client, form)]
    assert client.get("/healthz").status_code == 200
    disk.make_room()
    refused = [answer for answer in answers if answer.status_code >= 400]
    assert {answer.status_code for answer in refused} <= {507}
    assert all(
        "The disk is full" in answer.text or "make room on the disk" in answer.text for answer in refused
    )
    assert refused or pages == 64
    before = kept(place)
    assert before == sum(answer.status_code == 202 for answer in answers) + (answers[2].status_code == 303)
    assert not list((place.settings.data / "scratch").glob("incoming-*"))
    assert by_api(client).status_code == 202
    assert accept(client, understood(client, draft(client, proof))).status_code == 303
    assert kept(place) == before + 2


@contextmanager
def unwritable(folder):
    """A folder in which even root may make no file: for a while it is the system's own."""
    folder.mkdir(exist_ok=True)
    aside = folder.with_name(f"{folder.name}-aside")
    folder.rename(aside)
    folder.symlink_to("/sys")
    try:
        yield
    finally:
        folder.unlink()
        aside.rename(folder)


def test_in_folders_that_cannot_be_written_uploads_are_refused_in_words_and_taken_again_after(crowded):
    client, place = crowded
    proof = proof_of(client)
    form = understood(client, draft(client, proof))
    with unwritable(place.settings.data / "scratch"), unwritable(place.settings.data / "drafts"):
        answers = [by_api(client), draft(client, proof)]
        assert [answer.status_code for answer in answers] == [503, 503]
        assert all("See that the service may write in its data folder" in answer.text for answer in answers)
    assert accept(client, form).status_code == 303
    assert by_api(client).status_code == 202
    assert kept(place) == 2
