"""One try to send a mail, and the next one where the server did not take it: nine within a day.

A mail is sent at least once. A worker that is killed after the server took it and before that was noted sends it again, with
the same Message-ID and the same bytes; the other order would lose mail (docs/decisions/0092).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from pydantic import TypeAdapter
from sqlmodel import Session, select

from screening.context import AppContext
from screening.json_model import JsonModel
from screening.mail.message import build_message, message_id
from screening.mail.outbox import DROPPED, FAILED, SENT, WAITING
from screening.mail.smtp import SECONDS, MailAnswer, MailServer, answer_of, send, server_of
from screening.outbox import MAIL
from screening.settings import ConfigUnsafe, Settings
from screening.storage.mail_tables import Mail

# Seconds after each try that failed for now: a server that greets nobody the first time is met within minutes, one that is
# mended overnight too.
PAUSES = (30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200)

log = structlog.get_logger()


class MailTryJson(JsonModel):
    """One try: the status by which the server decided, 0 for none, and why the mail was not sent, "" where it was."""

    at: str
    status: int
    code: str


TRIES = TypeAdapter(list[MailTryJson])  # as they are kept with a mail


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What a try needs, read before the network is asked."""

    recipient: str
    content: bytes


def carry(
    context: AppContext, mail_id: str, round_: int, number: int, *, seconds: float = SECONDS
) -> MailAnswer | None:
    """Make the try of this number, unless it is not wanted any more; gives what came of it.

    Raises:
        StorageFailed: what came of it could not be noted; the try is to be made again.
    """
    now, settings = context.now(), context.settings
    with context.database.read() as session:
        mail = _wanted(session, mail_id, round_, number)
        if mail is None:
            return None
        why = _unsendable(mail, settings, now)
        prepared = _Prepared(mail.recipient, b"" if why else _content(context, mail))
    answer = None if why else _sent(settings, prepared, seconds)
    with context.database.write() as session:
        mail = _wanted(session, mail_id, round_, number)
        if mail is None:
            return answer
        if answer is None:
            _end(mail, DROPPED, why, now)
        else:
            _note(context, session, mail, number, now, answer)
        session.add(mail)
    return answer


def _unsendable(mail: Mail, settings: Settings, now: datetime) -> str:
    """Why a mail is not to be sent any more, in a sentence; "" where it is."""
    if not settings.sends_mail:
        return "Mail is off, so this was not sent."
    if mail.names and not settings.mail_names:
        return "Names may not stand in mail any more, so this was not sent."
    if mail.lapses_at and mail.lapses_at <= now.isoformat():
        return "The link in this mail no longer works, so this was not sent."
    return ""


def _content(context: AppContext, mail: Mail) -> bytes:
    sender = context.settings.mail_from
    message = build_message(
        to=mail.recipient,
        sender=sender,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        made_at=datetime.fromisoformat(mail.made_at),
        id_=message_id(context.key, mail.key, sender),
    )
    return message.as_bytes()


def _sent(settings: Settings, prepared: _Prepared, seconds: float) -> MailAnswer:
    try:
        server = server_of(settings)
    except ConfigUnsafe as error:  # its file was taken away since the start
        return MailAnswer(0, error.code, error.sentence)
    return _send(server, prepared, seconds)


def _send(server: MailServer, prepared: _Prepared, seconds: float) -> MailAnswer:
    try:
        return send(server, prepared.recipient, prepared.content, seconds=seconds)
    except Exception as error:  # a fault of ours must not end the worker, nor leave the mail waiting for ever
        log.error("mail failed", error=type(error).__name__)
        return answer_of(server, "failed-here")


def _note(
    context: AppContext, session: Session, mail: Mail, number: int, at: datetime, answer: MailAnswer
) -> None:
    made = MailTryJson(at=at.isoformat(), status=answer.status, code=answer.code)
    mail.tries = TRIES.dump_json([*TRIES.validate_json(mail.tries), made]).decode()
    now = context.now()
    if answer.sent:
        return _end(mail, SENT, "", now)
    then = now + timedelta(seconds=PAUSES[number]) if number < len(PAUSES) else None
    lapsed = then is not None and mail.lapses_at != "" and mail.lapses_at <= then.isoformat()
    if answer.final or then is None or lapsed:
        return _end(mail, FAILED, answer.sentence, now)
    mail.sentence, mail.next_try, mail.next_at = answer.sentence, number + 1, then.isoformat()
    context.queue.add(session, [(MAIL, mail.id, mail.round, number + 1)], after=PAUSES[number])
    return None


def _end(mail: Mail, state: str, sentence: str, now: datetime) -> None:
    mail.state, mail.sentence, mail.next_at, mail.ended_at = state, sentence, "", now.isoformat()
    # One that failed can be sent again, but for one whose link is a secret: a new one is made instead.
    if state != FAILED or mail.lapses_at:
        mail.text = mail.html = ""
        mail.subject = "" if mail.names else mail.subject


def _wanted(session: Session, mail_id: str, round_: int, number: int) -> Mail | None:
    """The mail, where this is the try it waits for."""
    mail = session.exec(select(Mail).where(Mail.id == mail_id)).first()
    if mail is None or mail.state != WAITING or mail.round != round_:
        return None
    return mail if mail.next_try == number else None
