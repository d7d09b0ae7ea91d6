"""A file that can be read in more than one way is asked about: readings, commands that choose them, and exit codes."""

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from screening.cli import main
from screening.cli.exit_codes import MEANINGS, ExitCode, exit_code_of, gravest
from screening.confirmed_mappings import mappings
from screening.context import install, open_context
from screening.errors import ScreeningError
from screening.settings import Settings

UNCLEAR = (
    "Ref,Alpha,Beta\n"
    "R0001,Anna Smith,Li Wei\nR0002,Zoe Brown,Maria Garcia\n"
    "R0003,John Miller,Peter Jones\nR0004,Wang Fang,Hans Weber\n"
)
CLEAR = "Name,Home institution\nEriksson Zoë,Beihang University\n"


@pytest.fixture
def unclear(tmp_path):
    path = tmp_path / "it's my list.csv"
    path.write_text(UNCLEAR, encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder in which nothing is installed."""
    folder = tmp_path / "data"
    monkeypatch.setenv("SCREENING_DATA", str(folder))
    monkeypatch.delenv("SCREENING_DATABASE_URL", raising=False)
    return folder


@pytest.fixture
def installed(data):
    settings = Settings(data=data)
    install(settings)
    place = open_context(settings)
    yield place
    place.close()


def names(path):
    """The names that were screened."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["subject"]["name"] for line in lines]


def commands(output):
    return [shlex.split(line) for line in output.splitlines() if line.strip().startswith("screening screen")]


def test_nothing_is_screened_and_each_reading_is_shown_with_its_first_subjects(run, unclear):
    answer = run("screen", unclear)
    assert answer.exit_code == ExitCode.ASKED == 4
    assert "needs-mapping" in answer.output
    for name in ("Anna Smith", "Wang Fang", "Li Wei", "Hans Weber"):
        assert name in answer.output
    assert [path.name for path in unclear.parent.iterdir() if path.is_file()] == [unclear.name]


def test_the_command_beside_each_reading_chooses_exactly_that_one(run, unclear, tmp_path):
    shown = commands(run("screen", unclear, "--policy", "international-baseline").output)
    assert len(shown) == 2
    found = []
    for number, command in enumerate(shown):
        assert command[:3] == ["screening", "screen", str(unclear)]
        answer = run(*command[1:], "-o", tmp_path / f"{number}.ndjson")
        assert answer.exit_code == 0, answer.output
        found.append(names(tmp_path / f"{number}.ndjson"))
    alpha, beta = zip(*(line.split(",")[1:] for line in UNCLEAR.splitlines()[1:]), strict=True)
    assert found == [[*alpha], [*beta]]


def test_the_command_says_again_what_was_asked_for_and_never_the_key(run, unclear):
    answer = run(
        "screen",
        unclear,
        "--policy",
        "nz-trusted-research",
        "--project",
        "sensitive_area=yes",
        "--key",
        "rs_x",
    )
    for command in commands(answer.output):
        assert command[command.index("--policy") + 1] == "nz-trusted-research"
        assert command[command.index("--project") + 1] == "sensitive_area=yes"
    assert "rs_x" not in answer.output


def test_signs_of_a_file_that_steer_a_terminal_are_not_printed(run, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(UNCLEAR.replace("Zoe Brown", "Zoe \x1b[31mBrown"), encoding="utf-8")
    assert "\x1b" not in run("screen", path).output


def test_a_workbook_is_answered_sheet_by_sheet(run, tmp_path):
    book = Workbook()
    for sheet in (book.active, book.create_sheet("Rest = 2")):
        for line in UNCLEAR.splitlines():
            sheet.append(line.split(","))
    path = tmp_path / "two.xlsx"
    book.save(path)
    answer = run("screen", path)
    assert answer.exit_code == 4
    options = [shlex.split(line) for line in answer.output.splitlines() if line.strip().startswith("--map")]
    assert len(options) == 4
    chosen = run("screen", path, *options[0], *options[3], "-o", tmp_path / "out.ndjson")
    assert chosen.exit_code == 0, chosen.output
    assert [each for each in names(tmp_path / "out.ndjson") if each in ("Anna Smith", "Hans Weber")] == [
        "Anna Smith",
        "Hans Weber",
    ]


def test_an_encoding_is_asked_for_with_the_text_under_each(run, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("Навзание,Имя\nИван,Ростех\n".encode("cp1251"))
    answer = run("screen", path)
    assert answer.exit_code == 4
    assert "Ростех" in answer.output
    first = commands(answer.output)[0]
    assert first[first.index("--encoding") + 1] == "windows-1251"


@pytest.mark.parametrize("more", [("--workers", "1"), ("--format", "ndjson", "--reference", "Ref")])
def test_a_file_screened_as_a_stream_is_asked_about_too(run, unclear, more):
    answer = run("screen", unclear, *more)
    assert answer.exit_code == 4, answer.output
    assert len(commands(answer.output)) == 2
    assert [path.name for path in unclear.parent.iterdir() if path.is_file()] == [unclear.name]


def test_of_several_files_each_has_its_own_end_and_the_gravest_code_stands_for_all(run, unclear, tmp_path):
    clear, broken = tmp_path / "clear.csv", tmp_path / "broken.csv"
    clear.write_text(CLEAR, encoding="utf-8")
    broken.write_text('Name\n"unclosed\n', encoding="utf-8")
    out = tmp_path / "results"
    both = run("screen", clear, unclear, "-o", out)
    assert both.exit_code == 4
    assert [path.name for path in out.iterdir()] == ["clear.screened.csv"]
    assert f"needs your answer    {unclear}" in both.output
    every = run("screen", clear, broken, unclear, "-o", out, "--fail-on", "high")
    assert every.exit_code == 2
    assert f"not screened         {broken}" in every.output
    assert f"screened, needs review {clear}" in every.output
    assert [path.name for path in out.iterdir()] == ["clear.screened.csv"]


def test_two_results_of_one_name_are_refused_before_anything_is_screened(run, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "list.csv").write_text(CLEAR, encoding="utf-8")
    answer = run("screen", tmp_path / "a" / "list.csv", tmp_path / "b" / "list.csv", "-o", tmp_path / "out")
    assert answer.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_results_of_several_files_do_not_go_into_one_file(run, tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(CLEAR, encoding="utf-8")
    answer = run("screen", tmp_path / "a.csv", tmp_path / "b.csv", "-o", tmp_path / "out.xlsx")
    assert answer.exit_code == 2
    assert "folder" in answer.output


def test_what_was_chosen_is_remembered_shown_and_forgotten(run, unclear, installed, tmp_path):
    chosen = commands(run("screen", unclear).output)[1]
    assert run(*chosen[1:], "--remember", "-o", tmp_path / "a.ndjson").exit_code == 0
    (kept,) = mappings(installed, "local")
    assert kept.headers == ("Ref", "Alpha", "Beta")
    again = run("screen", unclear, "-o", tmp_path / "b.ndjson")
    assert again.exit_code == 0, again.output
    assert "read as you confirmed on" in again.output
    assert names(tmp_path / "b.ndjson")[0] == "Li Wei"
    assert run("screen", unclear, "--team", "other").exit_code == 4
    listed = run("mappings", "list")
    assert kept.id in listed.output
    assert "Beta: person name" in listed.output
    assert run("mappings", "forget", kept.id, "--team", "other").exit_code == 2
    assert run("mappings", "forget", kept.id).exit_code == 0
    assert run("screen", unclear).exit_code == 4


def test_where_nothing_is_installed_remembering_says_what_to_do(run, data, tmp_path):
    path = tmp_path / "clear.csv"
    path.write_text(CLEAR, encoding="utf-8")
    answer = run("screen", path, "--map", "name=Name", "--remember")
    assert answer.exit_code == 2
    assert "screening init" in answer.output


def test_every_exit_code_is_told_by_the_help_and_by_the_documents():
    said = CliRunner().invoke(main, ["--help"]).output
    table = (Path(__file__).parents[3] / "docs" / "operate.md").read_text(encoding="utf-8")
    for code in ExitCode:
        assert f"  {code.value}  {MEANINGS[code].split(';')[0].split(',')[0]}" in said
        assert f"| {code.value} | {MEANINGS[code]} |" in table


def test_the_gravest_code_is_what_was_not_screened():
    assert gravest([ExitCode.DONE, ExitCode.ASKED, ExitCode.FOUND]) is ExitCode.ASKED
    assert gravest([ExitCode.ASKED, ExitCode.REFUSED]) is ExitCode.REFUSED
    assert gravest([]) is ExitCode.DONE
    assert exit_code_of(ScreeningError("no")) is ExitCode.REFUSED
