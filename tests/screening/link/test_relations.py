"""What a unit beside a listed school makes of it: an institute called by another town is a campus, a department the school."""

import pytest
from small_universe import SmallUniverse, body, listing

from screening.link import build
from screening.link.contained_names import NamesInside
from screening.link.relations import Relations
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


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:kadris", "Kadris University", "IR"),
        listing("l:physics", "Institute of Physics", "IR"),
        listing("l:bank", "Zorbex Bank", "RU"),
        listing("l:torvel", "Torvel Group Corporation", "CN"),
        bodies=(
            body(1, "Kadris University", "IR", types=("education",), cities=("Isfahan",)),
            body(2, "Torvel University", "IR", types=("education",)),
            body(
                3,
                "Kadris Hospital",
                "IR",
                types=("healthcare",),
                relations=(("related", "ror:000000001", ""),),
            ),
            body(4, "Tabriz Museum", "IR", cities=("Tabriz",)),
        ),
    )


def links(universe, text):
    """Each relation of a text to a listed body, with the tie that it rests on."""
    reader = universe.reader(text)
    found = Relations(universe.bearers, universe.gazetteer, NamesInside(universe.bearers, universe.gazetteer))
    return [
        (link.relation, link.listed.name, link.tie.why if link.tie else "") for link in found.links(reader)
    ]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Kadris University", Relation.SAME),
        ("Department of Physics, Kadris University", Relation.SAME),
        ("Kadris University Hospital", Relation.HOSPITAL_OF),
        ("Kadris University, Tabriz Branch", Relation.CAMPUS_OF),
        ("Kadris University, Tabriz", Relation.CAMPUS_OF),
        ("Laboratory of Fuel (Kadris University)", Relation.LABORATORY_OF),
        ("Joint Institute of Kadris University and Torvel University", Relation.JOINT_VENTURE_OF),
        ("Kadris University High School", Relation.MEMBER_OF),
        ("Alumni Association of Kadris University", Relation.MEMBER_OF),
    ],
)
def test_the_words_around_a_claim_say_what_is_meant_of_the_listed_body(universe, text, relation):
    assert links(universe, text) == [(relation, "Kadris University", "")]


@pytest.fixture(scope="module")
def companies():
    def company(key, name, country, *aliases):
        names = (ListedName(name, NameKind.PRIMARY), *(ListedName(each, NameKind.ALIAS) for each in aliases))
        return Listing(f"l:{key}", "l", names, PartyType.ORGANISATION, country)

    class OfCompanies:
        listings = (
            company(
                "hivron", "Hangzhou Hivron Digital Technology Co., Ltd.", "CN", "Hivron Digital Technology"
            ),
            company("semvor", "Semvor Manufacturing International Corporation", "CN"),
            company("quillor", "Quillor Group Holding Limited", "CN", "Quillor Group"),
            company("tarmun", "Tarmun Optics Joint Venture Company", "IR"),
            company("firearm", "Velmor Firearms Limited Liability Company", "RU", "Velmor Firearms"),
            company("delta", "Nile Delta Zorbex Company", "SS"),
            company("bureau", "Kadrin Experimental Design Bureau, JSC", "RU"),
            company("institute", "Torvel Technology Group Corporation 41st Research Institute", "CN"),
            company("school", "Qytrel Technical University", "CN"),
            company(
                "team",
                "Rivet Team Corporation International Trading Co., Ltd.",
                "CN",
                "Rivet Team Corporation",
            ),
        )

    school = Body(
        SCHOOL, (RegisterName("Qytrel Technical University", "label"),), "CN", ("Beijing",), ("education",)
    )

    class OneSchool:
        in_order = (school,)

    return build(OfCompanies(), OneSchool())


@pytest.mark.parametrize(
    "text",
    [
        "Hivron Digital Tech Co",
        "Hivron Digital Technology Limited",
        "Hivron Digital Co",
        "Semvor Manufacturing Intl Corp",
        "Semvor Mfg International",
        "Quillor Group Holding Co",
        "Tarmun Optics Joint Venture Company",
        "Tarmun Optics Joint Venture Co",
        "Velmor Firearms Ltd Liability Company",
        "Nile Delta Zorbex",
        "Kadrin Experimental Design Bureau Co Ltd",
        "Rivet Team International",
    ],
)
def test_a_company_whose_name_is_shortened_is_the_listed_one_and_no_firm_of_its_own(companies, text):
    hits = companies.read(Subject(name=text)).hits
    assert {hit.relation for hit in hits} == {Relation.SAME}


@pytest.mark.parametrize(
    ("name", "further"),
    [
        ("Zorbex Bank", "Software Limited"),  # a word that its list does not print
        ("Torvel Group Corporation", "Holding Company"),
        ("Torvel Group Corporation", "Optics Corporation"),
        ("Kadris University", "Science Park Company"),  # a university has companies
        ("Kadris University", "Company"),
    ],
)
def test_a_firm_under_a_listed_body_is_told_by_more_than_a_form_that_its_list_prints(universe, name, further):
    found = Relations(universe.bearers, universe.gazetteer, NamesInside(universe.bearers, universe.gazetteer))
    (claim,) = universe.reader(name).claims
    assert found.relation(universe.reader(f"{name} {further}"), claim) is Relation.SUBSIDIARY_OF


def test_an_unlisted_body_is_linked_to_the_listed_one_that_it_is_tied_to(universe):
    assert links(universe, "Kadris Hospital") == [(Relation.HOSPITAL_OF, "Kadris University", "register")]
    assert links(universe, "Torvel University") == []


def test_a_claim_that_the_words_beside_it_speak_against_is_refused_with_the_reason(universe):
    found = Relations(universe.bearers, universe.gazetteer, NamesInside(universe.bearers, universe.gazetteer))
    reader = universe.reader("Zembla Post Office, Kadris University Branch")
    (made,) = reader.claims
    why = "a branch of a bank or post office that is named after it"
    assert found.refusal(reader, made) == why
    assert list(found.links(reader)) == []
    assert [each.why for each in reader.rejected] == [why]
    plain = universe.reader("Kadris University Branch")
    assert found.refusal(plain, plain.claims[0]) == ""
