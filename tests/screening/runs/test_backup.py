"""A backup made while the service works restores to a whole installation; a damaged one restores to nothing."""

import os
import sqlite3
import stat

import pytest

from screening.audit import read_heads, verify
from screening.context import open_context
from screening.runs.backup import BackupFailed, back_up, restore
from screening.runs.control import run_progress
from screening.runs.pins import pins_of
from screening.runs.submit import submit_list
from screening.settings import Settings


@pytest.fixture
def live(settle, tmp_path, world, small_engine, listed):
    place = open_context(Settings(data=settle(tmp_path / "data")))
    run_id = submit_list(place, listed, world.order(), pins_of(small_engine), actor="ana", team="office")
    yield place, run_id
    place.close()


def test_what_was_backed_up_comes_back_whole(live, tmp_path, listed):
    place, run_id = live
    back_up(place.settings, tmp_path / "backup.tar")
    assert stat.S_IMODE((tmp_path / "backup.tar").stat().st_mode) == 0o600
    restored = Settings(data=tmp_path / "restored")
    assert restore(restored, tmp_path / "backup.tar") == 1
    other = open_context(restored)
    assert run_progress(other, run_id, "office").state == "queued"
    with other.files.path(progress_hash(other, run_id)) as path:
        assert path.read_bytes() == listed.read_bytes()
    with other.database.read() as session:
        assert verify(session, read_heads(other.heads, other.key)) == []
    other.close()


def progress_hash(place, run_id):
    from screening.storage.tables import Run

    with place.database.read() as session:
        return session.get(Run, run_id).upload_sha256


def test_what_comes_back_is_open_to_nobody_else(live, tmp_path):
    out, there = tmp_path / "backup.tar", tmp_path / "elsewhere"
    before = os.umask(0)
    try:
        back_up(live[0].settings, out)
        restore(Settings(data=there), out)
    finally:
        os.umask(before)
    found = {path.name: path.stat().st_mode & 0o777 for path in [out, *there.rglob("*")] if path.is_file()}
    assert "screening.sqlite" in found
    assert set(found.values()) == {0o600}


def test_a_backup_of_sqlite_is_not_taken_for_restored_where_the_service_asks_postgresql(live, tmp_path):
    back_up(live[0].settings, tmp_path / "backup.tar")
    elsewhere = Settings(
        data=tmp_path / "elsewhere", database_url="postgresql://postgres@127.0.0.1:1/nothing"
    )
    with pytest.raises(BackupFailed, match="unset SCREENING_DATABASE_URL"):
        restore(elsewhere, tmp_path / "backup.tar")
    assert not elsewhere.data.exists()


def test_a_backup_never_overwrites_an_installation(live, tmp_path):
    place, _ = live
    back_up(place.settings, tmp_path / "backup.tar")
    with pytest.raises(BackupFailed):
        restore(place.settings, tmp_path / "backup.tar")


def test_a_backup_cut_short_restores_to_nothing(live, tmp_path):
    place, _ = live
    back_up(place.settings, tmp_path / "backup.tar")
    content = (tmp_path / "backup.tar").read_bytes()
    for share in (0.01, 0.3, 0.6):
        (tmp_path / "cut.tar").write_bytes(content[: int(len(content) * share)])
        with pytest.raises(BackupFailed):
            restore(Settings(data=tmp_path / "restored"), tmp_path / "cut.tar")
        assert not (tmp_path / "restored").exists()


def test_a_backup_whose_log_was_changed_restores_to_nothing(live, tmp_path):
    place, _ = live
    with sqlite3.connect(place.settings.data / "screening.sqlite") as connection:
        connection.execute("DROP TRIGGER audit_entry_no_update")
        connection.execute("UPDATE audit_entry SET actor = 'mallory'")
    back_up(place.settings, tmp_path / "backup.tar")
    with pytest.raises(BackupFailed, match="log"):
        restore(Settings(data=tmp_path / "restored"), tmp_path / "backup.tar")
