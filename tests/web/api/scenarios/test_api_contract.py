"""The API keeps what its document says, whoever calls it and how: no 5xx, no answer that is not described."""

import uuid
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
import schemathesis
from accounts import new_key
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from sqlmodel import select

from screening.accounts import AccessRole
from screening.accounts.keys import id_of
from screening.context import install, open_context
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.settings import Settings, make_data_folder
from screening.storage.review_tables import CaseMember
from web.app import create_app
from web.config import Config

load_all_checks()
# Which facts, policies and file types there are is not a matter of types, and a subject of a batch is judged by itself.
# The caller's key has every role, so that every address is reached. The token would not do: it is worth nothing for
# programs once one of the calls has made a key.
BEYOND_TYPES = CHECKS.get_by_names(["positive_data_acceptance", "negative_data_rejection", "ignored_auth"])
TEAM = "office"
LIST = "Name,Institution,Country\nWei Zhang,Beihang University,CN\nAda,Zabir Logistics Company,SY\n"


class Lived:
    """A service that has been used: it has runs, cases and a webhook, whose ids calls may name."""

    def __init__(self, app, place, engine):
        self.app, self.client, self.place = app, app.test_client(), place
        limits = dict.fromkeys(("calls", "subjects", "characters"), 999_999_999)
        key = new_key(place, "Contract", team=TEAM, roles=list(AccessRole), **limits)
        self.headers = {"Authorization": f"Bearer {key}"}
        self.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
        self.last_day = (place.now() + timedelta(days=90)).date()
        self.steps = StepRunner(place, Engines(lambda day: replace(engine, on=day)), "worker")

    def post(self, path, status, **sent):
        answer = self.client.post(f"/api/v1{path}", **sent)
        assert answer.status_code == status, answer.text
        return answer.json

    def file_of(self, case_id):
        """A file beside a case; one that is there already, since a case takes so many and no more."""
        there = self.client.get(f"/api/v1/cases/{case_id}/files").json["files"]
        if there:
            return there[0]["id"]
        return self.post(f"/cases/{case_id}/files?file_name=a.txt", 201, data=b"seen")["file"]["id"]

    def ids(self):
        """Things that are there, made anew since calls take them away; by the name of their variable in paths."""
        runs = [self.post("/runs", 202, data=LIST, content_type="text/csv")["id"] for _ in range(3)]
        for run in runs[:2]:
            for kind in ("plan", "chunk", "report"):
                self.steps.do(kind, run, 1, 0)
        cases = [each["id"] for each in self.client.get("/api/v1/cases?limit=50").json["cases"]]
        asked = {"url": "https://127.0.0.1:9/in", "events": ["run.finished"]}
        hooks = self.client.get("/api/v1/webhooks").json["webhooks"]
        hook = hooks[0]["id"] if hooks else self.post("/webhooks", 201, json=asked)["webhook"]["id"]
        self.client.post(f"/api/v1/webhooks/{hook}/ping")
        deliveries = self.client.get(f"/api/v1/webhooks/{hook}/deliveries").json["deliveries"]
        files = [self.file_of(each) for each in cases[:3]]
        reason = {"kind": "subject", "what": uuid.uuid4().hex, "reason": "asked for"}
        erasure = self.post("/erasures", 202, json=reason)["erasure"]["id"]
        grounds = {
            "name": "Visitors",
            "purpose": "Visits",
            "legal_basis": "Art. 6",
            "ends_on": str(self.last_day),
        }
        watch = self.client.post(
            "/api/v1/watches", query_string=grounds, data=LIST, content_type="text/csv"
        ).json["id"]
        with self.place.database.read() as session:
            subjects = list(session.exec(select(CaseMember.subject_digest).distinct().limit(3)))
        return {
            "subject_id": subjects,
            "erasure_id": [erasure],
            "run_id": runs,
            "earlier_id": runs,
            "case_id": cases[:3],
            "file_id": files,
            "webhook_id": [hook],
            "delivery_id": [each["id"] for each in deliveries[:2]],
            "key_id": [id_of(new_key(self.place, "Another", team=TEAM))],
            "team_id": [TEAM, "local"],
            "list_id": ["us-entity-list", "un-sanctions"],
            "party_id": ["us-entity-list:cn/beihang", "ror:05f950310"],
            "watch_id": [watch],
            "form": ["xlsx", "csv", "json", "ndjson", "parquet", "fresh-xlsx"],
        }


@pytest.fixture(scope="module")
def lived(small_engine, tmp_path_factory):
    data = tmp_path_factory.mktemp("served") / "data"
    kept = Settings(data=data, webhook_hosts="127.0.0.1")
    make_data_folder(kept)
    install(kept)
    place = open_context(kept)
    app = create_app(Config(rates=data / "rates"), small_engine, context=place)
    inside = app.wsgi_app
    app.wsgi_app = lambda environ, start: inside({**environ, "REMOTE_ADDR": "127.0.0.1"}, start)
    yield Lived(app, place, small_engine)
    place.close()


def call_one(lived, operation, calls):
    """Make so many calls of one kind, half of them on things that are there; count the statuses."""
    sent = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))
    there = lived.ids()
    statuses = Counter()

    @given(case=sent, named=st.none() | st.integers(0, 2))
    @settings(max_examples=calls, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    def call(case, named):
        if named is not None:
            for variable in case.path_parameters or {}:
                case.path_parameters[variable] = there[variable][named % len(there[variable])]
        answer = case.call_and_validate(
            headers={"Accept-Encoding": "identity", **lived.headers}, excluded_checks=BEYOND_TYPES
        )
        statuses[answer.status_code] += 1

    call()
    return statuses


def call_everything(lived, calls):
    """Make so many calls of all kinds together, in ways that fit the document and in ways that do not."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", lived.app)
    operations = [found.ok() for found in schema.get_all_operations()]
    of_each = -(-calls // len(operations))
    return sum((call_one(lived, each, of_each) for each in operations), Counter())


def test_every_call_is_answered_as_described(lived):
    statuses = call_everything(lived, 700)
    assert statuses.total() > 300
    assert {200, 201, 202, 400, 404, 409, 422} <= statuses.keys()


@pytest.mark.soak
def test_ten_thousand_calls_are_answered_as_described(lived, record_testsuite_property):
    statuses = call_everything(lived, 14_000)
    record_testsuite_property("calls by status", dict(sorted(statuses.items())))
    assert statuses.total() >= 10_000
