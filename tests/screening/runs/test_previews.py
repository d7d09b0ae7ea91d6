"""Previews are read in a process of their own, once, few at a time; this process only gets what is shown."""

import io
import os
import sys
import threading
from contextlib import suppress

import pytest

from screening.errors import UploadRefused, is_question
from screening.intake import limited as limited_reading
from screening.intake import read_list
from screening.intake.limited import SHOWN_ROWS, names_subject, preview_of, read_limited
from screening.intake.limits import Limits
from screening.intake.mapping import MappingChoice
from screening.intake.question_json import QuestionJson
from screening.intake.reading_choice import IntakeOptions
from screening.runs.drafts import keep_draft
from screening.runs.previews import check_list, preview_draft
from screening.runs.read_slots import ReadingBusy, reading_turn

pytestmark = pytest.mark.slow

LIST = b"Name,Affiliation\nWei Example,Beihang University\nJane Roe,KU Leuven\n"
QUESTION = b"Wei Example,Na Li\nJane Roe,Bo Ek\n"
OPTIONS = IntakeOptions(file_name="list.csv")


@pytest.fixture
def draft(place):
    return keep_draft(place.settings.data, io.BytesIO(LIST), "list.csv", owner="ana", team="office")


@pytest.fixture
def children(monkeypatch):
    """The processes that were begun, by their ids."""
    begun, popen = [], limited_reading.subprocess.Popen

    class Counted(popen):
        def __init__(self, *args, **more):
            super().__init__(*args, **more)
            begun.append(self.pid)

    monkeypatch.setattr(limited_reading.subprocess, "Popen", Counted)
    return begun


@pytest.fixture
def not_here(monkeypatch):
    """Reading a list in this process fails."""

    def fail(*_args, **_more):
        raise AssertionError("a list was read in this process")

    for name in ("open_list", "preflight", "read_workbook", "read_delimited", "decode"):
        monkeypatch.setattr(sys.modules["screening.intake.list_reader"], name, fail)


def test_a_preview_is_what_reading_here_would_show(tmp_path, draft, children):
    path = tmp_path / "list.csv"
    path.write_bytes(LIST + b"".join(b"Person %d,MIT\n" % number for number in range(50)))
    assert read_limited(path, OPTIONS).preview == preview_of(read_list(path, options=OPTIONS))
    assert len(read_limited(path, OPTIONS).preview.first) == SHOWN_ROWS
    assert len(children) == 2


def test_a_draft_is_read_once_and_again_only_where_the_reading_changes(place, draft, children, not_here):
    for _ in range(3):
        shown = preview_draft(place, draft, OPTIONS, who="ana")
        assert [row.subjects[0].name for row in shown.first] == ["Wei Example", "Jane Roe"]
    assert len(children) == 1
    preview_draft(place, draft, IntakeOptions(file_name="list.csv", ignore=("B",)), who="ana")
    assert len(children) == 2
    known = {"0" * 64: MappingChoice(map=(("name", "A"),))}
    preview_draft(place, draft, IntakeOptions(file_name="list.csv", confirmed=known), who="ana")
    assert len(children) == 3


def test_refusals_and_questions_are_kept_as_well(place, children, not_here):
    for content, code in ((b'Name\n"unclosed\n', "csv-quotes"), (QUESTION, "needs-mapping")):
        draft = keep_draft(place.settings.data, io.BytesIO(content), "list.csv", owner="ana", team="office")
        said = set()
        for _ in range(2):
            with pytest.raises(UploadRefused) as caught:
                preview_draft(place, draft, OPTIONS, who="ana")
            said.add((caught.value.code, caught.value.status, caught.value.sentence))
        assert len(said) == 1
        assert is_question(caught.value) == (code == "needs-mapping")
    assert len(children) == 2


