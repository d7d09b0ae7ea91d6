"""`screening mail`: whether mail can be sent, and what became of it."""

from __future__ import annotations

from contextlib import closing

import click

from screening.cli.exit_codes import ExitCode
from screening.cli.service import installation
from screening.mail.delivery import send_at_once
from screening.mail.mail_log import MailEntry, body_of_test, recent
from screening.mail.outbox import MailRefused
from screening.mail_address import is_mail_address


@click.group()
def mail() -> None:
    """Mail: check that the mail server accepts it, and see what was sent."""


@mail.command("test")
@click.argument("address")
def try_out(address: str) -> None:
    """Send a test mail to ADDRESS now, and print what the mail server says."""
    if not is_mail_address(address):
        raise MailRefused("This is not an e-mail address; write it like ana@example.org.")
    with closing(installation()) as place:
        subject, body = body_of_test(place)
        answer = send_at_once(place, to=address, subject=subject, body=body)
    if not answer.sent:
        click.echo(answer.sentence, err=True)
        raise SystemExit(ExitCode.REFUSED)
    click.echo("The mail server accepted the test mail.")


@mail.command("list")
@click.option("--limit", type=click.IntRange(1, 1_000), default=20, show_default=True)
def show(limit: int) -> None:
    """List the newest mail with its state, newest first."""
    with closing(installation()) as place:
        found = recent(place, limit=limit)
    for each in found:
        click.echo(_line(each))
    if not found:
        click.echo("No mail yet.", err=True)


def _line(entry: MailEntry) -> str:
    then = f", next {entry.next_at}" if entry.tries and entry.next_at else ""
    why = f": {entry.sentence}" if entry.sentence else ""
    return (
        f"{entry.made_at}  {entry.recipient or '(deleted)'}  {entry.kind}  "
        f"{entry.state} ({len(entry.tries)} tries{then}){why}"
    )
