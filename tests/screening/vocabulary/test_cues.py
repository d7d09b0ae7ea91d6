"""The table of cues: each row with an example, each meaning asked for, and a row more read without a line of code."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import screening
from screening.affiliations.tokens import name_words
from screening.vocabulary import rows
from screening.vocabulary.cues import Cue, CueRefused, cue_pattern, cue_words, cues_in_order, read_cues

PACKAGE = Path(screening.__file__).parent
TABLE = Path("vocabulary", "cues.csv")
TEXT = "Qingdao Observatory, Qytrel University"
# What a text means, for a process of its own: the tables of words are read once by each.
RELATION = f"""
from screening.link import build
from screening.model import Subject
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName

class Lists:
    names = (ListedName("Qytrel University", NameKind.PRIMARY),)
    listings = (Listing("one:school", "one", names, PartyType.ORGANISATION, "CN"),)

class Known:
    in_order = (
        Body("ror:0aaaaaa01", (RegisterName("Qytrel University", "label"),), "CN", ("Beijing",), ("education",)),
        Body("ror:0aaaaaa02", (RegisterName("Ocean Museum", "label"),), "CN", ("Qingdao",), ("archive",)),
    )

(hit,) = build(Lists(), Known()).read(Subject(affiliations=({TEXT!r},))).hits
print(hit.relation.name)
"""


def holds(text, word):
    """Whether a text holds a word, or one that begins so, as it is printed or as texts are read.

    In Han and Hangul, which have no spaces, it may stand anywhere.
    """
    begins = r"(?<!\w)" if word[0] < "\u3000" else ""
    return bool(re.search(begins + re.escape(word), text, re.IGNORECASE)) or word in name_words(text)


def meanings_asked_for():
    """The meanings that the code names: every `Cue.X` outside the module that lists them."""
    return {
        node.attr
        for path in PACKAGE.rglob("*.py")
        if path.name != "cues.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Cue"
    }


def row(**changed):
    usual = {"word": "lab", "meaning": "own_unit", "side": "", "example": "Lab of Optics", "language": "en"}
    return usual | changed


def test_every_example_and_counter_example_holds_its_word():
    assert [each for each in rows("cues") if not holds(each["example"], each["word"])] == []
    counter = [each for each in rows("cues") if each["counter_example"]]
    assert [each for each in counter if not holds(each["counter_example"], each["word"])] == []


def test_every_row_says_its_language():
    assert [each for each in rows("cues") if not re.fullmatch("[a-z]{2}( [a-z]{2})*", each["language"])] == []


def test_every_meaning_of_the_table_is_asked_for_and_every_meaning_asked_for_is_in_the_table():
    in_the_table = {each["meaning"] for each in rows("cues")}
    assert {name.lower() for name in meanings_asked_for()} == in_the_table == set(Cue)


def test_the_words_of_a_meaning_are_those_of_its_rows_and_may_be_asked_for_by_side():
    assert {"department", "faculty"} < cue_words(Cue.OWN_UNIT)
    assert cue_words(Cue.ACRONYM_NEIGHBOUR, "after") == {"hq"}
    assert "hq" not in cue_words(Cue.ACRONYM_NEIGHBOUR, "before")


def test_of_words_that_begin_alike_the_longest_is_tried_first():
    ordered = cues_in_order(Cue.INSTITUTION_IN_KOREAN)
    assert ordered.index("대학교") < ordered.index("대학")
    found = re.match(cue_pattern(Cue.UNTIL_IN_A_COLUMN), "up to 2015")
    assert found is not None
    assert found.group() == "up to"


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        (
            row(word="unit", meaning="unti"),
            "cues.csv, row 3, has the meaning “unti”, which is none of those in cues.py.",
        ),
        (
            row(word="unit", side="left"),
            "cues.csv, row 3, has the side “left”, which is none of before, after, beside, inside.",
        ),
        (row(word="unit", example=" "), "cues.csv, row 3, has no example of “unit”."),
        (row(word=""), "cues.csv, row 3, has no word, or spaces around it."),
        (row(word=" unit"), "cues.csv, row 3, has no word, or spaces around it."),
        (row(example="Lab of Physics"), "cues.csv, row 3, says again that “lab” means own_unit."),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused_with_its_number(second, sentence):
    with pytest.raises(CueRefused) as refused:
        read_cues([row(), second])
    assert str(refused.value) == sentence


def test_one_word_may_have_several_meanings():
    assert read_cues([row(), row(meaning="unit_of_a_brand", side="after")]) == {
        Cue.OWN_UNIT: [("lab", "")],
        Cue.UNIT_OF_A_BRAND: [("lab", "after")],
    }


def test_a_row_more_changes_what_a_text_means_and_needs_no_code(tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "screening", ignore=shutil.ignore_patterns("__pycache__"))
    assert relation_of(tmp_path) == "SAME"
    with (tmp_path / "screening" / TABLE).open("a", encoding="utf-8") as table:
        table.write("observatory,independent_unit,,en,Qingdao Observatory of a school in Beijing,\n")
    assert relation_of(tmp_path) == "CAMPUS_OF"


def relation_of(folder):
    """What the text is to the listed school, for the code and the tables of a folder."""
    path = os.pathsep.join(map(str, (folder, PACKAGE.parent)))
    command = [sys.executable, "-c", RELATION]
    environment = os.environ | {"PYTHONPATH": path}
    return subprocess.run(
        command, env=environment, cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()
