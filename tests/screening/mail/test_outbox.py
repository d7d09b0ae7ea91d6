"""What is put is kept with its deed, once a key, and only where it may be sent."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from screening.context import open_context
from screening.mail.mail_log import recent
from screening.mail.outbox import MOST_CHARS, MailRefused, drop_mail_about, mail_id, put_mail
from screening.storage.mail_tables import Mail


def put(place, key="k", **changes):
    given = {"to": "ana@office.example", "subject": "Hello", "text": "A line.", "kind": "test"}
    with place.database.write() as session:
        return put_mail(session, place.queue, key=key, **given | changes)


def rows(place):
    with place.database.read() as session:
        found = session.exec(select(Mail).order_by(Mail.key)).all()
        session.expunge_all()
    return found


def test_a_mail_is_kept_with_its_first_try(either_place):
    assert put(either_place, html="<p>A line.</p>", team="office", about="r1")
    (mail,) = rows(either_place)
    assert (mail.key, mail.id, mail.state, mail.about) == ("k", mail_id("k"), "waiting", "r1")
    assert (mail.text, mail.html) == ("A line.", "<p>A line.</p>")
    assert either_place.queue.waiting() == 1


def test_the_same_key_twice_is_one_mail_and_one_try(either_place):
    assert put(either_place)
    assert not put(either_place, to="bo@office.example", subject="Another")
    (mail,) = rows(either_place)
    assert (mail.recipient, mail.subject) == ("ana@office.example", "Hello")
    assert either_place.queue.waiting() == 1
    assert put(either_place, key="another")


def test_two_that_put_the_same_key_at_once_both_go_on(settings, clock):
    # On SQLite one waits for the other; on PostgreSQL both are in the middle of it.
    place = open_context(settings, clock)
    try:
        with ThreadPoolExecutor(4) as pool:
            new = list(pool.map(lambda _: put(place), range(8)))
        assert sorted(new) == [False] * 7 + [True]
        assert len(rows(place)) == 1
    finally:
        place.close()


def test_what_was_not_kept_is_not_sent(place):
    def undone():
        with place.database.write() as session:
            put_mail(session, place.queue, key="k", to="a@b.example", subject="", text="", kind="test")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert rows(place) == []
    assert place.queue.waiting() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"to": "ana@office.example\r\nBcc: eve@evil.example"},
        {"to": "ana@office.example, eve@evil.example"},
        {"text": "x" * (MOST_CHARS + 1)},
        {"names": True},
    ],
)
def test_what_may_not_be_sent_is_refused_whole(place, changes):
    with pytest.raises(MailRefused):
        put(place, **changes)
    assert rows(place) == []


def test_names_stand_in_mail_where_they_may(place):
    assert put(place, names=True, names_allowed=True)


def test_a_subject_is_kept_as_one_line(place):
    put(place, subject="Hello\r\nBcc: eve@evil.example")
    assert recent(place)[0].subject == "Hello Bcc: eve@evil.example"


def test_mail_about_what_is_erased_is_not_sent_and_keeps_no_words(place):
    put(place, key="a", about="r1", html="<p>")
    put(place, key="b", about="r2")
    with place.database.write() as session:
        drop_mail_about(session, "r1")
    first, second = rows(place)
    assert (first.state, first.subject, first.text, first.html) == ("dropped", "", "", "")
    assert first.sentence == "What this mail was about was erased."
    assert (second.state, second.text) == ("waiting", "A line.")
