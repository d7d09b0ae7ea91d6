"""What is listed beside a body that neither a list nor ROR holds is still read as itself.

That such bodies are read as themselves, with no hit, is in the golden set (kind `register_body`).
"""

import pytest

from screening.intake.affiliation_cell import affiliations_in
from screening.model import Relation, Subject


def read(engine, text):
    return engine.linker.read(Subject(affiliations=affiliations_in(text)))


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
