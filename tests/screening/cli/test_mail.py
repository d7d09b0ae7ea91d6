"""`screening mail`, as a person types it, with a mail server that really listens."""

import pytest
from click.testing import CliRunner
from mail_server import HERE, MailServer

from screening.cli import main
from screening.context import install, open_context
from screening.mail.delivery import carry
from screening.mail.mail_log import recent
from screening.mail.outbox import put_mail
from screening.settings import read_settings


@pytest.fixture
def server():
    opened = MailServer()
    yield opened
    opened.close()


@pytest.fixture
def call(monkeypatch, server):
    given = {
        "HOST": HERE,
        "PORT": str(server.port),
        "SECURITY": "none",
        "FROM": "screening@office.example",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"SCREENING_MAIL_{name}", value)
    monkeypatch.setenv("SCREENING_PUBLIC_URL", "https://screening.office.example")
    install(read_settings())

    def called(*arguments):
        return CliRunner().invoke(main, ["mail", *arguments])

    return called


def test_a_test_mail_is_sent_at_once_and_the_answer_is_said(call, server):
    answer = call("test", "ana@office.example")
    assert (answer.exit_code, answer.output) == (0, "The mail server accepted the test mail.\n")
    assert server.messages[0]["Subject"] == "Test mail"
    server.refusals = ["550 5.1.1 nobody"]
    answer = call("test", "bo@office.example")
    assert answer.exit_code == 2
    assert "does not accept mail for this address. It answered 550 5.1.1 nobody" in answer.output
    assert len(server.got) == 1


def test_what_is_no_address_is_refused_and_so_is_mail_that_is_off(call, server, monkeypatch):
    assert call("test", "nobody").exit_code == 2
    monkeypatch.delenv("SCREENING_MAIL_HOST")
    answer = call("test", "ana@office.example")
    assert (answer.exit_code, "Mail is off" in answer.output) == (2, True)
    assert server.got == []


def test_a_server_without_encryption_elsewhere_is_refused_at_the_start(call, monkeypatch):
    monkeypatch.setenv("SCREENING_MAIL_HOST", "smtp.office.example")
    answer = call("list")
    assert (answer.exit_code, "SCREENING_MAIL_SECURITY" in answer.output) == (2, True)


def test_mail_is_listed_with_its_state(call, server):
    assert "No mail yet" in call("list").output
    place = open_context(read_settings())
    server.refusals = ["451 later"]
    with place.database.write() as session:
        put_mail(session, place.queue, key="k", to="ana@office.example", subject="", text="x", kind="test")
    carry(place, recent(place)[0].id, 1, 0)
    place.close()
    said = call("list").output
    assert "ana@office.example  test  waiting (1 tries, next " in said
    assert "It answered 451 later" in said
