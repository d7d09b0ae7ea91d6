"""What cannot be read is unscreened, never clear; and each of several organisations is read."""

import pytest

from screening.model import Outcome, Subject, SubjectType
from screening.readable import fault, parted

NOTHING = ["", "   ", "A", "北", "😀😀", "-", "n/a", "12345", "x" * 2001]


@pytest.mark.parametrize("name", NOTHING)
def test_what_names_nobody_is_unscreened_with_a_reason(engine, name):
    result = engine.screen(Subject(name=name))
    assert result.assessment.outcome is Outcome.UNSCREENED
    assert result.assessment.why
    assert {policy.outcome for policy in result.assessment.policies} == {"cannot_decide"}


def test_an_identifier_alone_is_enough_to_look():
    assert fault(Subject(identifiers=(("ror", "00wk2mp56"),))) is None


def test_a_persons_name_has_a_lower_cap_than_a_line_of_affiliations():
    assert fault(Subject(name="Li " * 120, type=SubjectType.PERSON))[0] == "name-too-long"
    assert fault(Subject(name="Li " * 120)) is None


def test_one_line_of_several_organisations_is_parted_and_a_persons_name_is_not():
    line = "University of Oslo; Beihang University"
    assert parted(Subject(name=line)).affiliations == ("University of Oslo", "Beihang University")
    assert parted(Subject(name=line, type=SubjectType.PERSON)).name == line


FORTY = [f"University of Town{number}" for number in range(20)] + ["Beihang University"] * 20


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("; ".join(FORTY), Outcome.REVIEW),
        (", ".join(FORTY), Outcome.REVIEW),
        ("; ".join(FORTY[:20]), Outcome.NO_MATCH),
        ("State Key Laboratory", Outcome.NO_MATCH),
        ("institute " * 30, Outcome.NO_MATCH),
        ("大学" * 150, Outcome.NO_MATCH),
        ("北京航空航天大学" * 37, Outcome.REVIEW),
        ("&amp;" * 60 + "Beihang University", Outcome.REVIEW),
        ("😀" * 150 + " Beihang University", Outcome.REVIEW),
        ("😀" * 300, Outcome.UNSCREENED),
        ("/" * 300, Outcome.UNSCREENED),
    ],
)
def test_odd_and_long_texts_have_their_defined_outcome(engine, text, outcome):
    assert engine.screen(Subject(affiliations=(text,))).assessment.outcome is outcome


def test_forty_institutions_and_only_generic_words_have_an_outcome(engine):
    many = "; ".join(f"University of Town{number}" for number in range(40))
    legal_form = "Federal State Budgetary Educational Institution of Higher Education"
    for name in (many, "State Key Laboratory", legal_form, "x" * 300):
        assert engine.screen(Subject(name=name)).assessment.outcome in (Outcome.NO_MATCH, Outcome.REVIEW)
