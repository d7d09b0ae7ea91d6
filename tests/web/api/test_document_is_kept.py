"""The API keeps what its document says, whoever calls it and how: no 5xx, no answer that is not described."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from screening.jobs import install, open_installation
from screening.settings import Settings, make_data_folder
from web.app import create_app
from web.config import Config


@pytest.fixture(scope="module")
def api_schema(small_engine, tmp_path_factory):
    data = tmp_path_factory.mktemp("served") / "data"
    kept = Settings(data=data)
    make_data_folder(kept)
    install(kept)
    place = open_installation(kept)
    app = create_app(Config(rates=data / "rates"), small_engine, place=place)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    place.close()


def test_every_call_is_answered_as_described(api_schema):
    called = []
    for found in api_schema.get_all_operations():
        operation = found.ok()

        sent = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

        @given(case=sent)
        @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def call(case):
            case.call_and_validate()
            called.append(operation.label)

        call()
    assert len(called) > 200
