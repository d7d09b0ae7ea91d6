"""What the process that reads a filled-in report lets across: what somebody wrote, counted, and nothing else."""

import pytest

from screening.errors import UploadRefused
from screening.intake.limits import Limits
from screening.intake.reading_choice import IntakeOptions
from screening.labels import wording
from screening.review.rules import DecisionRefused
from screening.runs import filled_report_child, filled_reports
from screening.runs.filled_report_json import FilledAnswer, FilledQuestion, filled_answers
from screening.runs.filled_reports import read_filled, rows_of

COLUMNS = [column.header for column in wording().columns]


@pytest.fixture
def ask(tmp_path):
    """A question about a report of one row each of these decisions and notes."""

    def ask(*said, columns=COLUMNS, **options):
        path = tmp_path / "back.csv"
        lines = [["Name", "Institution", *columns]]
        for number, (decision, note) in enumerate(said, start=1):
            cells = {"Outcome": "review", "Review: decision": decision, "Review: note": note}
            lines.append([f"Person {number}", "KU Leuven", *(cells.get(each, "") for each in columns)])
        path.write_text("".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines))
        given = IntakeOptions(file_name="back.csv", **options)
        return FilledQuestion(str(path), given, "", IntakeOptions())

    return ask


def test_only_rows_in_which_somebody_wrote_cross_with_the_reviewers_cells(ask):
    question = ask(("inconclusive", ""), ("", ""), ("", "looked at it"))
    answer = read_filled(question)
    assert answer == filled_report_child.answer_to(question)
    first, third = rows_of(answer)
    assert (first.number, first.cells) == (2, {"decision": "inconclusive"})
    assert (third.number, third.cells) == (4, {"note": "looked at it"})
    assert [each.subjects[0].name for each in (first, third)] == ["Person 1", "Person 3"]


def test_more_filled_rows_than_may_cross_are_refused_with_what_to_do(ask, monkeypatch):
    question = ask(*[("inconclusive", "")] * 3)
    monkeypatch.setattr(filled_report_child, "MOST_ROWS", 3)
    assert len(rows_of(filled_report_child.answer_to(question))) == 3
    monkeypatch.setattr(filled_report_child, "MOST_ROWS", 2)
    with pytest.raises(UploadRefused) as refused:
        rows_of(filled_report_child.answer_to(question))
    assert (refused.value.code, refused.value.status) == ("too-many-filled", 422)
    assert "back.csv" in refused.value.sentence
    assert "fewer rows" in refused.value.sentence


def test_more_text_than_may_cross_is_refused_as_well(ask, monkeypatch):
    question = ask(("inconclusive", "x" * 1_000))
    monkeypatch.setattr(filled_report_child, "MOST_BYTES", 1_000)
    assert filled_report_child.answer_to(question).refused.code == "too-many-filled"


def test_a_file_without_columns_of_a_report_is_told_from_one_in_which_nobody_wrote(ask):
    assert rows_of(read_filled(ask(("", "")))) == ()
    with pytest.raises(DecisionRefused, match="none of the columns"):
        rows_of(read_filled(ask(("", ""), columns=[])))


@pytest.mark.parametrize("limits", [Limits(list_memory_bytes=60 * 2**20), Limits(list_wall_seconds=0.001)])
def test_a_child_at_its_limits_is_a_refusal(ask, limits):
    with pytest.raises(UploadRefused) as refused:
        rows_of(read_filled(ask(("inconclusive", ""), limits=limits)))
    assert refused.value.code == "reader-limits"


def test_an_answer_of_another_shape_is_none(ask, monkeypatch):
    for content in (b'{"rows": [{"sheet": 1}]}', b'{"rows": [], "is_report"', b"[]"):
        with pytest.raises(ValueError, match=r"FilledAnswer|JSON"):
            filled_answers().read(content)
    monkeypatch.setattr(filled_reports, "_CHILD", "json.tool")  # says what it is asked, in its own form
    with pytest.raises(UploadRefused) as refused:
        rows_of(read_filled(ask(("inconclusive", ""))))
    assert refused.value.code == "reader-limits"


def test_what_failed_on_our_side_is_no_refusal(monkeypatch, ask):
    monkeypatch.setattr(filled_reports, "ask_child", lambda *_: FilledAnswer(failed="KeyError"))
    with pytest.raises(RuntimeError, match="KeyError"):
        read_filled(ask(("", "")))
