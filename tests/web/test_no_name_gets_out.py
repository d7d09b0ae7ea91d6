"""V1: names that people ask about stand in no log, figure, address we make, temporary file or answer that fails."""

import io
import json
import logging
import re
import tempfile
from dataclasses import replace

import pytest

from screening.jobs.engines import Engines
from screening.jobs.steps import Steps
from screening.logs import configure

MARKER = "Zzyxgrave Quillfeather"
HTTPS = {"base_url": "https://localhost"}
LIST = f"Name,Institution,Country\n{MARKER},Beihang University,CN\n{MARKER} Institute,,\n".encode()
BROKEN = f'Name,Country\n"{MARKER},CN\n'.encode()


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def hidden(name, page):
    return re.search(rf'name="{name}" value="([^"]+)"', page).group(1)


def by_hand(client, content):
    """A list by the pages, up to its run; every answer on the way."""
    proof = hidden("proof", client.get("/upload", **HTTPS).text)
    sent = {"proof": proof, "list": (io.BytesIO(content), f"{MARKER}.csv")}
    answers = [client.post("/upload", data=sent, **HTTPS)]
    page = client.get(answers[0].headers["Location"], **HTTPS)
    if 'name="draft"' in page.text:
        form = {name: hidden(name, page.text) for name in ("proof", "draft")}
        answers.append(client.post("/upload/accept", data=form, **HTTPS))
    return answers


def by_program(client):
    """Checks, lists and refusals of the interface for programs."""
    subject = {"name": MARKER, "affiliations": ["Beihang University"]}
    yield client.post("/api/v1/screen", json={"subjects": [subject]})
    yield client.post("/api/v1/screen", json={"subjects": [{"name": MARKER, MARKER: 1}]})
    yield client.post("/api/v1/screen", data=f'{{"subjects": [{MARKER}', content_type="application/json")
    yield client.post(f"/api/v1/runs?file_name={MARKER}.csv&format=json", data=LIST, content_type="text/csv")
    yield client.post(f"/api/v1/runs?file_name={MARKER}.csv", data=b"%PDF-1.7 " + BROKEN)
    yield client.get(f"/api/v1/runs/{MARKER}")
    yield client.get(f"/nowhere/{MARKER}")
    yield client.post(
        "/match/default", json={"queries": {"q": {"schema": "Person", "properties": {"name": [MARKER]}}}}
    )
    yield client.get("/reconcile", query_string={"queries": json.dumps({"q": {"query": MARKER}})})


def test_no_name_gets_out(client, place, make_app, small_engine, temporary, caplog, capfd, monkeypatch):
    configure("DEBUG")
    caplog.set_level(logging.DEBUG)
    client = make_app(place=place).test_client()
    answers = [*by_hand(client, LIST), *by_hand(client, BROKEN), *by_program(client)]
    assert client.get("/", query_string={"name": MARKER}, **HTTPS).status_code == 200
    accepted = [
        answer.headers["Location"] for answer in answers if "/runs/" in answer.headers.get("Location", "")
    ]
    steps = Steps(place, Engines(lambda day: replace(small_engine, on=day)), "worker")
    for address in accepted:
        for kind in ("plan", "chunk", "report"):
            steps.do(kind, address.rsplit("/", 1)[1].partition("?")[0], 1, 0)
    assert accepted

    def broken(*_args, **_kwargs):
        raise RuntimeError(MARKER)

    monkeypatch.setattr("screening.link.linker.Linker.read", broken)
    monkeypatch.setattr("screening.link.linker.Linker.read_all", broken)
    failed = client.post("/api/v1/screen", json={"subjects": [{"name": MARKER}]})
    assert "unscreened" in failed.text
    assert "RuntimeError" not in failed.text
    said = [record.getMessage() + str(record.exc_info or "") for record in caplog.records]
    said += [*capfd.readouterr(), client.get("/metrics").text, place.heads.read_text()]
    said += [answer.headers.get("Location", "") for answer in answers]
    said += [path.read_text(errors="replace") for path in temporary.rglob("*") if path.is_file()]
    said += [path.read_text(errors="replace") for path in place.scratch().rglob("*") if path.is_file()]
    for marker in (MARKER, MARKER.replace(" ", "+"), MARKER.replace(" ", "%20"), "Quillfeather"):
        assert [each for each in said if marker in each] == []
    assert any(
        "failed: RuntimeError" in each for each in said
    )  # what failed is told, without what it was about
