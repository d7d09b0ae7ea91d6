"""The service works as ever under a PostgreSQL account that cannot change the log."""

import uuid

import psycopg
import pytest
from erasing import erase_run

from screening.context import install, open_context
from screening.runs.control import report_path
from screening.runs.retention import clear_up
from screening.settings import Settings

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]


@pytest.fixture
def account(place):
    name = f"service_{uuid.uuid4().hex[:8]}"
    owner = place.settings.database_url
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN")
    install(place.settings, name)
    yield Settings(data=place.settings.data, database_url=owner.replace("postgres@", f"{name}@"))
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"DROP OWNED BY {name} CASCADE")
        connection.execute(f"DROP ROLE {name}")


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_a_list_is_accepted_screened_reported_and_erased_under_it(
    account, place, processes, ended, listed, undisturbed
):
    install(account)  # as every start of `serve` does; there is nothing to do
    processes.environment["SCREENING_DATABASE_URL"] = account.database_url
    (run_id,) = processes.accept(listed)
    worker = processes.start("worker")
    assert ended(run_id).state == "finished"
    worker.terminate()
    assert worker.wait(timeout=30) == 0
    service = open_context(account)
    with report_path(service, run_id, "office") as (path, _):
        assert path.read_bytes() == undisturbed(listed)
    clear_up(service)
    assert erase_run(service, run_id, actor="ana")
    service.close()
