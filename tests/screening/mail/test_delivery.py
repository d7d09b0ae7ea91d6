"""Tries: until the server has the mail, says that it never will take it, or a day has passed."""

import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from mail_server import HERE
from sqlmodel import select

from screening.context import open_context
from screening.mail.delivery import PAUSES, carry
from screening.mail.mail_log import recent
from screening.mail.outbox import mail_id, put_mail
from screening.runs.engines import Engines
from screening.runs.worker import Worker
from screening.settings import Settings
from screening.storage import StorageBusy
from screening.storage.mail_tables import Mail

TEXT, HTML = "Open https://screening.office.example/welcome/secret", "<p>Open it</p>"


def put(place, key="k", **changes):
    given = {"to": "ana@office.example", "subject": "Hello", "text": TEXT, "html": HTML, "kind": "invitation"}
    with place.database.write() as session:
        put_mail(session, place.queue, key=key, made_at=place.now(), **given | changes)
    return mail_id(key)


def row(place, key="k"):
    with place.database.read() as session:
        found = session.exec(select(Mail).where(Mail.key == key)).one()
        session.expunge_all()
    return found


def with_settings(place, clock, **changes):
    return open_context(Settings.model_validate(place.settings.model_dump() | changes), clock)


def test_a_worker_sends_what_was_put_and_its_words_are_forgotten(either_place, mail_server):
    place, came = either_place, threading.Event()
    mail_server.on_data = came.set
    worker = Worker(place, Engines(lambda _day: None))
    working = threading.Thread(target=worker.run)
    working.start()
    try:
        put(place)
        assert came.wait(60)
    finally:
        worker.stopping.set()
        working.join()
    (mail,) = mail_server.messages
    assert (mail["To"], mail["Subject"]) == ("ana@office.example", "Hello")
    assert [part.get_content().strip() for part in mail.iter_parts()] == [TEXT, HTML]
    kept = row(place)
    assert (kept.state, kept.text, kept.html, kept.sentence) == ("sent", "", "", "")
    assert [each.status for each in recent(place)[0].tries] == [250]


def test_a_try_is_made_once_and_only_the_one_that_is_due(place, mail_server):
    made = put(place)
    assert carry(place, made, 1, 1) is None
    assert carry(place, made, 2, 0) is None
    assert carry(place, "another", 1, 0) is None
    assert carry(place, made, 1, 0).sent
    assert carry(place, made, 1, 0) is None
    assert len(mail_server.got) == 1


def test_a_server_that_says_later_is_asked_again_after_a_pause_and_then_has_it(place, mail_server, clock):
    mail_server.refusals = ["451 4.7.1 greylisted"]
    made = put(place)
    carry(place, made, 1, 0)
    kept = row(place)
    assert (kept.state, kept.next_try) == ("waiting", 1)
    assert kept.next_at == (clock.now + timedelta(seconds=PAUSES[0])).isoformat()
    assert kept.sentence == (
        f"The mail server {HERE} asks us to try again later. It answered 451 4.7.1 greylisted"
    )
    assert kept.text == TEXT
    clock.moved(seconds=PAUSES[0])
    carry(place, made, 1, 1)
    assert (row(place).state, row(place).sentence) == ("sent", "")
    assert [each.status for each in recent(place)[0].tries] == [451, 250]


def test_a_recipient_that_is_refused_for_good_is_asked_once(place, mail_server):
    mail_server.refusals = ["550 5.1.1 nobody"]
    carry(place, put(place), 1, 0)
    kept = row(place)
    assert (kept.state, kept.next_at) == ("failed", "")
    assert kept.sentence == (
        f"The mail server {HERE} does not accept mail for this address. It answered 550 5.1.1 nobody"
    )
    assert kept.text == TEXT  # so that it can be sent again


def test_after_the_last_try_a_mail_has_failed(place, mail_server):
    mail_server.refusals = ["451 later"] * (len(PAUSES) + 1)
    made = put(place)
    for number in range(len(PAUSES) + 1):
        assert row(place).state == "waiting"
        carry(place, made, 1, number)
    assert row(place).state == "failed"
    assert mail_server.refusals == []
    assert sum(PAUSES) < 24 * 3_600


def test_a_mail_whose_link_ends_before_the_next_try_has_failed_and_its_link_is_forgotten(
    place, mail_server, clock
):
    mail_server.refusals = ["451 later"]
    made = put(place, lapses_at=clock.now + timedelta(seconds=PAUSES[0]))
    carry(place, made, 1, 0)
    kept = row(place)
    assert (kept.state, kept.text, kept.html) == ("failed", "", "")
    assert not recent(place)[0].can_be_sent_again


