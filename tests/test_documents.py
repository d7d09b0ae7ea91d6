"""The documents: links lead somewhere, commands exist, and each decision says whether it is in force."""

import re
from pathlib import Path

import click
import pytest

from screening.cli import main
from screening.settings import Settings

ROOT = Path(__file__).parent.parent
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *DECISIONS]
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
_COMMAND = re.compile(r"(?:^    |`|bin/)screening ((?:[a-z][a-z-]* ?)+)", re.MULTILINE)
# A file or a folder, by its path from the root or, in the table of a package, from that package.
_FILE = re.compile(r"`([a-z0-9_*/]+(?:\.(?:py|toml|csv|md)|/))`")
_STATUS = re.compile(r"^Status: (?:in force|replaced by (\d{4}))$", re.MULTILINE)


def unknown_word(words):
    """The first word that names no command where one is expected, or None."""
    command = main
    for word in words:
        if not isinstance(command, click.Group):
            return None
        command = command.get_command(click.Context(command), word)
        if command is None:
            return word
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page):
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_names_exists(page):
    commands = _COMMAND.findall(page.read_text(encoding="utf-8"))
    assert [command for command in commands if unknown_word(command.split())] == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name[:4])
def test_every_decision_says_whether_it_is_in_force(page):
    status = _STATUS.search("".join(page.read_text(encoding="utf-8").splitlines(keepends=True)[:4]))
    assert status
    assert status[1] is None or any(other.name.startswith(status[1]) for other in DECISIONS)


def test_each_decision_has_a_number_of_its_own_which_a_numbered_title_repeats():
    numbers = [page.name[:4] for page in DECISIONS]
    assert [each for each in numbers if numbers.count(each) > 1] == []
    titled = ((page, re.match(r"# (\d+)\.", page.read_text(encoding="utf-8"))) for page in DECISIONS)
    assert [page.name for page, title in titled if title and int(title[1]) != int(page.name[:4])] == []


def test_every_page_example_and_unit_names_the_port_at_which_the_service_listens():
    written = [*PAGES, ROOT / "Makefile", *(ROOT / "examples").glob("api*"), *(ROOT / "deploy").iterdir()]
    ports = {
        (path.name, port)
        for path in written
        for port in re.findall(r"(?:127\.0\.0\.1|localhost):(\d+)", path.read_text(encoding="utf-8"))
    }
    assert {port for _, port in ports} == {str(Settings.model_fields["port"].default)}
    assert {"README.md", "api.md", "operate.md", "Makefile", "api.sh", "api_batch.py", "Containerfile"} <= {
        name for name, _ in ports
    }


def test_the_readme_names_the_commands_that_set_everything_up():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"make screen", "make serve", "make test"} <= set(re.findall(r"make [a-z-]+", readme))
    assert set(re.findall(r"(?:`|^    )make ([a-z-]+)", readme, re.MULTILINE)) <= targets


ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
TOPS = ("watchlists", "screening", "web")


def sections_of_packages():
    """What the architecture says of each package, by its name."""
    return {
        top: re.split(r"^### \w+|^## ", ARCHITECTURE.split(f"### {top}:")[1], maxsplit=1, flags=re.MULTILINE)[
            0
        ]
        for top in TOPS
    }


@pytest.mark.parametrize("top", TOPS)
def test_every_package_and_top_level_module_has_its_line_in_the_architecture(top):
    named = set(re.findall(r"`([a-z0-9_]+(?:\.py|/))", sections_of_packages()[top]))
    packages = {f"{path.parent.name}/" for path in (ROOT / top).glob("*/__init__.py")}
    modules = {path.name for path in (ROOT / top).glob("*.py")} - {"__init__.py", "__main__.py"}
    assert (packages | modules) - named == set()


def test_every_file_that_the_architecture_names_exists():
    sections = sections_of_packages()
    elsewhere = ARCHITECTURE
    for text in sections.values():
        elsewhere = elsewhere.replace(text, "")
    places = [(ROOT, elsewhere), *((ROOT / top, text) for top, text in sections.items())]
    missing = [
        name
        for folder, text in places
        for name in _FILE.findall(text)
        if not any(list(each.glob(name)) for each in (folder, ROOT))
    ]
    assert missing == []


def test_every_word_of_the_glossary_stands_there_once():
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    words = [word for word, meaning in rows if word != "word" and meaning.endswith(".")]
    assert len(words) > 50
    assert len(words) == len(set(words)) == sum(word != "word" for word, _ in rows)
