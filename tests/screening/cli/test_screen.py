"""The main job from the command line: what comes back, what is refused, and with which exit code."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

EXAMPLE = Path(__file__).parents[3] / "examples" / "collaborators.xlsx"
LIST = "Name,Home institution,Country\nEriksson Zoë,Beihang University,CN\nPatel Mei,University of Otago,NZ\n"
AT = ("--screened-at", "2026-11-25T09:00:00Z")


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_the_example_comes_back_as_its_own_workbook_with_three_sheets_more(run, tmp_path):
    out = tmp_path / "out.xlsx"
    answer = run("screen", EXAMPLE, "-o", out)
    assert answer.exit_code == 0, answer.output
    theirs, ours = load_workbook(EXAMPLE), load_workbook(out)
    added = ["Screening summary", "Screening findings", "Screening evidence", "Screening provenance"]
    assert ours.sheetnames == theirs.sheetnames + added
    assert ours["Collaborators"]["D7"].comment.text == theirs["Collaborators"]["D7"].comment.text
    assert ours["Suppliers"]["E2"].value == theirs["Suppliers"]["E2"].value


def test_the_numbers_printed_add_up_to_the_rows_of_the_file(run, people):
    answer = run("screen", people)
    assert "3 rows: 2 screened, 0 could not be screened, 1 skipped" in answer.output
    assert people.with_name("people.screened.csv").exists()


def test_the_same_run_gives_the_same_bytes(run, people, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        run("screen", people, "-o", tmp_path / name, *AT)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_one_object_a_row_comes_as_ndjson(run, people, tmp_path):
    run("screen", people, "-o", tmp_path / "out.ndjson")
    rows = [json.loads(line) for line in (tmp_path / "out.ndjson").read_text(encoding="utf-8").splitlines()]
    assert [row["row"]["number"] for row in rows] == [2, 3]
    assert [row["assessment"]["outcome"] for row in rows] == ["review", "no_match"]


def test_a_column_can_be_mapped_by_hand(run, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("Kolonne,Xyz\nPatel Mei,Beihang University\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    answer = run("screen", path, "--map", "affiliation=Xyz", "--map", "person_name=Kolonne", "-o", out)
    assert answer.exit_code == 0, answer.output
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert "review" in list(csv.reader(file))[1]


def test_each_row_says_its_own_facts_of_the_project_and_the_command_those_of_the_rest(run, tmp_path):
    path = tmp_path / "projects.csv"
    answers = ("yes", "no", "unknown", "")
    rows = [f"Patel Mei,Beihang University,CN,{answer}" for answer in answers]
    path.write_text("Name,Institution,Country,Sensitive?\n" + "\n".join(rows) + "\n", encoding="utf-8")
    asked = ("--policy", "ca-strac", "--project", "named_role=yes", "--project", "sensitive_area=no")
    asked += ("--project", "ca_grant=yes")
    out = tmp_path / "out.ndjson"
    answer = run("screen", path, "-o", out, *asked, "--map", "project:sensitive_area=Sensitive?")
    assert answer.exit_code == 0, answer.output
    said = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    outcomes = [row["assessment"]["policies"][0]["outcome"] for row in said]
    assert outcomes == ["prohibited", "none", "cannot_decide", "none"]
    assert [row["row_project"] for row in said][::3] == [{"sensitive_area": "yes"}, {}]


def test_fail_on_leaves_with_one_when_the_level_is_reached_and_with_nought_otherwise(run, people, tmp_path):
    assert run("screen", people, "--fail-on", "high", "-o", tmp_path / "a.csv").exit_code == 1
    people.write_text("Name,Home institution\nPatel Mei,University of Otago\n", encoding="utf-8")
    assert run("screen", people, "--fail-on", "low", "-o", tmp_path / "b.csv").exit_code == 0


REFUSALS = {
    "wrong-type": (b"%PDF-1.7 nothing", "list.xlsx"),
    "empty": (b"", "list.csv"),
    "unclosed-quote": (b'Name,Organisation\n"Mei,Otago\n', "list.csv"),
    "damaged-encoding": ("名称\n北京航空航天大学\n清华大学\n".encode() + b"Universit\xe9\n", "list.csv"),
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refusal_is_one_sentence_with_its_code_and_writes_nothing(run, tmp_path, kind):
    content, name = REFUSALS[kind]
    (tmp_path / name).write_bytes(content)
    answer = run("screen", tmp_path / name)
    assert answer.exit_code == 2
    assert answer.output.strip().endswith("]")
    assert len(answer.output.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_unknown_column_in_map_is_refused_by_name(run, people):
    answer = run("screen", people, "--map", "affiliation=Nowhere")
    assert answer.exit_code == 2
    assert "Nowhere" in answer.output


def test_a_file_that_is_not_there_is_refused(run, tmp_path):
    answer = run("screen", tmp_path / "none.csv")
    assert answer.exit_code == 2
    assert "none.csv" in answer.output


def test_an_output_that_cannot_be_written_is_refused_and_the_list_stays(run, people, tmp_path):
    answer = run("screen", people, "-o", tmp_path / "nowhere" / "out.csv")
    assert answer.exit_code == 2
    assert "output-unwritable" in answer.output


def test_the_list_itself_is_never_overwritten(run, people):
    answer = run("screen", people, "-o", people)
    assert answer.exit_code == 2
    assert people.read_text(encoding="utf-8") == LIST


def test_an_unknown_policy_is_refused_with_those_there_are(run, people):
    answer = run("screen", people, "--policy", "nowhere-2020")
    assert answer.exit_code == 2
    assert "international-baseline" in answer.output


def test_our_own_report_comes_back_with_the_same_subjects(run, people, tmp_path):
    run("screen", people, "-o", tmp_path / "first.csv")
    shutil.copy(tmp_path / "first.csv", tmp_path / "again.csv")
    answer = run("screen", tmp_path / "again.csv", "-o", tmp_path / "second.csv", *AT)
    assert "2 screened" in answer.output


@pytest.mark.parametrize("asked", [("-o", "out.pdf"), ("-o", "out.xlsx", "--format", "csv"), ("-o", "-")])
def test_an_ending_that_does_not_fit_the_format_is_refused(run, people, asked):
    answer = run("screen", people, *asked)
    assert answer.exit_code == 2
    assert ".ndjson" in answer.output


def test_a_meaning_mapped_twice_is_refused_rather_than_half_taken(run, people):
    answer = run("screen", people, "--map", "name=Name", "--map", "name=Country")
    assert answer.exit_code == 2
    assert "twice" in answer.output


def test_fail_on_does_not_pass_what_could_not_be_looked_at(run, people, tmp_path):
    people.write_text("Name,Home institution\n" + "x" * 2001 + ",University of Otago\n", encoding="utf-8")
    assert run("screen", people, "--fail-on", "high", "-o", tmp_path / "c.csv").exit_code == 1


TOO_LONG_TO_READ = "HIT NUDT BIT, " * 140


@pytest.mark.parametrize("way", [(), ("--workers", "1")], ids=["whole", "bulk"])
@pytest.mark.parametrize(("second", "code"), [("Lund University", 0), (TOO_LONG_TO_READ, 1)])
def test_fail_on_sees_every_subject_of_a_row_whichever_way_the_file_is_read(
    run, people, tmp_path, way, second, code
):
    # Of two subjects in a row the gravest is a question of medium level.
    people.write_text(f'Name,Affiliation\nAnn Lind; Bo Berg,"BIT; {second}"\n', encoding="utf-8")
    answer = run("screen", people, "--fail-on", "high", "-o", tmp_path / "out.csv", *AT, *way)
    assert "medium, for review" in answer.output
    assert answer.exit_code == code, answer.output


def test_rows_that_wait_for_an_answer_are_counted_with_the_options_that_answer_them(run, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "Name,Project: supply\nBeihang University,\nBeihang University,\nBeihang University,no\n"
        "University of Otago,\n",
        encoding="utf-8",
    )
    output = run("screen", path, "--policy", "jp-meti-end-users").output
    assert "2 rows cannot be decided yet." in output
    assert (
        "data or know-how? (2 rows)\n    --project supply=yes|no\n    or, where the answer differs" in output
    )
    told = run("screen", path, "--policy", "jp-meti-end-users", "--project", "supply=no").output
    assert "cannot be decided yet" not in told


ABOVE = "Name,Home institution\nEriksson Zoë,Beihang University\nPatel Mei,as above\nRoe Jane,n/a\n"


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_cell_that_says_as_above_is_asked_about_and_stays_unscreened_without_an_answer(run, tmp_path):
    path, out = tmp_path / "above.csv", tmp_path / "out.csv"
    path.write_text(ABOVE, encoding="utf-8")
    answer = run("screen", path, "-o", out)
    assert "1 cell says “as above”, such as “as above” in B3 (CSV). Read as the cell above?" in answer.output
    assert "--as-above yes" in answer.output
    assert rows_of(out)[1]["Screening: outcome"] == "unscreened"


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "ndjson"])
def test_a_row_that_was_read_as_the_cell_above_says_so_in_every_form(run, tmp_path, form):
    path, out = tmp_path / "above.csv", tmp_path / f"out.{form}"
    path.write_text(ABOVE, encoding="utf-8")
    answer = run("screen", path, "-o", out, "--as-above", "yes")
    assert "Read as the cell above?" not in answer.output
    why = "The affiliation was carried from row 2 (“Beihang University”), where B3 says “as above”."
    if form == "xlsx":
        book = load_workbook(out)
        texts = [str(cell) for sheet in book for row in sheet.values for cell in row if cell]
        assert any(why in text for text in texts)
        assert any("“as above” read as the cell above" in text for text in texts)
    else:
        assert why in out.read_text(encoding="utf-8-sig")
    if form == "csv":
        assert [row["Screening: outcome"] for row in rows_of(out)][:2] == ["review", "review"]
