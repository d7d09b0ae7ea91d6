"""The API keeps what its document says, whoever calls it and how: no 5xx, no answer that is not described."""

import pytest
import schemathesis
from accounts import new_key
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
BEYOND_TYPES = CHECKS.get_by_names(["positive_data_acceptance", "negative_data_rejection"])


@pytest.fixture(scope="module")
def api_schema(small_engine, tmp_path_factory):
    data = tmp_path_factory.mktemp("served") / "data"
    kept = Settings(data=data)
    make_data_folder(kept)
    install(kept)
    place = open_installation(kept)
    key = new_key(place, "schemathesis", 1_000_000, 1_000_000)
    app = create_app(Config(rates=data / "rates"), small_engine, place=place)
    yield (
        schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app),
        {"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"},
    )
    place.close()


def test_every_call_is_answered_as_described(api_schema):
    schema, headers = api_schema
    statuses = []
    for found in schema.get_all_operations():
        operation = found.ok()

        sent = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

        @given(case=sent)
        @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def call(case):
            statuses.append(case.call_and_validate(headers=headers, excluded_checks=BEYOND_TYPES).status_code)

        call()
    assert len(statuses) > 200
    assert {200, 404, 422} <= set(statuses)
