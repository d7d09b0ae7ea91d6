"""Drafts go after a day whatever happens, and with a subject that they name; readings of them go with them."""

import io
import os
import time

import pytest
from erasing import erase_run, erase_subject

from screening.intake.limited import read_limited
from screening.intake.reading_choice import IntakeOptions
from screening.pipeline import ScreeningRequest
from screening.runs import drafts
from screening.runs.drafts import (
    KEPT_SECONDS,
    MOST_READINGS,
    Purpose,
    cached_reading,
    drafts_naming,
    drop_draft,
    find_draft,
    forget_drafts,
    keep_draft,
    keep_reading,
)
from screening.runs.pins import Pins
from screening.runs.previews import preview_draft
from screening.runs.read_cache import key_of_run
from screening.runs.retention import clear_up
from screening.runs.submit import submit_list

pytestmark = pytest.mark.slow

LIST = b"Name,Affiliation\nWei Example,Beihang University\nJane Roe,KU Leuven\n"
# Without a header and with two columns of names: it may be read in two ways.
QUESTION = b"Wei Example,Na Li\nJane Roe,Bo Ek\n"


@pytest.fixture
def keep(place):
    def keep(content=LIST, name="list.csv", team="office", **more):
        return keep_draft(place.settings.data, io.BytesIO(content), name, owner="ana", team=team, **more)

    return keep


def files(place):
    return sorted(path.name for path in (place.settings.data / "drafts").glob("*"))


def forget_naming(place, team, name):
    """Take away the drafts that name somebody, as an erasure does; how many."""
    found = drafts_naming(place, team, name)
    forget_drafts(place.settings.data, found)
    return len(found)


def age(place, seconds):
    then = time.time() - seconds
    for path in (place.settings.data / "drafts").glob("*"):
        os.utime(path, (then, then))


def test_a_draft_is_found_by_its_owner_and_team_only(place, keep):
    draft, data = keep(), place.settings.data
    assert find_draft(data, draft.key, owner="ana", team="office") == draft
    assert find_draft(data, draft.key, owner="ben", team="office") is None
    assert find_draft(data, draft.key, owner="ana", team="purchasing") is None
    assert find_draft(data, "../" + draft.key[3:], owner="ana", team="office") is None
    assert all(path.stat().st_mode & 0o077 == 0 for path in (data / "drafts").iterdir())


def test_the_clean_up_takes_drafts_of_yesterday_with_all_that_stands_beside_them(place, keep):
    preview_draft(place, keep(), IntakeOptions(file_name="list.csv"), who="ana")
    assert len(files(place)) == 3
    age(place, KEPT_SECONDS + 60)
    today = keep()
    clear_up(place)
    assert files(place) == [today.key, f"{today.key}.json"]


def test_an_upload_that_breaks_off_leaves_nothing(place):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise ConnectionError

    with pytest.raises(ConnectionError):
        keep_draft(place.settings.data, Broken(), "list.csv", owner="ana", team="office")
    assert files(place) == []


def test_erasing_a_subject_takes_the_teams_drafts_that_name_it_and_all_readings(place, keep):
    named, other, foreign = keep(), keep(b"Name\nJane Roe\n"), keep(team="purchasing")
    for draft in (named, other):
        preview_draft(place, draft, IntakeOptions(file_name="list.csv"), who="ana")
    erase_subject(place, "WEI  example", team="office")
    assert files(place) == sorted([other.key, f"{other.key}.json", foreign.key, f"{foreign.key}.json"])


@pytest.mark.parametrize(
    ("content", "name", "goes"),
    [
        (QUESTION, "list.csv", True),  # under one of its readings
        (b'Name\n"unclosed\n', "list.csv", True),  # nobody can say whom it names
        (b"%PDF-1.7", "list.csv", True),
        (b"Name\nJane Roe\n", "list.csv", False),
    ],
)
def test_a_draft_that_cannot_be_read_may_name_anybody_and_goes(place, keep, content, name, goes):
    keep(content, name)
    assert forget_naming(place, "office", "Na Li") == goes
    assert (files(place) == []) == goes


