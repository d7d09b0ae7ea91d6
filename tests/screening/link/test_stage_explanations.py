"""What is known that explains a text without the listed body that it looks like, in a sentence; "" where nothing does."""

import pytest
from small_universe import SmallUniverse, body, listing

from screening.link.stage_explanations import StageExplanations

COMPANY = "Hangzhou Vikronis Digital Technology Co., Ltd."
INSTITUTE = "Torvel Institute of Optronics"
BUREAU = "Torvel Bureau of Hydrodynamics"
MINISTRY = "Ministry of Emergency Situations of the so-called Velgorod Republic"
OPTICS = "Tarmun Institute of Optical Engineering"
PLANT = "Quelstal Chemical Plant named after N.D. Vorbinsky"
WORKS = "JSC Tarsk Zelmotechnical Plant named after V.I. Kolvin"


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:vikron", COMPANY, "CN"),
        listing("l:torvel", INSTITUTE, "CN"),
        listing("l:ministry", MINISTRY, "RU"),
        listing("l:tarmun", OPTICS, "RU"),
        listing("l:vorbin", PLANT, "RU"),
        listing("l:kolvin", WORKS, "BY"),
        listing("l:fourteen", "Velmor Research Institute 14", "CN"),
        listing("l:office", "State Security Department", "BY"),
        listing("l:gfx", "GFX Logistics LLC", "RU"),
        listing("l:transvel", "Transvelk PJSC", "RU"),
        listing("l:kadris", "Kadris University", "IR"),
        listing("l:zvq", "ZVQ Company", "IR"),
        listing("l:brigade", "Naval Training Brigade", "RU"),
        listing("l:branch", "JSC KULVATOM DROVSK", ""),
        bodies=(
            body(1, "Kadris University of Fine Arts", "IR"),
            body(2, INSTITUTE, "CN"),
            body(3, BUREAU, "CN", cities=("Quelmar",), relations=(("parent", "ror:000000002", INSTITUTE),)),
            body(4, "Brelmar Museum", "CN", cities=("Brelmar",)),
            body(5, "Kolvatom", "RU", cities=("Drovsk",)),
        ),
    )


def explanation(universe, text, name, country="", *, company=False):
    reader, mention, comparison = universe.beside(text, name, country, company=company)
    rivals = universe.rivals(reader, mention)
    return StageExplanations(universe.lexicon).explanation(reader, mention, comparison, rivals)


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        (
            "Kadris University of Fine Arts, Isfahan",
            "Kadris University",
            "Fine Arts, a registered organisation",
        ),
        ("Velmor Research Institute 38", "Velmor Research Institute 14", "“38” in the text, “14” in the"),
        ("Tarmun Institut of Optical Engineering, Dunedin, New Zealand", OPTICS, "the country is NZ, not RU"),
        ("Moscow State Torvel Institute of Optronics", INSTITUTE, "“Moscow” before it is in Russia"),
        (
            "Department of State Security, Lithuania",
            "State Security Department",
            "authority of another country",
        ),
        ("Department of State Security of Quelmaria", "State Security Department", "“Quelmaria” shows whose"),
        ("Ministry of Emergency Situations, Moscow, Russia", MINISTRY, "“Velgorod”, which the name of this"),
        ("Naval Medical Training Brigade", "Naval Training Brigade", "a military body with another task"),
        (
            "N.D. Vorbinsky Institute of Chemistry",
            PLANT,
            "of another sort that is named after the same person",
        ),
        ("Zelmotechnical Institute named after V.I. Brantsev", WORKS, "named after another person"),
        ("Torvel Bureau of Hydrodynamic, Brelmar", BUREAU, "another organisation of this name, in brelmar"),
    ],
)
def test_what_is_known_to_be_another_body_is_explained(universe, text, name, says):
    assert says in explanation(universe, text, name)


@pytest.mark.parametrize(
    ("text", "name", "country", "says"),
    [
        ("GfX, Prague, Czechia", "GFX Logistics LLC", "", "the letters “GfX” also stand for others"),
        ("Zentral Verein Quelmar (ZVQ)", "ZVQ Company", "", "“ZVQ” stand for the words before them"),
        ("Vikronis University", COMPANY, "", "“university”, and the listed organisation is a company"),
        ("Vikronis Road 7, Dunedin", COMPANY, "", "a street of this name: “Vikronis road”"),
        ("Transvel Ltd", "Transvelk PJSC", "ZA", "spelt differently, and the countries differ"),
    ],
)
def test_words_beside_the_name_of_a_company_that_make_it_another_are_explained(
    universe, text, name, country, says
):
    assert says in explanation(universe, text, name, country, company=True)


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        (COMPANY, COMPANY, "NZ"),  # a company may be anywhere
        ("Transvelk Ltd", "Transvelk PJSC", "ZA"),  # spelt as the list has it
        ("Transvel PJSC", "Transvelk PJSC", "RU"),  # misspelt at home
        ("Vikronis Digital, Dunedin", COMPANY, ""),
    ],
)
def test_nothing_explains_a_company_that_may_well_be_meant(universe, text, name, country):
    assert explanation(universe, text, name, country, company=True) == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kadris Univ.", "Kadris University"),
        ("Velmor Research Institute No. 14", "Velmor Research Institute 14"),
        ("Department of State Security, Minsk, Belarus", "State Security Department"),
        ("Tarmun Institut of Optical Engineering, Moscow, Russia", OPTICS),
        ("Torvel Bureau of Hydrodynamic, Quelmar", BUREAU),
    ],
)
def test_nothing_explains_a_body_at_home_by_its_own_name(universe, text, name):
    assert explanation(universe, text, name) == ""


def test_a_refusal_of_the_exact_reading_comes_first_in_its_own_words(universe):
    reader, mention, comparison = universe.beside("Kadris University of Fine Arts", "Kadris University")
    reader.reject(comparison.bearer, "somebody looked at this text")
    found = StageExplanations(universe.lexicon).explanation(
        reader, mention, comparison, universe.rivals(reader, mention)
    )
    assert found == "somebody looked at this text"


def test_a_known_parent_explains_no_listed_firm_whose_whole_name_goes_on(universe):
    name = "JSC KULVATOM DROVSK"
    assert explanation(universe, "Kolvatom Drovsk JSC", name, company=True) == ""
    # The place is an address here, or nothing stands behind the parent's name at all.
    for text in ("Kolvatom JSC, Drovsk", "Kolvatom"):
        assert "Kolvatom, a registered organisation" in explanation(universe, text, name, company=True)


def test_a_hidden_rival_explains_nothing(universe):
    reader, mention, comparison = universe.beside("Kadris University of Fine Arts", "Kadris University")
    hidden = universe.rivals(reader, mention, frozenset({"ror:000000001"}))
    assert StageExplanations(universe.lexicon).explanation(reader, mention, comparison, hidden) == ""


def test_the_nearest_rival_is_written_down_with_what_it_shares(universe):
    reader, mention, comparison = universe.beside("Kadris University of Fine Arts", "Kadris University")
    StageExplanations(universe.lexicon).explanation(
        reader, mention, comparison, universe.rivals(reader, mention)
    )
    assert comparison.nearest == "Kadris University of Fine Arts"
    assert comparison.values["rival_coverage"] == pytest.approx(1)
    assert comparison.values["rival_lead"] > 0
