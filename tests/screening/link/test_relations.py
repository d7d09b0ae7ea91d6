"""What a unit beside a listed school makes of it: an institute called by another town is a campus, a department the school."""

import pytest

from screening.link import build
from screening.model import Relation, Subject
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName

SCHOOL = "ror:0aaaaaa01"


class Lists:
    listings = (
        Listing(
            "one:school",
            "one",
            (ListedName("Qytrel University", NameKind.PRIMARY),),
            PartyType.ORGANISATION,
            "CN",
        ),
    )


class Known:
    in_order = (
        Body(SCHOOL, (RegisterName("Qytrel University", "label"),), "CN", ("Beijing",), ("education",)),
        Body("ror:0aaaaaa02", (RegisterName("Ocean Museum", "label"),), "CN", ("Qingdao",), ("archive",)),
    )


@pytest.fixture(scope="module")
def linker():
    return build(Lists(), Known())


def relations(linker, text):
    return {hit.relation for hit in linker.read(Subject(affiliations=(text,))).hits}


@pytest.mark.parametrize(
    "text",
    [
        "Qingdao Research Institute, Qytrel University",
        "Qingdao Innovation Center of Qytrel University",
        "Qytrel University Qingdao Research Institute",
    ],
)
def test_an_institute_that_is_called_by_another_town_is_a_campus(linker, text):
    assert relations(linker, text) == {Relation.CAMPUS_OF}


@pytest.mark.parametrize(
    "text",
    [
        "Beijing Research Institute, Qytrel University",
        "Institute of Physics, Qytrel University",
        "Department of Physics, Qytrel University",
        "Qingdao Key Laboratory of Physics, Qytrel University",
    ],
)
def test_an_institute_in_its_own_town_and_a_department_are_the_school(linker, text):
    assert relations(linker, text) == {Relation.SAME}


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Second Hospital of Qytrel University", Relation.HOSPITAL_OF),
        ("Department of Surgery, Fuvon Hospital, Qytrel University", Relation.HOSPITAL_OF),
        ("Laboratory of Physics (Qytrel University)", Relation.LABORATORY_OF),
        ("Qytrel University Qingdao Campus", Relation.CAMPUS_OF),
    ],
)
def test_a_hospital_or_unit_beside_a_school_never_silences_it(linker, text, relation):
    assert relations(linker, text) == {relation}
