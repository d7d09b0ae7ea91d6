"""The log of mail: what was to be sent to whom, what became of it, and what a person does about it.

`within` is as in `screening.accounts.administration`: the one team whose administrator asks, None for all teams. Within a
team, mail of others and of the installation is answered like mail that does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, or_, select

from screening.context import AppContext
from screening.errors import ScreeningError
from screening.mail.delivery import TRIES, MailTryJson
from screening.mail.message import MailBody
from screening.mail.outbox import DROPPED, FAILED, WAITING, check_on, put_mail
from screening.outbox import MAIL
from screening.storage.mail_tables import Mail

SHOWN = 50
MOST_ROUNDS = 20  # of one mail; whoever needs more mends the server first
TEST = "test"  # the kind of a test mail


class MailUnknown(ScreeningError):
    """There is no such mail."""

    code, status = "mail-unknown", 404


class MailNotAgain(ScreeningError):
    """The mail is under way, was sent, or is not kept any more."""

    code, status = "mail-not-again", 409


@dataclass(frozen=True, slots=True)
class MailEntry:
    """One mail, without what it says."""

    id: str
    recipient: str  # "" once its term is over
    subject: str
    kind: str
    team: str
    state: str
    sentence: str
    made_at: str
    next_at: str
    tries: tuple[MailTryJson, ...]
    can_be_sent_again: bool


def recent(context: AppContext, within: str | None = None, *, limit: int = SHOWN) -> list[MailEntry]:
    """The newest mail, the newest first."""
    newest = select(Mail).order_by(col(Mail.made_at).desc(), col(Mail.id)).limit(limit)
    with context.database.read() as session:
        found = session.exec(newest if within is None else newest.where(Mail.team == within))
        return [_entry(each) for each in found]


def count_failed(session: Session, within: str | None = None) -> int:
    """How many mails could not be delivered, of which nobody has said that it may rest."""
    counted = select(func.count()).select_from(Mail).where(Mail.state == FAILED)
    return session.exec(counted if within is None else counted.where(Mail.team == within)).one()


def send_again(context: AppContext, mail_id: str, *, actor: str, within: str | None = None) -> None:
    """Send a mail that failed once more, with as many tries as at first and the same Message-ID.

    Raises:
        MailUnknown: there is no such mail, or not of this team.
        MailNotAgain: it did not fail, is not kept any more, or was sent again often enough.
        MailOff: it would not be sent.
    """
    with context.decide() as decision:
        mail = _mail(decision.session, mail_id, within)
        check_on(context.settings)  # only then: mail of another team is unknown, whether mail is on or not
        if not _can_be_sent_again(mail):
            raise MailNotAgain("This mail cannot be sent again; make a new one where it is needed.")
        mail.state, mail.round, mail.next_try, mail.traced = WAITING, mail.round + 1, 0, True
        mail.sentence, mail.next_at, mail.ended_at = "", decision.at.isoformat(), ""
        decision.session.add(mail)
        context.queue.add(decision.session, [(MAIL, mail.id, mail.round, 0)])
        facts = {"mail": mail.id, "kind": mail.kind}
        decision.record("mail.sent_again", actor=actor, team=mail.team, facts=facts)


def dismiss(context: AppContext, mail_id: str, *, actor: str, within: str | None = None) -> None:
    """Let a mail that failed rest: it is not shown as undelivered any more, and what it says is forgotten.

    Raises:
        MailUnknown: there is no such mail, or not of this team.
        MailNotAgain: it did not fail.
    """
    with context.decide() as decision:
        mail = _mail(decision.session, mail_id, within)
        if mail.state != FAILED:
            raise MailNotAgain("Only a mail that failed can be dismissed.")
        mail.state, mail.text, mail.html = DROPPED, "", ""
        decision.session.add(mail)
        facts = {"mail": mail.id, "kind": mail.kind}
        decision.record("mail.dismissed", actor=actor, team=mail.team, facts=facts)


def body_of_test(context: AppContext) -> tuple[str, MailBody]:
    """Subject and words of a test mail."""
    address = context.settings.public_address
    body = MailBody(
        ["This is a test. Mail from Research Screening reaches you."],
        link=f"{address}/",
        label="Open Research Screening",
    )
    return "Test mail", body


def put_test_mail(context: AppContext, to: str, *, actor: str, team: str = "") -> None:
    """Send a test mail to an address; several within a minute to the same one are one.

    Raises:
        MailRefused: this is no address.
        MailOff: no mail server is configured.
    """
    check_on(context.settings)
    subject, body = body_of_test(context)
    with context.database.write() as session:
        now = context.now()
        put_mail(
            session,
            context.queue,
            key=f"test {actor} {to} {now:%Y-%m-%dT%H:%M}",
            to=to,
            subject=subject,
            text=body.text,
            html=body.html,
            kind=TEST,
            team=team,
            made_at=now,
        )


def clear_mail(context: AppContext, before: str) -> int:
    """Forget addresses and words of mail that ended before a moment (ISO, UTC), and the engine's traces of all that ended.

    Rows stay with their keys, so that nothing is sent a second time; those whose keys never come again go whole: test mails,
    and mail with a link that was made for it. Returns how many rows were emptied or deleted.
    """
    with context.database.read() as session:
        ended = select(Mail.id).where(col(Mail.traced).is_(True), Mail.state != WAITING)
        untraced = list(session.exec(ended))
    for mail_id in untraced:
        context.queue.forget(mail_id)
        with context.database.write() as session:
            # One that was sent again meanwhile has new traces.
            still = (col(Mail.id) == mail_id, col(Mail.state) != WAITING)
            session.connection().execute(update(Mail).where(*still).values(traced=False))
    over = (col(Mail.state) != WAITING, col(Mail.ended_at) < before)
    with context.database.write() as session:
        # What failed and was left so is not shown as undelivered for ever.
        rested = update(Mail).where(*over, col(Mail.state) == FAILED).values(state=DROPPED)
        once = delete(Mail).where(*over, or_(col(Mail.kind) == TEST, col(Mail.lapses_at) != ""))
        values = {"recipient": "", "subject": "", "text": "", "html": "", "sentence": ""}
        emptied = update(Mail).where(*over, col(Mail.recipient) != "").values(values)
        done = [session.connection().execute(each).rowcount for each in (rested, once, emptied)]
    return sum(done[1:])


def queue_again(context: AppContext, session: Session) -> int:
    """Queue every mail that waits for when it was due, in another database than before; say how many there are."""
    waiting = list(session.exec(select(Mail).where(Mail.state == WAITING)))
    for each in waiting:
        left = (datetime.fromisoformat(each.next_at) - context.now()).total_seconds()
        context.queue.add(session, [(MAIL, each.id, each.round, each.next_try)], after=max(0.0, left))
    return len(waiting)


def _mail(session: Session, mail_id: str, within: str | None) -> Mail:
    found = session.exec(select(Mail).where(Mail.id == mail_id).with_for_update()).first()
    if found is None or within not in (None, found.team):
        raise MailUnknown("There is no such mail; look at the list of mail.")
    return found


def _can_be_sent_again(mail: Mail) -> bool:
    return mail.state == FAILED and mail.text != "" and mail.round < MOST_ROUNDS


def _entry(mail: Mail) -> MailEntry:
    return MailEntry(
        id=mail.id,
        recipient=mail.recipient,
        subject=mail.subject,
        kind=mail.kind,
        team=mail.team,
        state=mail.state,
        sentence=mail.sentence,
        made_at=mail.made_at,
        next_at=mail.next_at,
        tries=tuple(TRIES.validate_json(mail.tries)),
        can_be_sent_again=_can_be_sent_again(mail),
    )