def test_publishers_files_name_no_subject_of_a_team_and_stay(place, keep):
    keep(purpose=Purpose.WATCHLIST)
    assert forget_naming(place, "office", "Wei Example") == 0


def test_a_draft_without_its_note_may_be_the_teams_and_goes(place, keep):
    draft = keep()
    (place.settings.data / "drafts" / f"{draft.key}.json").unlink()
    assert forget_naming(place, "office", "Somebody Else") == 1
    assert files(place) == []


@pytest.mark.parametrize("note", [b"", b"[]", b"3", b"null", b'{"purpose": 1}', b"[" * 100_000, b"\xff\xfe"])
def test_a_draft_with_a_damaged_note_may_be_the_teams_and_goes(place, keep, note):
    draft = keep()
    (place.settings.data / "drafts" / f"{draft.key}.json").write_bytes(note)
    assert forget_naming(place, "office", "Somebody Else") == 1


@pytest.mark.parametrize("content", [b"", LIST[:17] + b'"Wei Ex', bytes(range(256)), b"PK\x03\x04" + LIST])
def test_a_draft_that_is_broken_on_disk_may_name_anybody_and_goes(place, keep, content):
    keep().path.write_bytes(content)
    assert forget_naming(place, "office", "Somebody Else") == 1


def test_a_draft_that_cannot_even_be_asked_about_may_name_anybody_and_goes(place, keep):
    keep(name="list\ud800.csv")
    assert forget_naming(place, "office", "Somebody Else") == 1


def test_a_reading_that_ends_after_its_draft_went_is_not_kept(place, keep):
    draft, data = keep(), place.settings.data
    answer = read_limited(draft.path, IntakeOptions(file_name="list.csv"))
    assert answer.preview is not None
    drop_draft(draft)
    keep_reading(data, draft.key, "hash", b"{}", still_there=draft.path.exists)
    assert files(place) == []


def test_only_so_many_readings_of_a_draft_are_kept(place, keep):
    draft, data = keep(), place.settings.data
    for number in range(MOST_READINGS + 5):
        keep_reading(data, draft.key, f"{number:03}", b"{}", still_there=draft.path.exists)
    assert len(files(place)) == MOST_READINGS + 2
    assert cached_reading(data, draft.key, f"{MOST_READINGS + 4:03}") == b"{}"


def test_erasing_a_run_takes_the_readings_of_its_list_and_what_drafts_hold_of_it(place, keep, listed):
    pins, data = Pins(engine="1", code="0" * 64, register="0" * 64), place.settings.data
    run_id, draft = submit_list(place, listed, ScreeningRequest(), pins, actor="ana", team="office"), keep()
    kept = {key_of_run(run_id): "hash", draft.key: f"{key_of_run(run_id)}.hash"}
    for key, reading in [*kept.items(), (draft.key, "hash")]:
        keep_reading(data, key, reading, b"{}", still_there=lambda: True)
        assert cached_reading(data, key, reading) == b"{}"
    erase_run(place, run_id, actor="ana")
    assert [cached_reading(data, *each) for each in kept.items()] == [None, None]
    assert cached_reading(data, draft.key, "hash") == b"{}"
    assert draft.path.exists()


def test_the_oldest_drafts_of_a_person_make_room_and_nobody_elses(place, keep, monkeypatch):
    of_another = keep(team="lab")
    made = []
    for number in range(drafts.MOST_DRAFTS + 2):
        made.append(keep())
        os.utime(made[-1].path, (time.time() - 1_000 + number,) * 2)
    assert [each.path.exists() for each in made] == [False] * 2 + [True] * drafts.MOST_DRAFTS
    assert of_another.path.exists()
    monkeypatch.setattr(drafts, "MOST_BYTES", 3 * len(LIST))
    last = keep()
    assert {each.path for each in made if each.path.exists()} == {made[-1].path, made[-2].path}
    assert last.path.exists()
    monkeypatch.setattr(drafts, "MOST_BYTES", 1)
    assert keep().path.exists()
    assert not last.path.exists()
    assert not list(last.path.parent.glob(f"{last.key}.*"))
