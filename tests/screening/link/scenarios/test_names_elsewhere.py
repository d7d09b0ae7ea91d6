"""A listed name said of another country: a question where its words tell whose it is, and nobody's where they do not."""

import pytest

from screening.model import Relation, Subject


def hits(engine, text, country=""):
    return engine.linker.read(Subject(affiliations=(text,), country=country)).hits


ASKED = [
    ("SenseTime, Tokyo, Japan", "SenseTime"),
    ("SenseTime (Munich)", "SenseTime"),
    ("BGI Research, Riga", "BGI Research"),
    ("National University of Defense Technology, Cambridge, UK", "National University of Defense Technology"),
    ("Dr. Wei Li (Harbin Institute of Technology), Germany", "Harbin Institute of Technology"),
    ("Harbin Institute of Technology, Houston, TX, USA", "Harbin Institute of Technology"),
    ("Khan Research Laboratories, Riga", "Khan Research Laboratories"),
    ("Росфинмониторинг, Рига", "Rosfinmonitoring"),
    ("清华大学, Berlin", "Tsinghua University"),
]


@pytest.mark.parametrize(("text", "listed"), ASKED)
def test_a_name_of_its_own_is_a_question_wherever_it_is_said_to_be(engine, text, listed):
    found = [hit for hit in hits(engine, text) if listed in hit.listing.name]
    assert {hit.relation for hit in found} & {Relation.SAME, Relation.SUBSIDIARY_OF}
    assert all(hit.confidence < 0.5 for hit in found)


@pytest.mark.parametrize(("name", "country"), [("BGI Research", "LV"), ("清华大学", "DE")])
def test_a_country_beside_the_name_asks_as_one_behind_it_does(engine, name, country):
    beside, behind = hits(engine, name, country), hits(engine, f"{name}, {country}")
    assert {hit.listing.id for hit in behind} <= {hit.listing.id for hit in beside}
    assert beside
    assert behind


def test_the_sentence_says_what_another_country_may_mean(engine):
    notes = {line.note for hit in hits(engine, "BGI Research, Riga") for line in hit.evidence}
    assert "another country: a branch, a move, or another organisation of this name" in notes


@pytest.mark.parametrize(
    "text",
    [
        "Institute of Applied Physics, Riga",
        "Institute of International Politics, University of Toronto, Canada",
        "Global Traders, Riga",
        "Naval Command College, Newport, Rhode Island",
        "Специальный технологический центр, Минск",
        "Ministry of Defence, Oslo",
    ],
)
def test_a_name_that_bodies_of_many_countries_may_have_is_nobodys_elsewhere(engine, text):
    assert not hits(engine, text)


@pytest.mark.parametrize(
    ("text", "elsewhere"),
    [
        ("Soochow University, Taipei", "Soochow University, Riga"),
        ("Tsinghua University, Taipei", "Tsinghua University, Riga"),
        ("清華大學, 台北", "清華大學, Riga"),
        (
            "Northeastern University, Boston, USA",
            "Harbin Institute of Technology, Boston, USA",
        ),
    ],
)
def test_a_body_known_by_the_name_in_that_country_explains_it(engine, text, elsewhere):
    assert not hits(engine, text)
    assert hits(engine, elsewhere)
