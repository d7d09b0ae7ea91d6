"""What was erased on PostgreSQL is gone from its files once the steps of docs/operate.md were taken.

It looks into the server's own files, and turns the recycling of its write-ahead log off while it does.
"""

import re
import secrets
import subprocess
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from databases import SERVER
from erasing import erase_subject

from screening.runs.control import run_progress
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.runs.pins import pins_of
from screening.runs.submit import submit_list

pytestmark = [
    pytest.mark.soak,
    pytest.mark.postgresql,
    pytest.mark.parametrize("settings", ["postgresql"], indirect=True),
]
GUIDE = Path(__file__).parents[4] / "docs" / "operate.md"


@pytest.fixture
def server():
    """A connection to the server, and the folder of its files."""
    with psycopg.connect(SERVER, autocommit=True) as connection:
        (folder,) = connection.execute("SHOW data_directory").fetchone()
        try:
            next(Path(folder).iterdir())
        except OSError:
            pytest.skip("The files of PostgreSQL are not on this machine, or not readable.")
        yield connection, Path(folder)


@contextmanager
def without_recycling(connection):
    connection.execute("ALTER SYSTEM SET wal_recycle = off")
    connection.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        connection.execute("ALTER SYSTEM RESET wal_recycle")
        connection.execute("SELECT pg_reload_conf()")


def statements():
    """What docs/operate.md says to run as the owner of the database."""
    (block,) = re.findall(r"psql .*<<'SQL'\n(.*?)\n *SQL\n", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return [line.strip().rstrip(";") for line in block.splitlines()]


def files_with(marker, folder):
    """Files of the server that hold a marker."""
    found = subprocess.run(
        ["grep", "-rlaF", marker, str(folder)], capture_output=True, text=True, check=False
    )
    return [name.removeprefix(f"{folder}/") for name in found.stdout.split()]


def test_nothing_erased_is_left_in_tables_or_the_write_ahead_log(
    place, world, small_engine, tmp_path, server
):
    connection, folder = server
    marker = f"Zzyx{secrets.token_hex(12)}"
    path = tmp_path / "list.csv"
    path.write_text(f"Name,Country\n{marker} Institute,\nBeihang University,\n")
    with without_recycling(connection):
        run_id = submit_list(place, path, world.order(), pins_of(small_engine), actor="ana", team="office")
        steps = StepRunner(place, Engines(lambda _day: small_engine), "worker")
        for kind in ("plan", "chunk", "report"):
            steps.do(kind, run_id, 1, 0)
        assert run_progress(place, run_id, "office").state == "finished"
        assert files_with(marker, folder)
        erase_subject(place, f"{marker} Institute", team="office")
        with psycopg.connect(place.settings.database_url, autocommit=True) as owner:
            for statement in statements():
                owner.execute(statement)
        assert files_with(marker, folder) == []