def test_a_mail_whose_link_has_ended_is_not_sent(place, mail_server, clock):
    made = put(place, lapses_at=clock.now + timedelta(hours=4))
    clock.moved(hours=4)
    carry(place, made, 1, 0)
    assert (row(place).state, row(place).text, mail_server.got) == ("dropped", "", [])
    assert "no longer works" in row(place).sentence


def test_while_mail_is_off_what_waits_is_dropped_and_says_so(place, mail_server, clock):
    made = put(place)
    off = with_settings(place, clock, mail_host="")
    carry(off, made, 1, 0)
    off.close()
    assert (row(place).state, row(place).sentence) == ("dropped", "Mail is off, so this was not sent.")
    assert (row(place).text, mail_server.got) == ("", [])


def test_names_that_were_allowed_and_no_longer_are_are_not_sent(place, mail_server, clock):
    made = put(place, names=True, names_allowed=True, subject="Zzyxgrave Quillfeather")
    carry(place, made, 1, 0)
    kept = row(place)
    assert (kept.state, kept.subject, kept.text, mail_server.got) == ("dropped", "", "", [])
    allowing = with_settings(place, clock, mail_names=True)
    carry(allowing, put(place, "another", names=True, names_allowed=True), 1, 0)
    allowing.close()
    assert (row(place, "another").state, row(place, "another").subject) == ("sent", "")


def test_a_try_that_could_not_be_noted_is_made_again_with_the_same_bytes(
    place, mail_server, monkeypatch, clock
):
    made = put(place)

    def busy():
        raise StorageBusy("The database is busy.")

    with monkeypatch.context() as broken:
        broken.setattr(type(place.database), "write", lambda _self: busy())
        with pytest.raises(StorageBusy):
            carry(place, made, 1, 0)
    clock.moved(minutes=7)
    carry(place, made, 1, 0)
    (_, first), (_, second) = mail_server.got
    assert first == second
    assert row(place).state == "sent"


_SENDING = """
import sys
from pathlib import Path
from screening.context import open_context
from screening.mail.delivery import carry
from screening.settings import Settings
carry(open_context(Settings.model_validate_json(sys.argv[1])), sys.argv[2], 1, 0)
"""


def test_a_worker_that_is_killed_once_the_server_has_the_mail_sends_it_again_under_the_same_id(
    place, mail_server
):
    made, children = put(place), []
    settings = place.settings.model_dump_json()
    # A process that ends as `kill -9` ends it, after the server took the mail and before it can say so.
    child_is_there = threading.Event()

    def kill():
        child_is_there.wait(60)
        children[0].send_signal(signal.SIGKILL)
        children[0].wait(60)

    mail_server.on_data = kill
    children.append(subprocess.Popen([sys.executable, "-c", _SENDING, settings, made]))
    child_is_there.set()
    assert children[0].wait(120) == -signal.SIGKILL
    mail_server.on_data = lambda: None
    assert row(place).state == "waiting"
    carry(place, made, 1, 0)
    first, second = mail_server.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert mail_server.got[0] == mail_server.got[1]
    assert row(place).state == "sent"


def test_a_slow_server_holds_no_worker_and_is_asked_again(place, odd_server, clock):
    done = threading.Event()
    try:
        port = odd_server(then=lambda _connection: done.wait(60))
        slow = with_settings(place, clock, mail_port=port)
        carry(slow, put(place), 1, 0, seconds=0.2)
        slow.close()
    finally:
        done.set()
    assert row(place).state == "waiting"
    assert [each.code for each in recent(place)[0].tries] == ["too-slow"]


def test_neither_password_nor_words_are_logged(place, mail_server, capfd, clock, monkeypatch):
    def fault(*_args, **_more):
        raise RuntimeError(f"about {TEXT} with open sesame")

    monkeypatch.setattr("screening.mail.delivery.send", fault)
    secret = with_settings(place, clock, mail_user="screening", mail_password="open sesame")
    carry(secret, put(place), 1, 0)
    secret.close()
    said = "".join(capfd.readouterr())
    assert "mail failed" in said
    for word in ("welcome/secret", "open sesame"):
        assert word not in said
        assert word not in row(place).sentence + row(place).tries
    assert [each.code for each in recent(place)[0].tries] == ["failed-here"]


def test_a_password_file_that_is_gone_is_said_and_the_mail_waits(place, mail_server, clock, tmp_path):
    gone = with_settings(place, clock, mail_user="screening", mail_password_file=str(tmp_path / "gone"))
    carry(gone, put(place), 1, 0)
    gone.close()
    assert (row(place).state, mail_server.got) == ("waiting", [])
    assert "SCREENING_MAIL_PASSWORD_FILE" in row(place).sentence
