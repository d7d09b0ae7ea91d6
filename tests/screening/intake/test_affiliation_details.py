"""What columns say of organisations beside them, and whose it is."""

from datetime import datetime

import pytest

from screening.intake.model import RowState
from screening.model import Tie, TieKind

POSTS = {"person_name": "Name", "affiliation": "Institution", "start": "From", "end": "To", "role": "Post"}
HEADER = ["Name", "Institution", "From", "To", "Post"]


def row_of(office, header, cells, **map_):
    return office.take([header, cells], map=tuple(map_.items())).tables[0].rows[1]


def post(office, *cells):
    return row_of(office, HEADER, ["Bo Ek", *cells], **POSTS)


def test_start_end_and_role_beside_an_affiliation_are_its_own(office):
    row = post(office, "Beihang University", "2010", "2014-06", "Professor")
    assert row.subjects[0].affiliations == ()
    assert row.subjects[0].ties == (
        Tie("Beihang University", starts="2010", ends="2014-06", role="Professor"),
    )


def test_a_date_of_a_workbook_is_read_as_it_comes(office):
    (tie,) = post(office, "Beihang University", None, datetime(2019, 6, 30), None).subjects[0].ties
    assert tie.ends.startswith("2019-06-30")


@pytest.mark.parametrize(
    ("role", "kind"), [("Visiting Professor", TieKind.VISITING), ("Former professor", TieKind.PREVIOUS)]
)
def test_a_role_says_what_kind_of_tie_it_is(office, role, kind):
    assert [tie.kind for tie in post(office, "Beihang University", None, None, role).subjects[0].ties] == [
        kind
    ]


def test_a_role_that_says_nothing_of_the_kind_leaves_the_affiliation_as_it_is(office):
    assert post(office, "Beihang University", None, None, "Professor").subjects[0].affiliations == (
        "Beihang University",
    )


def test_an_end_that_cannot_be_read_is_noted_and_not_applied(office):
    row = post(office, "Beihang University", None, "soon", None)
    assert row.notes == ("The end in D2 (soon) is not a date that we can read, so we did not use it.",)
    assert row.subjects[0].ties[0].ends == "soon"  # as given, so that nobody says there was no sign of one


def test_periods_parted_like_the_affiliations_are_applied_one_to_one(office):
    row = post(office, "Beihang University; Lund University", "2010; 2014", "2012; present", None)
    assert [(tie.text, tie.ends) for tie in row.subjects[0].ties] == [
        ("Beihang University", "2012"),
        ("Lund University", "present"),
    ]


def test_one_end_beside_several_affiliations_is_applied_to_none(office):
    row = post(office, "Beihang University; Lund University", None, "2012", None)
    assert "could belong to any of several affiliations" in row.notes[0]
    assert all(not tie.ends[:4].isdigit() or "of one of 2" in tie.ends for tie in row.subjects[0].ties)


def test_a_period_belongs_to_the_organisation_it_stands_beside(office):
    header = ["Name", "Institution", "Earlier", "Years", "Paid by"]
    map_ = {
        "person_name": "Name",
        "affiliation": "Institution",
        "previous_employer": "Earlier",
        "period": "Years",
        "funder": "Paid by",
    }
    row = row_of(
        office, header, ["Bo Ek", "Lund University", "Beihang University", "2016–2019", "NUDT"], **map_
    )
    assert row.subjects[0].affiliations == ("Lund University",)
    assert row.subjects[0].ties == (
        Tie("Beihang University", TieKind.PREVIOUS, "2016", "2019"),
        Tie("NUDT", TieKind.FUNDING),
    )


def test_a_period_that_stands_beside_no_affiliation_is_applied_to_none(office):
    header = ["Name", "Institution", "Purpose", "To"]
    map_ = {"person_name": "Name", "affiliation": "Institution", "end": "To"}
    row = row_of(office, header, ["Bo Ek", "Lund University", "a visit", "2019"], **map_)
    assert row.subjects[0].affiliations == ("Lund University",)
    assert not row.subjects[0].ties


def test_a_start_beside_no_affiliation_is_noted_once_for_the_list(office):
    """That of a visit stands behind the department of the host: it is none of the post at home."""
    header = ["Name", "E-mail", "Affiliation", "Country", "Host department", "Start date", "Purpose"]
    people = [
        [f"{name} Ek", "", "Lund University", "Sweden", "Physics", "2026-01-06", "Lecture"]
        for name in ("Bo", "Eva", "Ann")
    ]
    taken = office.take([header, *people])
    rows = taken.tables[0].rows[1:]
    assert [row.subjects[0].affiliations for row in rows] == [("Lund University",)] * 3
    assert not any(row.notes or row.subjects[0].ties for row in rows)
    (said,) = [each for each in taken.notices if "column F (Start date)" in each]
    assert "not used, because we cannot tell which affiliation it belongs to" in said


