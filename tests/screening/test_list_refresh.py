"""Asking for a list tells how far it is, ends once, and says when it was cut off."""

import fcntl
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest
from publisher import LIST, NAMES, RULES, Answer, Publisher, entry_at, un_xml

from screening.list_refresh import CUT_OFF, Asking, RefreshRunning, ask, carry_out, last_refresh
from watchlists.editions.stored_editions import StoredEditions
from watchlists.errors import UnknownWatchlist
from watchlists.model import Notice
from watchlists.updates.update import Updating

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
NEEDS_ACCEPTANCE = "opensanctions-ua-war-sanctions"
BEGUN = Asking(LIST, "ana", NOW.isoformat())


@pytest.fixture
def publisher():
    served = Publisher()
    yield served
    served.close()


@pytest.fixture
def asking(publisher, tmp_path):
    """Answer at the list's address, carry an asking out, and give how it ended."""

    def do(answer):
        publisher.serve("/list.xml", answer)
        updating = Updating(
            tmp_path, lambda: NOW, rules=RULES, pause=lambda _seconds: None, brought_by=BEGUN.by
        )
        return carry_out(BEGUN, entry_at(publisher.url), updating)

    return do


def note(data, **facts):
    path = data / "asked" / f"{LIST}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(asdict(BEGUN) | facts))


def test_a_new_edition_is_in_force_at_the_end_in_the_name_of_who_asked(asking, tmp_path):
    ended = asking(Answer(un_xml(NAMES)))
    assert (ended.result, ended.by, ended.code) == ("new", "ana", "")
    assert last_refresh(tmp_path, LIST) == ended
    assert StoredEditions.open(tmp_path).generation.event.by == "ana"


def test_a_refusal_is_told_with_its_code_and_changes_nothing(asking, tmp_path):
    asking(Answer(un_xml(NAMES)))
    before = StoredEditions.open(tmp_path).generation
    ended = asking(Answer(b"<html>Service temporarily unavailable</html>"))
    assert ended.result == "refused"
    assert ended.code
    assert StoredEditions.open(tmp_path).generation == before


def test_an_asking_without_an_end_whose_process_is_gone_was_cut_off(tmp_path):
    note(tmp_path, stage="reading")
    told = last_refresh(tmp_path, LIST)
    assert (told.result, told.sentence) == ("cut off", CUT_OFF)


def test_an_asking_whose_process_lives_goes_on_and_is_not_begun_twice(tmp_path):
    note(tmp_path, stage="reading")
    with (tmp_path / "asked" / f"{LIST}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert not last_refresh(tmp_path, LIST).has_ended
        with pytest.raises(RefreshRunning):
            ask(tmp_path, LIST, "ben")
    assert last_refresh(tmp_path, LIST).by == "ana"


def test_a_process_of_its_own_carries_it_out_and_its_lock_ends_with_it(tmp_path):
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    ask(data, NEEDS_ACCEPTANCE, "ana")
    with (data / "asked" / f"{NEEDS_ACCEPTANCE}.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)  # waits for the end of the process
    ended = last_refresh(data, NEEDS_ACCEPTANCE)
    assert (ended.by, ended.result, ended.code) == ("ana", "refused", "licence-not-accepted")


def test_a_list_that_nobody_knows_is_not_asked_for(tmp_path):
    with pytest.raises(UnknownWatchlist):
        ask(tmp_path, "../../etc/passwd", "ana")
    assert list(tmp_path.iterdir()) == []


def test_nobody_asked_yet(tmp_path):
    assert last_refresh(tmp_path, LIST) is None


def test_a_list_that_no_reader_takes_is_only_looked_at(publisher, tmp_path):
    publisher.serve("/editions", Answer(b"<p>Effective 3 March 2031</p>"))
    marks = r"Effective (?P<day>\d+ \w+ \d+)"
    notice = Notice(
        publisher.url + "/editions", ("127.0.0.1",), marks, ("text/xml",), "Look.", day_form="%d %B %Y"
    )
    entry = replace(entry_at(publisher.url), source=None, notice=notice)
    updating = Updating(tmp_path, lambda: NOW, rules=RULES, pause=lambda _seconds: None)
    ended = carry_out(BEGUN, entry, updating)
    assert (ended.result, ended.code) == ("noticed", "")
    assert "2031-03-03" in ended.sentence
