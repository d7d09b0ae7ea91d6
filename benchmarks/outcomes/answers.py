"""What the service answers over HTTP to forty calls, as text that can be compared.

The service is started as it is shipped, on an empty data folder; nothing here knows how an answer is made. Numbers and
moments that are other ones every time are exchanged for their sort. The age of lists stands in answers, so two trees
are to be compared on the same day.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from benchmarks.outcomes.sources import EXAMPLES, ROOT

PATIENCE = 300  # seconds
API = "/api/v1"
SUBJECTS: tuple[dict[str, Any], ...] = (
    {"name": "Beihang University"},
    {"name": "Beihang University", "type": "organisation", "country": "CN"},
    {"name": "Beihang University", "institution_country": "CN"},
    {"name": "KU Leuven", "country": "BE"},
    {"name": "国防科技大学"},
    {"name": "Wei Zhang", "type": "person", "affiliations": ["School of Astronautics, Northwestern Polytechnical University"]},
    {"name": "Li Na", "type": "person", "affiliations": ["MIT", "Harbin Institute of Technology"]},
    {"name": "Huawei Technologies (Nederland) B.V.", "country": "NL"},
    {"name": "Gruppo Antonov di Bologna", "country": "IT"},
    {"name": "北京航空航天大学 电子信息工程学院"},
    {"name": "Sharif University of Technology", "use": "supplier"},
    {"name": 7},
    {"name": ""},
    {"name": "Northwestern University", "country": "US", "unheard_of": 1},
)  # fmt: skip
_MASKS = (
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d+)?(Z|\+00:00)?"), "MOMENT"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "ID"),
    (re.compile(r"127\.0\.0\.1:\d+"), "HOST"),
    (re.compile(r'("(?:engine_sha256|code_sha256|report_sha256|hash|head|signature|etag|size)": )[^,\n]+'), r"\1MASKED"),
    (re.compile(r'("(?:key|report)": )"[0-9a-f ]+"'), r"\1MASKED"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "ID"),
)  # fmt: skip


def answer_texts() -> Iterator[tuple[str, list[str]]]:
    """The name of each call, and what was answered: the status, the sort, and the body."""
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as (address, session):

        def text(method: str, path: str, **more: Any) -> list[str]:  # noqa: ANN401 - as requests takes them
            answer = session.request(method, address + path, timeout=PATIENCE, **more)
            return _lines(answer)

        for number, subject in enumerate(SUBJECTS):
            yield f"screen-{number:02}", text("POST", f"{API}/screen", json={"subjects": [subject]})
        yield "screen-all", text("POST", f"{API}/screen", json={"subjects": SUBJECTS, "provenance": "once"})
        for name, body in (
            ("none", {}),
            ("text", "text"),
            ("policy", {"subjects": [], "policies": ["none"]}),
        ):
            yield f"screen-refused-{name}", text("POST", f"{API}/screen", json=body)
        for path in (
            "lists",
            "lists/us-dow-1260h",
            "lists/none",
            "policies",
            "reasons",
            "reviewers",
            "openapi.json",
        ):
            yield path.replace("/", "-"), text("GET", f"{API}/{path}")
        yield "organisations", text("GET", f"{API}/organisations", params={"q": "harbin engineering"})
        run = _run(address, session)
        for path in ("", "/results", "/report.json", "/report.csv", "/receipt"):
            yield f"run{path.replace('/', '-')}", text("GET", f"{API}/runs/{run}{path}")
        yield "runs", text("GET", f"{API}/runs")
        again = session.post(f"{address}{API}/runs/{run}/again", timeout=PATIENCE).json()["id"]
        _wait(address, session, again)
        yield "compare", text("GET", f"{API}/runs/{again}/compare/{run}")
        # Cases of one score stand by their numbers, which are others every time.
        cases = session.get(f"{address}{API}/cases", timeout=PATIENCE).json()["cases"]
        cases.sort(key=lambda each: each["matched"])
        yield "cases", _masked(json.dumps(cases, indent=1, ensure_ascii=False))
        case = cases[0]
        yield "case", text("GET", f"{API}/cases/{case['id']}")
        yield "decision-without-etag", text("POST", f"{API}/cases/{case['id']}/decisions", json={})
        yield "dispositions", text("GET", f"{API}/dispositions")
        yield "erasures", text("GET", f"{API}/erasures")
        yield "none", text("GET", f"{API}/none")
        yield "yente-catalog", text("GET", "/catalog")
        query = {"schema": "Organization", "properties": {"name": ["Beihang University"]}}
        yield "yente-match", text("POST", "/match/default", json={"queries": {"q": query}})
        yield "yente-search", text("GET", "/search/default", params={"q": "beihang"})
        yield "reconcile", text("GET", "/reconcile/")
        asked = json.dumps({"q0": {"query": "Beihang University"}})
        yield "reconcile-queries", text("POST", "/reconcile/", data={"queries": asked})


def _lines(answer: requests.Response) -> list[str]:
    sort = answer.headers.get("Content-Type", "")
    body = answer.text
    if "json" in sort and "ndjson" not in sort:
        body = json.dumps(answer.json(), indent=1, ensure_ascii=False)
    return [f"{answer.status_code} {sort}", *_masked(body)]


def _masked(text: str) -> list[str]:
    for mask, instead in _MASKS:
        text = mask.sub(instead, text)
    return text.splitlines()


def _run(address: str, session: requests.Session) -> str:
    path = EXAMPLES[1]
    given = session.post(
        f"{address}{API}/runs",
        params={"file_name": path.name},
        data=path.read_bytes(),
        headers={"Content-Type": "text/csv"},
        timeout=PATIENCE,
    )
    run: str = given.json()["id"]
    _wait(address, session, run)
    return run


def _wait(address: str, session: requests.Session, run: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if session.get(f"{address}{API}/runs/{run}", timeout=PATIENCE).json()["state"] == "finished":
            return
        time.sleep(0.5)
    raise SystemExit(f"run {run} did not end within {PATIENCE} s")


@contextmanager
def _served(data: Path) -> Iterator[tuple[str, requests.Session]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_urlsafe(32)
    environment = {
        **os.environ,
        "SCREENING_DATA": str(data),
        "SCREENING_PORT": str(port),
        "SCREENING_TOKEN": token,
        "SCREENING_AUTO_UPDATE_LISTS": "false",
    }
    address = f"http://127.0.0.1:{port}"
    with (
        subprocess.Popen([sys.executable, "-m", "screening", "serve"], cwd=ROOT, env=environment, stdout=-3, stderr=-3) as process,
        requests.Session() as session,
    ):  # fmt: skip
        session.headers["Authorization"] = f"Bearer {token}"
        try:
            _until_answered(process, address)
            yield address, session
        finally:
            process.send_signal(signal.SIGTERM)


def _until_answered(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            if requests.get(f"{address}/readyz", timeout=10).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.5)
    raise SystemExit("The service did not start.")
