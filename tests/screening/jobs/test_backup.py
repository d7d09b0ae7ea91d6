"""A backup made while the service works restores to a whole installation; a damaged one restores to nothing."""

import sqlite3
import stat

import pytest

from screening.audit import read_heads, verify
from screening.jobs import accept, install, open_installation, progress
from screening.jobs.backup import BackupFailed, back_up, restore
from screening.jobs.order import pins_of
from screening.settings import Settings


@pytest.fixture
def live(tmp_path, world, small_engine, listed):
    settings = Settings(data=tmp_path / "data")
    install(settings)
    place = open_installation(settings)
    run_id = accept(place, listed, world.order(), pins_of(small_engine), actor="ana", team="office")
    yield place, run_id
    place.close()


def test_what_was_backed_up_comes_back_whole(live, tmp_path, listed):
    place, run_id = live
    back_up(place.settings, tmp_path / "backup.tar")
    assert stat.S_IMODE((tmp_path / "backup.tar").stat().st_mode) == 0o600
    restored = Settings(data=tmp_path / "restored")
    assert restore(restored, tmp_path / "backup.tar") == 1
    other = open_installation(restored)
    assert progress(other, run_id, "office").state == "queued"
    with other.files.path(progress_hash(other, run_id)) as path:
        assert path.read_bytes() == listed.read_bytes()
    with other.database.read() as session:
        assert verify(session, read_heads(other.heads, other.key)) == []
    other.close()


def progress_hash(place, run_id):
    from screening.storage.tables import Run

    with place.database.read() as session:
        return session.get(Run, run_id).upload_sha256


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


def test_a_write_ahead_log_cut_anywhere_leaves_a_whole_log_and_a_missing_tail_is_found(live, tmp_path):
    """A power cut may take the newest entries; the chain still verifies, and the head outside tells."""
    import shutil

    from screening.storage import open_database

    place, _ = live
    for _ in range(20):
        with place.decide() as decision:
            decision.record("test.entry", actor="ana", team="office")
    source = place.settings.data
    size = (source / "screening.sqlite-wal").stat().st_size
    shorter = 0
    for offset in range(0, size, max(1, size // 60)):
        cut = tmp_path / f"cut{offset}"
        shutil.copytree(source, cut, ignore=shutil.ignore_patterns("*-shm"))
        with (cut / "screening.sqlite-wal").open("r+b") as file:
            file.truncate(offset)
        with sqlite3.connect(cut / "screening.sqlite") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and has_log(cut):
            database = open_database(Settings(data=cut))
            with database.read() as session:
                assert verify(session) == []
                faults = verify(session, read_heads(place.heads, place.key))
                count = session.connection().exec_driver_sql("SELECT count(*) FROM audit_entry").scalar()
            database.close()
            assert bool(faults) == (count < 21)
            shorter += count < 21
        shutil.rmtree(cut)
    assert shorter


def has_log(folder):
    with sqlite3.connect(folder / "screening.sqlite") as connection:
        return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit_entry'").fetchone()
