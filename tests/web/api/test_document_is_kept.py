"""The API keeps what its document says, whoever calls it and how: no 5xx, no answer that is not described."""

from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from screening.jobs import install, open_installation
from screening.settings import Settings, make_data_folder
from web.app import create_app
from web.config import Config

load_all_checks()
# Which facts, policies and file types there are is not a matter of types, and a subject of a batch is judged by itself.
# Without keys whoever sits at the machine is an administrator, so that every address is reached; keys: test_access.
BEYOND_TYPES = CHECKS.get_by_names(["positive_data_acceptance", "negative_data_rejection", "ignored_auth"])


@pytest.fixture(scope="module")
def api_schema(small_engine, tmp_path_factory):
    data = tmp_path_factory.mktemp("served") / "data"
    kept = Settings(data=data)
    make_data_folder(kept)
    install(kept)
    place = open_installation(kept)
    app = create_app(Config(rates=data / "rates"), small_engine, place=place)
    inside = app.wsgi_app
    app.wsgi_app = lambda environ, start: inside({**environ, "REMOTE_ADDR": "127.0.0.1"}, start)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app), {"Accept-Encoding": "identity"}
    place.close()


def call_everything(api_schema, calls):
    """Make so many calls of every kind, in ways that fit the document and in ways that do not; count the statuses."""
    schema, headers = api_schema
    statuses = Counter()
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:
        sent = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

        @given(case=sent)
        @settings(
            max_examples=-(-calls // len(operations)),
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        def call(case):
            answer = case.call_and_validate(headers=headers, excluded_checks=BEYOND_TYPES)
            statuses[answer.status_code] += 1

        call()
    return statuses


def test_every_call_is_answered_as_described(api_schema):
    statuses = call_everything(api_schema, 500)
    assert statuses.total() > 300
    assert {200, 404, 422} <= statuses.keys()


@pytest.mark.soak
def test_ten_thousand_calls_are_answered_as_described(api_schema, record_property):
    statuses = call_everything(api_schema, 14_000)
    record_property("calls by status", dict(sorted(statuses.items())))
    assert statuses.total() >= 10_000
