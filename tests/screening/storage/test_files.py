"""Files by hash: whole or not at all, for their owner alone, and never outside the store."""

import hashlib
import os
import stat

import pytest
from disk_order import disk_order

from screening.storage import FileStoreError, StorageFull, open_files
from screening.storage.files import PART_BYTES, FolderFiles


@pytest.fixture(params=["auto", pytest.param("s3", marks=pytest.mark.slow)])
def files(request, settings, database):
    """Each store on each database: the folder, the database, and an object store beside both."""
    where = f"s3://{request.getfixturevalue('bucket')}/files" if request.param == "s3" else request.param
    return open_files(settings.model_copy(update={"file_store": where}), database)


@pytest.mark.parametrize("size", [0, 1, PART_BYTES, 2 * PART_BYTES + 17])
def test_what_was_put_comes_back_byte_for_byte(files, tmp_path, size):
    content = os.urandom(size)
    source = tmp_path / "list.csv"
    source.write_bytes(content)
    written = []
    sha256, counted = files.put(source, written.append)
    assert sum(written) == counted
    assert files.put(source) == (sha256, counted)
    assert (sha256, counted) == (hashlib.sha256(content).hexdigest(), size)
    with files.path(sha256) as path:
        assert path.read_bytes() == content
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_was_removed_is_gone_and_that_is_said(files, database, tmp_path):
    source = tmp_path / "list.csv"
    source.write_bytes(b"name\n")
    sha256, _ = files.put(source)
    assert files.has(sha256)
    for _ in range(2):
        with database.write() as session:
            files.remove(sha256, session)
    assert not files.has(sha256)
    with pytest.raises(FileStoreError), files.path(sha256):
        pass


def test_names_are_those_of_everything_that_is_kept(files, tmp_path, database):
    source, kept = tmp_path / "list.csv", set()
    assert files.names() == kept
    for number in range(3):
        source.write_text(f"name {number}\n")
        kept.add(files.put(source)[0])
    assert files.names() == kept
    gone = kept.pop()
    with database.write() as session:
        files.remove(gone, session)
    assert files.names() == kept
    files.check()


def test_what_cannot_be_read_at_the_moment_leaves_no_copy_behind(files, settings):
    with pytest.raises(FileStoreError), files.path("0" * 64):
        pass
    assert list(settings.data.glob("scratch/*")) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", ""])
def test_a_name_that_is_no_hash_opens_nothing(files, name):
    with pytest.raises(FileStoreError), files.path(name):
        pass


def test_a_file_that_changed_on_the_disk_or_became_a_link_is_refused(tmp_path):
    files = FolderFiles(tmp_path / "files")
    source = tmp_path / "list.csv"
    source.write_bytes(b"name\n")
    sha256, _ = files.put(source)
    kept = files.folder / sha256
    kept.write_bytes(b"other\n")
    with pytest.raises(FileStoreError), files.path(sha256):
        pass
    kept.unlink()
    kept.symlink_to(source)
    with pytest.raises(FileStoreError), files.path(sha256):
        pass


def test_a_power_cut_finds_kept_bytes_on_the_disk_before_their_name_and_then_the_name(tmp_path):
    source = tmp_path / "list.csv"
    source.write_bytes(b"name\n")
    with disk_order() as order:
        FolderFiles(tmp_path / "files").put(source)
    assert order.named_too_early == []
    assert order.names_waiting == set()


def test_a_power_cut_does_not_bring_back_a_file_that_was_taken_away(tmp_path, database):
    files = FolderFiles(tmp_path / "files")
    source = tmp_path / "list.csv"
    source.write_bytes(b"name\n")
    sha256, _ = files.put(source)
    with disk_order() as order, database.write() as session:
        files.remove(sha256, session)
    assert not files.has(sha256)
    assert files.folder.stat().st_ino not in order.names_waiting


def test_a_disk_without_room_leaves_no_part_behind(tmp_path, monkeypatch):
    files = FolderFiles(tmp_path / "files")
    source = tmp_path / "list.csv"
    source.write_bytes(b"name\n")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull):
        files.put(source)
    assert list(files.folder.iterdir()) == []
