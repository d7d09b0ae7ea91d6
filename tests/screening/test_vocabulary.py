"""The tables of words: files that people review, each row whole and told once."""

import csv
from pathlib import Path

import pytest

from screening import vocabulary
from screening.affiliations.tokens import name_words
from screening.names import vocabulary as of_names

TABLES = [
    table
    for package in (vocabulary, of_names)
    for table in sorted(Path(package.__file__).parent.glob("*.csv"))
]


@pytest.mark.parametrize("table", TABLES, ids=[f"{table.parts[-3]}/{table.stem}" for table in TABLES])
def test_a_table_of_words_has_whole_rows_and_none_twice(table):
    with table.open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file, strict=True)
    assert lines
    assert [line for line in lines if len(line) != len(head)] == []
    assert len(set(map(tuple, lines))) == len(lines)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Technische Universität Jekaterinburg", ("technical", "university", "yekaterinburg")),
        ("Université fédérale de l'Oural", ("university", "federal", "ural")),
        ("Nationale Forschungsuniversität", ("national", "research", "university")),
        ("Luftfahrtgesellschaft Velmor", ("luftfahrtgesellschaft", "velmor")),  # no school
    ],
)
def test_type_words_and_towns_of_other_languages_are_read_as_the_english_ones(written, words):
    assert tuple(word for word in name_words(written) if word != "l") == words
