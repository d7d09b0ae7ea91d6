"""V1: names that people ask about stand in no log, figure, address we make, temporary file or answer that fails."""

import io
import json
import logging
import re
import tempfile
from dataclasses import replace

import pytest

from screening.logging_setup import configure
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner

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


def in_review(client, run_id):
    """What reviewers of a run send: decisions with notes, comments, files, reports filled in, and refusals of each."""
    found = client.get(f"/api/v1/cases?run={run_id}&q={MARKER}").json["cases"]
    case = found[0]["id"]
    address = f"/api/v1/cases/{case}"
    tag = {"If-Match": client.get(address).headers["ETag"]}
    decision = {"verdict": "inconclusive", "reason": "too_little", "note": f"{MARKER} was asked"}
    yield client.post(f"{address}/decisions", json=decision | {"verdict": MARKER}, headers=tag)
    yield client.post(f"{address}/decisions", json=decision, headers=tag)
    yield client.post(f"{address}/decisions", json=decision, headers=tag)  # the case has moved on
    yield client.post(f"{address}/comments", json={"text": MARKER})
    yield client.post(f"{address}/files?file_name={MARKER}.pdf", data=b"%PDF-1.7 " + MARKER.encode())
    yield client.post(f"{address}/files?file_name={MARKER}.exe", data=MARKER.encode())
    yield client.get(f"/api/v1/cases?q={MARKER}")
    filled = client.get(f"/api/v1/runs/{run_id}/report.csv").data
    yield client.post(f"/api/v1/runs/{run_id}/annotated?take=all", data=filled, content_type="text/csv")
    yield client.post(f"/api/v1/runs/{run_id}/annotated", data=BROKEN, content_type="text/csv")


def test_no_name_gets_out(client, place, make_app, small_engine, temporary, caplog, capfd, monkeypatch):
    configure("DEBUG")
    caplog.set_level(logging.DEBUG)
    client = make_app(context=place).test_client()
    answers = [*by_hand(client, LIST), *by_hand(client, BROKEN), *by_program(client)]
    assert client.get("/", query_string={"name": MARKER}, **HTTPS).status_code == 200
    addresses = [answer.headers.get("Location", "") for answer in answers]
    accepted = [each.rsplit("/", 1)[1].partition("?")[0] for each in addresses if "/runs/" in each]
    steps = StepRunner(place, Engines(lambda day: replace(small_engine, on=day)), "worker")
    for run_id in accepted:
        for kind in ("plan", "chunk", "report"):
            steps.do(kind, run_id, 1, 0)
    reviewed = [*in_review(client, accepted[-1])]
    assert [answer.status_code for answer in reviewed] == [422, 201, 412, 201, 201, 422, 200, 200, 422]
    answers += reviewed

    def broken(*_args, **_kwargs):
        raise RuntimeError(MARKER)

    monkeypatch.setattr("screening.link.linker.Linker.link", broken)
    monkeypatch.setattr("screening.link.linker.Linker.link_all", broken)
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
    # What failed is told, without what it was about.
    assert any("failed: RuntimeError" in each for each in said)
