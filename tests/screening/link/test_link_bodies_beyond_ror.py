"""Bodies that neither a list nor ROR holds are understood, give no hit, and are told apart from what is listed nearby."""

import csv
from pathlib import Path

import pytest

from screening.intake.affiliation_cell import affiliations_in
from screening.model import Relation, Subject

with (Path(__file__).parent / "understood.csv").open(encoding="utf-8", newline="") as file:
    UNDERSTOOD = [(row["text"], row["body"]) for row in csv.DictReader(file)]


def read(engine, text):
    return engine.linker.read(Subject(affiliations=affiliations_in(text)))


@pytest.mark.parametrize(("text", "body"), UNDERSTOOD)
def test_a_text_is_read_as_the_body_it_means_and_nothing_is_listed(engine, text, body):
    reading = read(engine, text)
    assert [found.id for found in reading.bodies] == [body]
    assert reading.hits == ()


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Confucius Institute, Beihang University", "Beihang University"),
        ("111 Project Base, Northwestern Polytechnical University", "Northwestern Polytechnical University"),
        ("北京理工大学学科创新引智计划基地", "Beijing Institute of Technology"),
        ("United Front Work Department, Tianjin University", "Tianjin University"),
        ("西北工业大学侨联", "Northwestern Polytechnical University"),
        ("China Academy of Space Technology (CAST)", "China Academy of Space Technology"),
        ("Confucius Institute U.S. Center", "Confucius Institute U.S. Center"),
        ("Ten Thousand Talents Program and Thousand Talents Plan", "Thousand Talents Plan"),
        ("Project 5-100", "Project 5-100"),
    ],
)
def test_what_is_listed_beside_such_a_body_is_still_itself(engine, text, whom):
    hits = [hit for hit in read(engine, text).hits if hit.relation is Relation.SAME]
    assert any(whom in name.text for hit in hits for name in hit.listing.names)


def test_four_letters_of_two_bodies_of_one_city_are_ambiguous(engine):
    """The science association and the space academy are both CAST, in Beijing."""
    assert read(engine, "CAST, Beijing").ambiguous
