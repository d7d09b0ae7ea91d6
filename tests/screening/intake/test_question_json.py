"""The question about a file as JSON: every reading with its first subjects and the choice that selects exactly it."""

import pytest

from screening.errors import QUESTIONS, UploadRefused, is_question
from screening.intake import IntakeOptions, read_list
from screening.intake.encodings import DelimiterNeeded, EncodingNeeded
from screening.intake.mapping import MappingNeeded
from screening.intake.question_json import QuestionJson

PEOPLE = (
    "Ref,Alpha,Beta\n"
    "R0001,Anna Smith,Li Wei\nR0002,Zoe Brown,Maria Garcia\n"
    "R0003,John Miller,Peter Jones\nR0004,Wang Fang,Hans Weber\n"
)


def asked(path):
    with pytest.raises(UploadRefused) as refused:
        read_list(path)
    assert is_question(refused.value)
    return QuestionJson.of(refused.value)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (PEOPLE.encode(), "tables"),
        ("Навзание,Имя\nИван,Ростех\n".encode("cp1251"), "encodings"),
    ],
)
def test_every_choice_of_a_question_answers_it(tmp_path, content, part):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    question = QuestionJson.model_validate_json(asked(path).model_dump_json())
    found = question.tables[0].readings if part == "tables" else question.encodings
    assert len(found) > 1
    for reading in found:
        choice = reading.choice.parse()
        options = IntakeOptions(
            map=choice.map,
            ignore=choice.ignore,
            header_rows=choice.header_rows,
            encoding=choice.encoding or None,
            delimiter=choice.delimiter,
        )
        if part == "tables":
            names = [each.name for row in read_list(path, options=options).rows() for each in row.subjects]
            assert names == reading.subjects
        else:
            assert chosen_encoding(path, options) == "settled"


def chosen_encoding(path, options):
    """Whether a text is read, or asked about for its columns, but no longer for its encoding."""
    try:
        read_list(path, options=options)
    except UploadRefused as error:
        return error.code.replace("needs-mapping", "settled")
    return "settled"


def test_the_codes_that_ask_are_those_of_the_questions():
    assert {MappingNeeded.code, EncodingNeeded.code, DelimiterNeeded.code} == QUESTIONS