def test_dates_beside_no_organisation_are_not_noted_where_no_row_names_a_person(office):
    taken = office.take(
        [["Organisation", "Purpose", "Start"], ["Lund University", "Lecture", "2026-01-06"]],
        map=(("organisation", "Organisation"), ("start", "Start")),
    )
    assert not [each for each in taken.notices if "column C (Start)" in each]


def test_the_affiliation_of_a_referee_is_somebody_elses(office):
    header = ["Name", "Institution", "Referee", "Referee's institution"]
    map_ = {
        "person_name": "Name",
        "affiliation": "Institution",
        "other_person": "Referee",
        "other_person_affiliation": "Referee's institution",
    }
    subject = row_of(office, header, ["Bo Ek", "Lund University", "Li Wei", "NUDT"], **map_).subjects[0]
    assert (subject.name, subject.affiliations) == ("Bo Ek", ("Lund University",))
    assert subject.ties == (Tie("NUDT", TieKind.OTHER_PERSON, role="referee: Li Wei"),)


def test_a_country_of_the_institution_is_kept_apart_from_a_bare_one(office):
    header = ["Name", "Institution", "Its country", "Land"]
    map_ = {
        "person_name": "Name",
        "affiliation": "Institution",
        "institution_country": "Its country",
        "country": "Land",
    }
    subject = row_of(office, header, ["Bo Ek", "Northeastern University", "US", "SE"], **map_).subjects[0]
    assert (subject.institution_country, subject.country) == ("US", "SE")


@pytest.mark.parametrize(
    "header",
    [
        ["Visitor", "Institution", "From", "To", "Post"],
        ["Name", "Home institution", "From", "To", "Post"],
        ["Name", "Institution", "Arrival", "Departure", "Title of visit"],
    ],
)
def test_the_days_of_a_visit_are_none_of_the_post_at_home(office, header):
    map_ = dict(zip(("person_name", "affiliation", "start", "end", "role"), header, strict=True))
    row = row_of(
        office, header, ["Bo Ek", "Beihang University", "2024-05", "2024-06", "Visiting Professor"], **map_
    )
    assert (row.subjects[0].affiliations, row.subjects[0].ties) == (("Beihang University",), ())


def people(office, *cells):
    return row_of(office, ["Author", "Affiliation"], cells)


def test_an_affiliation_given_once_is_of_all_people_of_a_cell(office):
    row = people(office, "Li Wei; Anna Smith", "Lund University")
    assert [each.affiliations for each in row.subjects] == [("Lund University",)] * 2


def test_affiliations_parted_like_the_people_are_put_together_and_it_is_said(office):
    row = people(office, "Li Wei; Anna Smith", "Beihang University; Lund University")
    assert [each.affiliations for each in row.subjects] == [("Beihang University",), ("Lund University",)]
    assert row.notes == ("We paired the people and affiliations of this row in the order given.",)


def test_nobody_of_several_is_given_what_may_be_somebody_elses(office):
    row = people(office, "Li Wei; Anna Smith; Bo Ek", "Beihang University; Lund University")
    assert [(each.name, each.affiliations) for each in row.subjects] == [
        ("Li Wei", ()),
        ("Anna Smith", ()),
        ("Bo Ek", ()),
        ("Beihang University", ()),
        ("Lund University", ()),
    ]


def test_the_rest_of_a_row_with_an_unreadable_cell_is_screened(office):
    row = people(office, "Bo Ek", "x" * 2_500)
    assert (row.state, row.code) == (RowState.SUBJECT, "cell-too-long")
    assert [each.name for each in row.subjects] == ["Bo Ek"]
    assert row.inquiries[0].unread == ("cell-too-long", row.reason)
    assert "B2" in row.reason


def test_people_in_a_column_that_may_hold_organisations_are_asked_about_one_by_one(office):
    rows = [
        ["Name", "Affiliation"],
        ["Anna Berg; Bo Ek", "Lund University"],
        ["Vulcan Holding", "Lund University"],
    ]
    row = office.take(rows).tables[0].rows[1]
    assert [(each.name, each.affiliations) for each in row.subjects] == [
        ("Anna Berg", ("Lund University",)),
        ("Bo Ek", ("Lund University",)),
    ]
