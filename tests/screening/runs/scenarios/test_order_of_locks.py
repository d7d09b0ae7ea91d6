"""Whoever needs the files and the log takes the files first, so that no two wait for each other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from erasing import erase_run
from sqlalchemy import text

from screening.audit import record
from screening.context import open_context
from screening.storage import lock_files
from screening.storage.tables import Run

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
_WAITS = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@pytest.fixture
def place(settings):
    opened = open_context(settings)
    yield opened
    opened.close()


# SQLite lets one in at a time.
@pytest.mark.parametrize(
    "settings", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
def test_a_run_is_erased_while_another_transaction_holds_the_files_and_writes_into_the_log(place):
    texts = dict.fromkeys(("upload_sha256", "actor", "file_name", "choices", "pins", "screened_at"), "")
    with place.decide() as decision:
        run = Run(id="one", team="office", state="finished", attempt=1, accepted_at="", **texts)
        decision.session.add(run)
        decision.record("run.accepted", actor="ana", team="office", run_id="one")
    with ThreadPoolExecutor(1) as beside:
        with place.database.write() as session:
            lock_files(session)
            erased = beside.submit(erase_run, place, "one", actor="ana")
            while not session.connection().execute(_WAITS).scalar() and not erased.done():
                pass
            record(session, "list.updated", at=NOW, actor="ana", team="")
        assert erased.result()
