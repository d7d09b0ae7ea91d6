"""What is remembered of a database is what stands in it, whoever changes it."""

import subprocess
import sys

import pytest

from screening.context import open_context
from screening.settings import Settings
from screening.storage import StorageFailed, open_database
from screening.storage.database import Database


def title(session):
    return session.connection().exec_driver_sql("SELECT text FROM title").scalar_one()


@pytest.fixture
def place(settle, tmp_path):
    opened = open_context(Settings(data=settle(tmp_path / "data")))
    with opened.database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE title (text)")
        connection.exec_driver_sql("INSERT INTO title VALUES ('Office')")
    yield opened
    opened.close()


@pytest.fixture
def reads():
    """How often was looked."""
    return []


@pytest.fixture
def ask(place, reads):
    """Ask for the title."""

    def asked(database=place.database):
        def read(session):
            reads.append(1)
            return title(session)

        return database.remembered("title", read)

    return asked


def renamed(database, text):
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE title SET text = ?", (text,))


def test_what_nobody_changed_is_read_once(ask, reads):
    assert ask() == ask() == ask()
    assert len(reads) == 1


def test_a_change_in_this_process_counts_from_the_next_look_on(place, ask):
    ask()
    renamed(place.database, "Grants")
    assert ask() == "Grants"


def test_a_change_in_another_process_counts_from_the_next_look_on(place, ask):
    ask()
    code = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(\"UPDATE title SET text = 'Ethics'\"); c.commit()"
    subprocess.run([sys.executable, "-c", code, place.database.engine.url.database], check=True)
    assert ask() == "Ethics"


def test_a_change_while_it_is_read_is_read_again(place, reads):
    def slowly(session):
        found = title(session)
        renamed(place.database, f"Title {len(reads)}")
        reads.append(1)
        return found

    place.database.remembered("title", slowly)
    assert place.database.remembered("title", slowly) == "Title 0"


def test_after_it_was_closed_it_is_looked_at_anew(place, ask):
    ask()
    place.database.close()
    renamed(place.database, "Audit")
    assert ask() == "Audit"


def test_a_database_that_cannot_say_is_read_every_time(place, ask, reads):
    unwatched = Database(place.database.engine)
    assert ask(unwatched) == ask(unwatched)
    assert len(reads) == 2


def test_a_file_that_is_missing_is_refused_and_not_made(tmp_path):
    database = open_database(Settings(data=tmp_path))
    with pytest.raises(StorageFailed):
        database.remembered("title", title)
    assert list(tmp_path.iterdir()) == []