def test_a_question_crosses_whole(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(QUESTION)
    with pytest.raises(UploadRefused) as caught:
        read_list(path, options=OPTIONS)
    assert read_limited(path, OPTIONS).refused.question == QuestionJson.of(caught.value)


@pytest.mark.parametrize("limits", [Limits(list_memory_bytes=60 * 2**20), Limits(list_wall_seconds=0.001)])
def test_a_child_at_its_limits_is_a_refusal_in_one_sentence_and_this_process_lives(tmp_path, limits):
    path = tmp_path / "list.csv"
    path.write_bytes(b"Name,Affiliation\n" + b"Wei Example,Beihang University\n" * 90_000)
    refused = read_limited(path, IntakeOptions(file_name="list.csv", limits=limits)).refused
    assert (refused.code, refused.status) == ("reader-limits", 422)
    assert refused.sentence.count(".") == 2  # of the file's name, and its end
    assert "list.csv" in refused.sentence


def test_processor_seconds_end_a_child_too(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"Name,Affiliation\n" + b"Wei Example,Beihang University\n" * 90_000)
    limits = Limits(list_cpu_seconds=1)
    assert (
        read_limited(path, IntakeOptions(file_name="list.csv", limits=limits)).refused.code == "reader-limits"
    )


def test_the_child_has_no_environment_of_ours(tmp_path, monkeypatch, children):
    monkeypatch.setenv("SCREENING_SECRET_KEY", "x" * 40)
    seen, popen = [], limited_reading.subprocess.Popen

    class Watched(popen):
        def __init__(self, *args, **more):
            seen.append(more["env"])
            super().__init__(*args, **more)

    monkeypatch.setattr(limited_reading.subprocess, "Popen", Watched)
    (tmp_path / "list.csv").write_bytes(LIST)
    assert names_subject(tmp_path / "list.csv", OPTIONS, "jane roe")
    assert not names_subject(tmp_path / "list.csv", OPTIONS, "John Doe")
    assert seen == [{}, {}]


def test_two_lists_are_read_at_once_and_a_third_is_told_to_try_again(place):
    data = place.settings.data
    with reading_turn(data, "ana"), reading_turn(data, "ben"):
        with pytest.raises(ReadingBusy) as caught, reading_turn(data, "cleo", patience=0):
            pass
        assert (caught.value.status, caught.value.facts["retry_after"]) == (503, 10)
    with reading_turn(data, "cleo", patience=0):
        pass


def test_a_person_has_one_list_read_and_one_waiting(place):
    data, waits, may_end = place.settings.data, threading.Event(), threading.Event()

    def second():
        waits.set()
        for _ in range(
            1_000
        ):  # the other thread takes the place of who waits for a moment, each time that it looks
            with suppress(ReadingBusy), reading_turn(data, "ana", patience=60):
                may_end.wait(60)
                return

    with reading_turn(data, "ana"):
        thread = threading.Thread(target=second)
        thread.start()
        waits.wait(60)
        while True:  # until the second one waits, a third is one that waits itself
            try:
                with reading_turn(data, "ana", patience=0):
                    raise AssertionError("two lists of one person were read at once")
            except ReadingBusy as busy:
                if "another waits" in busy.sentence:
                    break
        with reading_turn(data, "ben", patience=0):
            pass
    may_end.set()
    thread.join()


def test_a_turn_lasts_as_long_as_the_process_that_reads(place, tmp_path):
    """Whoever began it may be killed: what holds the lock is what takes the processor."""
    data = place.settings.data
    with reading_turn(data, "ana", at_once=1) as holds:
        kept = [os.dup(each) for each in holds]  # as a child has them
    with pytest.raises(ReadingBusy), reading_turn(data, "ben", at_once=1, patience=0):
        pass
    for each in kept:
        os.close(each)
    with reading_turn(data, "ben", at_once=1, patience=0):
        pass


def test_a_list_of_a_call_is_checked_in_the_same_way(place, tmp_path, children, not_here):
    (tmp_path / "list.csv").write_bytes(QUESTION)
    with pytest.raises(UploadRefused) as caught:
        check_list(place, tmp_path / "list.csv", OPTIONS, who="key:1")
    assert is_question(caught.value)
    assert len(children) == 1
