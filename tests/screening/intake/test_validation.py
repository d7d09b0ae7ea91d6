"""What cannot be read is unscreened, never clear; and each of several organisations is read."""

import pytest

from screening.intake.validation import fault, split_organisations, with_identifiers
from screening.model import Outcome, Subject, SubjectType

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
    assert split_organisations(Subject(name=line)).affiliations == (
        "University of Oslo",
        "Beihang University",
    )
    assert split_organisations(Subject(name=line, type=SubjectType.PERSON)).name == line


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


@pytest.mark.parametrize(
    "name", ["00wk2mp56", "00WK2MP56", "ROR 00wk2mp56", "https://ror.org/00wk2mp56", "buaa.edu.cn"]
)
def test_an_identifier_given_as_the_name_finds_the_body_on_its_lists(engine, name):
    result = engine.screen(Subject(name=name))
    assert result.assessment.outcome is Outcome.REVIEW
    assert len({hit.listing.watchlist_id for hit in result.reading.hits}) >= 5


@pytest.mark.parametrize(
    "subject",
    [
        Subject(name="00wk2mp57"),
        Subject(name="0000-0002-1825-0097"),
        Subject(name="nobody@nowhere.example"),
        Subject(affiliations=("7707083893",)),
        Subject(identifiers=(("lei", "213800KUD8LAJWSQ9D15"),)),
    ],
)
def test_an_identifier_that_is_all_there_is_and_not_known_is_unscreened(engine, subject):
    assessment = engine.screen(subject).assessment
    assert assessment.outcome is Outcome.UNSCREENED
    assert "we do not know this identifier" in assessment.why


def test_beside_a_name_an_identifier_that_is_not_known_is_a_note(engine):
    result = engine.screen(Subject(name="Institute of Vraxol", identifiers=(("ror", "00wk2mp57"),)))
    assert result.assessment.outcome is Outcome.NO_MATCH
    assert "we do not know ror 00wk2mp57" in result.reading.notes[0]


def test_a_persons_name_is_no_identifier_and_his_affiliation_may_be_one():
    subject = Subject(name="Li Wei", type=SubjectType.PERSON, affiliations=("ROR 00wk2mp56",))
    assert with_identifiers(subject).identifiers == (("ror", "00wk2mp56"),)
    assert with_identifiers(subject).name == "Li Wei"


def test_what_a_list_prints_as_a_name_stays_one():
    assert with_identifiers(Subject(name="1027700132195"), lambda _: True).identifiers == ()
