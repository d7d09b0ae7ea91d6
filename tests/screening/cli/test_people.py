"""`screening people`: accounts from the machine itself."""

from click.testing import CliRunner

from screening.cli import main
from screening.jobs import install, open_installation
from screening.people.links import look, set_up
from screening.settings import read_settings


def run(*words):
    return CliRunner().invoke(main, ["people", *words])


def test_a_link_to_the_first_account_is_printed_until_it_was_used(monkeypatch):
    monkeypatch.setenv("SCREENING_ADDRESS", "https://screening.example.org/")
    settings = read_settings()
    install(settings)
    printed = run("set-up").output.strip()
    assert printed.startswith("https://screening.example.org/welcome/")
    place, secret = open_installation(settings), printed.rsplit("/", 1)[1]
    assert look(place, secret).kind.value == "set-up"
    set_up(place, secret, login="ana", name="Ana", team="Office", password="correct horse battery")
    assert "set up already" in run("set-up").output
    place.close()


def test_an_address_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("SCREENING_ADDRESS", "screening.example.org/pages")
    assert "config-unsafe" in run("set-up").output
