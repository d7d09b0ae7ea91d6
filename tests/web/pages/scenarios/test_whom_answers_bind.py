"""Whom an answer binds, by every way in which one is given and by every way in which somebody comes later."""

import csv
import io
import re
from dataclasses import replace

import pytest
from flask import g, request
from sqlmodel import select

from screening.accounts import AccessRole
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.storage.review_tables import Case, CaseMember
from screening.storage.tables import Run
from screening.watch.background import work_on_watches
from web.access import Caller
from web.app import create_app
from web.config import Config

HTTPS = {"base_url": "https://localhost"}
SARAH = "Sarah Roe,Beihang University,US"
ABOUT_TEXT = {"verdict": "inconclusive", "reason": "too_little"}
ABOUT_HER = {"verdict": "inconclusive", "reason": "no_answer", "note": "She was asked in May."}
# Who comes later, and what has become of the question about them: by what the answer was about.
LATER = {
    "the same again": (SARAH, "decided", "decided"),
    "same text, other person": ("Pavel Ivanov,Beihang University,US", "new", "open"),
    "same text, an organisation": (",Beihang University,US", "new", "open"),
    "same person, other unit": ('Sarah Roe,"Beihang University, School of Physics",US', "new", "open"),
    "same person, other text": (
        "Sarah Roe,Beijing University of Aeronautics and Astronautics,US",
        "open",
        "open",
    ),
    "same text, other country": ("Pavel Ivanov,Beihang University,CN", "open", "open"),
    "same person, other country": ("Sarah Roe,Beihang University,CN", "open", "open"),
}


@pytest.fixture
def client(small_engine, clock, place, tmp_path):
    """This machine, or Ana where a decision needs a name."""
    app = create_app(Config(rates=tmp_path / "rates.sqlite3"), small_engine, clock, place)

    @app.before_request
    def be_somebody():
        if request.headers.get("Person"):
            g.caller = Caller("person:ana", "Ana", "local", frozenset({AccessRole("reviewer")}))

    return app.test_client()


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))


class Office:
    """What people do on the pages and systems over the API, with a worker behind."""

    def __init__(self, client, place, engine):
        self.client, self.place, self.engine = client, place, engine

    def page(self, address):
        answer = self.client.get(
            address, headers={"Person": "ana"} if address.startswith("/review") else {}, **HTTPS
        )
        assert answer.status_code == 200, answer.text
        return answer.text

    def send(self, address, on, **fields):
        form = {**hidden(self.page(on)), **fields}
        headers = {"Person": "ana"} if address.startswith("/review") else {}
        answer = self.client.post(address, data=form, headers=headers, **HTTPS)
        assert answer.status_code in (200, 303), answer.text
        return answer

    def work(self):
        engines = Engines(lambda day: replace(self.engine, on=day))
        for _ in range(3):
            with self.place.database.read() as session:
                queued = list(session.exec(select(Run.id).where(Run.state == "queued")))
            steps = StepRunner(self.place, engines, "worker")
            for run_id in queued:
                for kind in ("plan", "chunk", "report"):
                    steps.do(kind, run_id, 1, 0)
            work_on_watches(self.place, engines, "worker")

    # How somebody comes

    def upload(self, rows):
        file = (io.BytesIO(f"Name,Institution,Country\n{rows}\n".encode()), "list.csv")
        drafted = self.send("/upload", "/upload", list=file).headers["Location"]
        address = self.send("/upload/accept", drafted).headers["Location"]
        self.work()
        return address.rsplit("/", 1)[1]

    def check(self, row):
        name, place, country = next(csv.reader([row]))
        asked = {"name": ", ".join(filter(None, (name, place))), "country": country}
        page = self.client.get("/check", query_string=asked, **HTTPS).text
        form = {**hidden(page), **asked, "reference": "visit"}
        assert self.client.post("/checks/", data=form, **HTTPS).status_code == 303

    def watch(self, rows):
        file = (io.BytesIO(f"Name,Institution,Country\n{rows}\n".encode()), "watched.csv")
        drafted = self.send("/watches/new/file", "/watches/new", list=file).headers["Location"]
        grounds = {"watch_name": "W", "purpose": "P", "legal_basis": "L", "ends_on": "2027-11-25"}
        self.send("/watches/new/accept", drafted, **grounds)
        self.work()

    # How an answer is given

    def decide_on_the_page(self, case, run, answer):
        self.send(f"/review/{case}/propose", f"/review/{case}", **answer)

    def decide_over_the_api(self, case, run, answer):
        address = f"/api/v1/cases/{case}"
        tag = self.client.get(address, headers={"Person": "ana"}, **HTTPS).headers["ETag"]
        headers = {"Person": "ana", "If-Match": tag}
        said = self.client.post(f"{address}/decisions", json=answer, headers=headers, **HTTPS)
        assert said.status_code == 201, said.text

    def decide_in_one_step(self, case, run, answer):
        self.send("/review/bulk", "/review/bulk", case=case, **answer)

    def decide_in_a_workbook(self, case, run, answer):
        content = self.client.get(f"/api/v1/runs/{run}/report.csv", **HTTPS).data.decode("utf-8-sig")
        (row,) = csv.DictReader(io.StringIO(content))
        row |= {
            "Review: decision": answer["verdict"],
            "Review: reason": answer["reason"],
            "Review: note": answer.get("note", ""),
        }
        out = io.StringIO()
        writer = csv.DictWriter(out, list(row))
        writer.writeheader()
        writer.writerow(row)
        address = f"/api/v1/runs/{run}/annotated?take=all"
        said = self.client.post(
            address,
            data=out.getvalue().encode(),
            content_type="text/csv",
            headers={"Person": "ana"},
            **HTTPS,
        )
        assert said.json["taken"] == 1, said.json

    def questions(self):
        """By the line of each subject, its question and whether it is new under the answer to that."""
        with self.place.database.read() as session:
            found = session.exec(
                select(Case, CaseMember).join(CaseMember, CaseMember.case_id == Case.id)
            ).all()
            session.expunge_all()
        return {member.subject: (case, member.is_new) for case, member in found}


@pytest.fixture
def office(client, place, small_engine):
    return Office(client, place, small_engine)


WAYS = ("decide_on_the_page", "decide_over_the_api", "decide_in_one_step", "decide_in_a_workbook")
ARRIVALS = ("upload", "check", "watch")


@pytest.mark.parametrize("answer", [ABOUT_TEXT, ABOUT_HER], ids=["text", "subject"])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("arrival", ARRIVALS)
def test_an_answer_binds_whom_it_was_made_about_and_nobody_else(office, arrival, way, answer):
    run = office.upload(SARAH)
    ((hers, _),) = office.questions().values()
    getattr(office, way)(hers.id, run, answer)
    for story, (row, *expected) in LATER.items():
        before = office.questions()
        getattr(office, arrival)(row)
        fresh = {key: each for key, each in office.questions().items() if key not in before}
        # What is typed into a check as one line is another subject than a row of three cells.
        if story == "the same again" and arrival == "check":
            expected = ["new", "open"]
        elif story == "the same again":
            assert fresh == {}, story
            ((case, is_new),) = office.questions().values()
            assert (case.state, is_new) == ("decided", False), story
            continue
        ((case, is_new),) = fresh.values()
        state = "new" if is_new else case.state
        assert state == expected[answer is ABOUT_HER], story
        if answer is ABOUT_HER:
            assert case.id != hers.id, story
            assert ABOUT_HER["note"] not in office.page(f"/review/{case.id}"), story
