"""Readiness says in words what is wrong; figures name nobody."""

from datetime import UTC, datetime, timedelta

import pytest

from screening.runs import worker_lease
from web.app import create_app
from web.config import Config


@pytest.fixture
def client(place, small_engine, clock, tmp_path):
    return create_app(Config(rates=tmp_path / "rates.sqlite3"), small_engine, clock, place).test_client()


def work(place, moment):
    with place.database.write() as session:
        worker_lease.beat(session, "worker-1", moment)


def test_without_a_living_worker_the_service_is_not_ready(client, place, clock):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "no worker lives" in answer.json["faults"][0]
    work(place, clock())
    assert client.get("/readyz").json == {"status": "ok"}
    clock.moved(seconds=60)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_a_required_list_past_its_limit_makes_the_service_not_ready(client, place, clock, small_engine):
    from web.operations import list_faults

    assert list_faults(small_engine, clock()) == []
    late = datetime(2036, 1, 1, tzinfo=UTC)
    required = {each for policy in small_engine.policies for each in policy.requires}
    loaded = required & set(small_engine.lists.snapshots)
    assert len(list_faults(small_engine, late)) == len(loaded)
    clock.now = late - timedelta(days=1)
    work(place, clock())
    if loaded:
        assert client.get("/readyz").status_code == 503


def test_an_installation_that_was_not_brought_up_to_date_is_not_ready(client, place):
    with place.database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    assert "screening init" in client.get("/readyz").json["faults"][0]


def test_figures_count_runs_workers_and_ages_of_lists(client, place, clock):
    work(place, clock())
    said = client.get("/metrics").get_data(as_text=True)
    assert "screening_workers 1.0" in said
    assert "screening_steps_waiting 0.0" in said
    assert "screening_list_age_days{" in said
