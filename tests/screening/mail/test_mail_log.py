"""What a person sees of mail and does about it; what is forgotten with its term."""

import pytest

from screening.audit import lines_of
from screening.context import open_context
from screening.mail.delivery import carry
from screening.mail.mail_log import (
    MOST_ROUNDS,
    MailNotAgain,
    MailUnknown,
    count_failed,
    dismiss,
    put_test_mail,
    queue_again,
    recent,
    send_again,
)
from screening.mail.outbox import MailOff, mail_id, put_mail
from screening.runs.retention import clear_up


def put(place, key="k", **changes):
    given = {"to": "ana@office.example", "subject": "Hello", "text": "A line.", "kind": "changes"}
    with place.database.write() as session:
        put_mail(session, place.queue, key=key, made_at=place.now(), **given | changes)
    return mail_id(key)


@pytest.fixture
def failed(place, mail_server):
    """Put a mail that the server refuses for good; gives its id."""

    def make(key="k", **changes):
        mail_server.refusals = ["550 nobody"]
        made = put(place, key, **changes)
        carry(place, made, 1, 0)
        return made

    return make


def count(place, within=None):
    with place.database.read() as session:
        return count_failed(session, within)


def test_what_failed_is_sent_again_under_the_same_id_and_the_log_says_who_did(place, mail_server, failed):
    made = failed(team="office")
    assert count(place) == 1
    send_again(place, made, actor="person:ada")
    assert (count(place), recent(place)[0].state) == (0, "waiting")
    carry(place, made, 1, 0)  # of the round before
    assert mail_server.got == []
    carry(place, made, 2, 0)
    assert recent(place)[0].state == "sent"
    assert [each.status for each in recent(place)[0].tries] == [550, 250]
    with place.database.read() as session:
        (line,) = [each for each in lines_of(session) if each.action == "mail.sent_again"]
    assert (line.actor, line.team) == ("person:ada", "office")
    assert "ana@" not in line.facts


def test_what_waits_or_was_sent_is_not_sent_again(place):
    made = put(place)
    for _ in range(2):
        with pytest.raises(MailNotAgain):
            send_again(place, made, actor="person:ada")
        with pytest.raises(MailNotAgain):
            dismiss(place, made, actor="person:ada")
        carry(place, made, 1, 0)
    with pytest.raises(MailUnknown):
        send_again(place, "another", actor="person:ada")


def test_a_mail_is_sent_again_so_often_and_no_more(place, mail_server, failed):
    made = failed()
    for round_ in range(2, MOST_ROUNDS + 1):
        send_again(place, made, actor="person:ada")
        mail_server.refusals = ["550 nobody"]
        carry(place, made, round_, 0)
    with pytest.raises(MailNotAgain):
        send_again(place, made, actor="person:ada")


def test_what_is_dismissed_is_not_shown_as_undelivered_and_keeps_no_words(place, failed):
    made = failed()
    dismiss(place, made, actor="person:ada")
    assert (count(place), recent(place)[0].state) == (0, "dropped")
    with pytest.raises(MailNotAgain):
        send_again(place, made, actor="person:ada")


def test_a_team_sees_its_own_mail_and_nothing_else(place, failed):
    ours, theirs, everybodys = failed("a", team="office"), failed("b", team="lab"), failed("c")
    assert [each.id for each in recent(place, "office")] == [ours]
    assert {each.id for each in recent(place)} == {ours, theirs, everybodys}
    assert (count(place, "office"), count(place)) == (1, 3)
    for other in (theirs, everybodys):
        for act in (send_again, dismiss):
            with pytest.raises(MailUnknown):
                act(place, other, actor="person:ada", within="office")


def test_a_test_mail_reaches_its_address_once_a_minute(place, mail_server, clock):
    for _ in range(3):
        put_test_mail(place, "ana@office.example", actor="person:ada")
    clock.moved(minutes=1)
    put_test_mail(place, "ana@office.example", actor="person:ada")
    first, second = recent(place)
    for each in (first, second):
        carry(place, each.id, 1, 0)
    assert [mail["Subject"] for mail in mail_server.messages] == ["Test mail"] * 2
    assert "https://screening.office.example/" in mail_server.messages[0].get_body(["plain"]).get_content()


def test_while_mail_is_off_nothing_is_tried(place, failed, clock):
    made = failed()
    off = open_context(place.settings.model_copy(update={"mail_host": ""}), clock)
    for act in (
        lambda: put_test_mail(off, "ana@office.example", actor="person:ada"),
        lambda: send_again(off, made, actor="person:ada"),
    ):
        with pytest.raises(MailOff):
            act()
    off.close()


def test_addresses_and_words_go_with_their_term_and_the_key_stays(place, mail_server, clock, failed):
    sent, waits = put(place, "a"), put(place, "b")
    carry(place, sent, 1, 0)
    failed("c")
    put(place, "d", lapses_at=clock.now)
    carry(place, mail_id("d"), 1, 0)
    clear_up(place)
    assert all(each.recipient for each in recent(place))
    clock.moved(days=place.settings.retain_days + 1)
    clear_up(place)
    left = {each.id: each for each in recent(place)}
    assert left.keys() == {sent, waits, mail_id("c")}
    assert (left[sent].recipient, left[sent].subject, left[sent].state) == ("", "", "sent")
    assert (left[mail_id("c")].state, left[mail_id("c")].sentence) == ("dropped", "")
    assert left[waits].recipient == "ana@office.example"
    put(place, "a")
    assert {each.id: each.state for each in recent(place)}[sent] == "sent"


def test_what_waits_is_queued_again_as_it_stands_in_another_database(place, mail_server, clock):
    mail_server.refusals = ["451 later"]
    made, sent = put(place, "a"), put(place, "b")
    carry(place, made, 1, 0)
    carry(place, sent, 1, 0)
    for each in (made, sent):
        place.queue.forget(each)
    assert place.queue.waiting() == 0
    clock.moved(minutes=5)
    with place.database.write() as session:
        assert queue_again(place, session) == 1
    assert place.queue.waiting() == 1
    carry(place, made, 1, 1)
    assert len(mail_server.got) == 2
