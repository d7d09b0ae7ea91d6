import csv

import pytest

from screening.compare.explain import PairsRefused, explain, explain_pairs
from screening.errors import OutputUnwritable


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def read(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_row_comes_back_in_order_with_its_score(tmp_path):
    pairs = write(
        tmp_path / "pairs.csv",
        'schema,name1,name2,is_match\nPerson,"Smith, John",John Smith,true\nCompany,Acme Ltd,Beta Ltd,false\n',
    )
    assert explain_pairs(pairs, tmp_path / "scores.csv") == 2
    first, second = read(tmp_path / "scores.csv")
    assert list(first) == ["schema", "name1", "name2", "is_match", "score"]
    assert (first["name1"], first["score"]) == ("Smith, John", "1.00")
    assert float(second["score"]) < 0.7


def test_a_row_that_cannot_be_compared_says_so_in_its_place(tmp_path):
    pairs = write(tmp_path / "p.csv", f"schema,name1,name2\nPerson,{'x' * 301},B\nPerson,,\nPerson,A B,A B\n")
    explain_pairs(pairs, tmp_path / "s.csv")
    long, empty, equal = read(tmp_path / "s.csv")
    assert long["score"] == "0.00"
    assert "301" in long["note"]
    assert (empty["score"], equal["score"], equal["note"]) == ("0.00", "1.00", "")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"schema,name1\nPerson,A\n", "name2"),
        (b"", "schema"),
        (b"schema,name1,name2\nPerson,Smith, John,John Smith\n", "line 2"),
        (b'schema,name1,name2\nPerson,"A,B\n', "line 2"),
        (b"schema,name1,name2\nPerson,\xff\xfe,B\n", "UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_pairs_is_refused_whole(tmp_path, content, says):
    (tmp_path / "p.csv").write_bytes(content)
    with pytest.raises(PairsRefused, match=says):
        explain_pairs(tmp_path / "p.csv", tmp_path / "s.csv")
    assert not (tmp_path / "s.csv").exists()


def test_a_missing_file_and_an_unwritable_place_are_said(tmp_path):
    with pytest.raises(PairsRefused, match="cannot be read"):
        explain_pairs(tmp_path / "none.csv", tmp_path / "s.csv")
    pairs = write(tmp_path / "p.csv", "schema,name1,name2\nPerson,A,B\n")
    with pytest.raises(OutputUnwritable):
        explain_pairs(pairs, tmp_path / "no" / "s.csv")


def test_a_mark_of_byte_order_is_no_part_of_the_first_column(tmp_path):
    pairs = write(tmp_path / "p.csv", "\ufeffschema,name1,name2\nPerson,A B,A B\n")
    assert explain_pairs(pairs, tmp_path / "s.csv") == 1


def test_two_names_are_explained_without_preparing():
    assert explain("Acme Ltd", "ACME Limited", "Company").score == 1.0
