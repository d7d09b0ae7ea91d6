"""P6: whatever a power cut leaves of the write-ahead log, the database is sound, and entries that are gone are missed."""

import random
import shutil
import sqlite3
from contextlib import closing

import pytest

from screening.audit import lines_of, read_heads, verify
from screening.context import install, open_context
from screening.settings import Settings
from screening.storage import open_database

ENTRIES = 40
TIMES = [50, pytest.param(1_000, marks=pytest.mark.soak)]


def cut(content, offset, _chance):
    return content[:offset]


def turn_a_bit(content, offset, chance):
    return content[:offset] + bytes([content[offset] ^ 1 << chance.randrange(8)]) + content[offset + 1 :]


def lose_a_page(content, offset, _chance):
    """A sector that was never written, as a disk without barriers leaves it."""
    return content[:offset] + bytes(len(content[offset : offset + 512])) + content[offset + 512 :]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """An installation with entries in the write-ahead log, and their heads noted outside the database."""
    settings = Settings(data=tmp_path_factory.mktemp("torn") / "data")
    install(settings)
    opened = open_context(settings)
    for _ in range(ENTRIES):
        with opened.decide() as decision:
            decision.record("test.entry", actor="ana", team="office")
    yield opened
    opened.close()


@pytest.mark.parametrize("times", TIMES)
def test_a_damaged_write_ahead_log_leaves_a_sound_database_and_no_loss_unseen(place, tmp_path, times):
    chance, heads = random.Random(times), read_heads(place.heads, place.key)
    source = place.settings.data / "screening.sqlite"
    log = source.with_name("screening.sqlite-wal").read_bytes()
    lengths = set()
    for number in range(times):
        folder = tmp_path / str(number)
        folder.mkdir(mode=0o700)
        shutil.copyfile(source, folder / source.name)
        damage = (cut, turn_a_bit, lose_a_page)[number % 3]
        left = damage(log, chance.randrange(len(log)), chance)
        (folder / "screening.sqlite-wal").write_bytes(left)
        lengths.add(entries_left(folder, heads))
        shutil.rmtree(folder)
    assert len(lengths) > 10  # the damage was not all of one kind
    assert max(lengths) == ENTRIES


def entries_left(folder, heads):
    """How many entries the damaged copy still has; what is gone must be missed."""
    with closing(sqlite3.connect(folder / "screening.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        asked = "SELECT 1 FROM sqlite_master WHERE name = 'audit_entry'"
        if connection.execute(asked).fetchone() is None:
            return 0  # the tables themselves were in what is gone
    database = open_database(Settings(data=folder))
    with database.read() as session:
        count = len(list(lines_of(session)))
        assert verify(session) == []
        missed = verify(session, heads)
    database.close()
    assert bool(missed) == (count < ENTRIES)
    if missed:
        assert missed[0].sequence == count + 1
    return count
