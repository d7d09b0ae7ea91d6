"""Evidence in plain words: one for each kind of evidence that the code makes, and the same words everywhere."""

import ast
from pathlib import Path

import pytest

from screening.labels import evidence_text, wording
from screening.model import Evidence

ROOT = Path(__file__).parents[2] / "screening"
MAKERS = {"Evidence", "ScoreLine", "charge"}
# What a maker is given by a name that holds it.
NAMED = {"city", "country", "contested name", "name of a part", "weak alias", "family", "tie", "named in"}


def features_in_code():
    """Texts that the code gives as the feature of a line of evidence or of a compared name."""
    for path in ROOT.rglob("*.py"):
        if path.parts[-2:] == ("policy", "examples.py"):
            continue  # of a policy's own examples, which nobody is shown
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[1] if called == "_say" and len(node.args) > 1 else (*node.args, None)[0]
            if called in MAKERS | {"_say"} and isinstance(first, ast.Constant):
                yield first.value


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        (Evidence("name", "NPU", "NPU", 38, "acronym"), "same name: NPU (acronym)"),
        (
            Evidence("name", "Harbin Inst Technol", "Harbin Institute of Technology", 78, "primary"),
            "“Harbin Inst Technol” read as “Harbin Institute of Technology” (primary name)",
        ),
        (Evidence("city", "Xi'an", "China", 20), "same city: Xi'an"),
        (Evidence("country", "CN", "China", 14), "same country: China"),
        (
            Evidence("country", "US", "China", -40, "the country given beside it is another one"),
            "countries: United States in the text, China on the list (the country given beside it is another one)",
        ),
        (Evidence("country", "", "China", 0, "no place is given"), "country not compared (no place is given)"),
        (
            Evidence("country", "", "China", -14, "an acronym alone, and no place shows whose it is"),
            "country not confirmed (an acronym alone, and no place shows whose it is)",
        ),
        (
            Evidence("country", "Beijing Inst", "Beijing Institute", 4, "the text says no country"),
            "the text says no country",
        ),
        (
            Evidence("relation", "West China Hospital", "Sichuan University", -14, "hospital of: register"),
            "read as West China Hospital (hospital of the listed body; register)",
        ),
        (Evidence("birth date", "1962", "1962", 25, "a second identifier"), "same date of birth: 1962 (a second identifier)"),
        (Evidence("ror", "00wk2mp56", "Beihang University", 97, "identifier"), "same ROR id: 00wk2mp56"),
    ],
)  # fmt: skip
def test_a_line_of_evidence_is_a_plain_sentence_without_points(piece, said):
    assert evidence_text(piece) == said


def test_every_kind_of_evidence_that_the_code_makes_has_words():
    features = {*features_in_code(), *NAMED}
    assert len(features) > 40
    assert features <= wording().evidence.keys()


def test_braces_in_a_text_are_text():
    assert evidence_text(Evidence("city", "{listing} {0}", "", 20)) == "same city: {listing} {0}"


def test_evidence_of_an_earlier_version_is_said_as_it_stands():
    assert evidence_text(Evidence("{moon}", "full", "new", 1, "why")) == "{moon}: full, new (why)"
