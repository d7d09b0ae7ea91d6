"""Of the folders of a server a team reads its own alone, and takes a list there once it has not been written to for a minute."""

import os
from dataclasses import replace

import pytest

from screening.watch.folder import SETTLED_SECONDS, WatchFolderRefused, newest_file, watched_folder


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "incoming"
    (folder / "office" / "visitors").mkdir(parents=True)
    (folder / "others").mkdir()
    return folder


@pytest.fixture
def there(place, root):
    return replace(place, settings=place.settings.model_copy(update={"watch_folder": str(root)}))


def test_a_team_reads_the_folder_of_its_own_name_and_those_in_it(there, root):
    assert watched_folder(there, "office", "") == (root / "office").resolve()
    assert watched_folder(there, "office", "visitors") == (root / "office" / "visitors").resolve()


@pytest.mark.parametrize("name", ["../others", "/etc", "..", "visitors/../../others", "nowhere"])
def test_a_team_reads_no_other_folder(there, name):
    with pytest.raises(WatchFolderRefused):
        watched_folder(there, "office", name)


def test_a_link_out_of_the_folder_is_not_followed(there, root):
    (root / "office" / "link").symlink_to(root / "others")
    with pytest.raises(WatchFolderRefused):
        watched_folder(there, "office", "link")


def test_a_sandbox_has_no_folder(there):
    with pytest.raises(WatchFolderRefused):
        watched_folder(there, "sandbox:office", "")


def test_nothing_is_watched_where_no_folder_is_named(place):
    with pytest.raises(WatchFolderRefused, match="SCREENING_WATCH_FOLDER"):
        watched_folder(place, "office", "")


def put(folder, name, age):
    path = folder / name
    path.write_text("Institution\nHarvard University\n")
    os.utime(path, (1_000_000 - age,) * 2)
    return path


def test_the_list_that_was_written_last_is_taken_once_it_is_settled(root):
    folder = root / "office"
    older = put(folder, "older.csv", 5 * SETTLED_SECONDS)
    put(folder, "now.csv", SETTLED_SECONDS - 1)
    assert newest_file(folder, 1_000_000).path == older
    assert newest_file(folder, 1_000_000 + SETTLED_SECONDS).path.name == "now.csv"


def test_hidden_and_temporary_files_and_links_are_passed_over(root):
    folder = root / "office"
    put(folder, ".hidden.csv", 900)
    put(folder, "~$list.xlsx", 900)
    put(folder, "list.exe", 900)
    (folder / "link.csv").symlink_to(put(root / "others", "list.csv", 900))
    assert newest_file(folder, 1_000_000) is None
