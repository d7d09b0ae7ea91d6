import json

from click.testing import CliRunner

from screening.cli import main


def run(*arguments):
    return CliRunner().invoke(main, ["explain", *map(str, arguments)])


def test_two_names_are_explained_in_points_that_add_up():
    done = run("Alfa Fund I", "Alfa Fund II", "--json")
    said = json.loads(done.stdout)
    assert done.exit_code == 0
    assert sum(line["points"] for line in said["lines"]) == round(100 * said["score"])
    assert said["flags"] == ["different_numbers"]


def test_the_reasons_are_printed_for_a_reader():
    done = run("Anton Petrov", "Nikolai Petrov", "--schema", "Person")
    assert "different words: anton / nikolai" in done.stdout


def test_a_file_of_pairs_is_scored(tmp_path):
    (tmp_path / "pairs.csv").write_text("schema,name1,name2\nPerson,A B,A B\n", encoding="utf-8")
    done = run("--pairs", tmp_path / "pairs.csv", "-o", tmp_path / "scores.csv")
    assert "1 pairs scored" in done.stdout
    assert (tmp_path / "scores.csv").read_text(encoding="utf-8").splitlines()[1] == "Person,A B,A B,1.00"


def test_what_cannot_be_done_is_refused_in_a_sentence(tmp_path):
    done = run("--pairs", tmp_path / "none.csv", "-o", tmp_path / "scores.csv")
    assert done.exit_code == 2
    assert "[pairs-refused]" in done.stderr
    assert run("x" * 301, "A").exit_code == 2
    assert run("one name").exit_code == 2
