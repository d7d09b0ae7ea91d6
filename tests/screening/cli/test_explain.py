"""What two names alone say."""

import csv


def points(output):
    return [int(line.split()[0]) for line in output.splitlines() if line.lstrip()[:1] in "+-"]


def test_the_lines_add_up_to_the_score(run):
    output = run("explain", "Beijing Institute of Technology", "Beijing University of Technology").output
    assert sum(points(output)) == int(output.splitlines()[-1].split()[0])


def test_a_file_of_pairs_comes_back_with_scores(run, tmp_path):
    (tmp_path / "pairs.csv").write_text("schema,name1,name2\nPerson,Mei Patel,Patel Mei\n", encoding="utf-8")
    answer = run("explain", "--pairs", tmp_path / "pairs.csv", "-o", tmp_path / "scores.csv")
    assert answer.exit_code == 0, answer.output
    with (tmp_path / "scores.csv").open(encoding="utf-8") as file:
        assert float(next(csv.DictReader(file))["score"]) > 0.9


def test_one_name_alone_cannot_be_explained(run):
    assert run("explain", "Only one").exit_code == 2
