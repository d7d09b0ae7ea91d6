"""`hold`, `unhold` and `erase`, the same for everything that can be held back and erased."""

from __future__ import annotations

from collections.abc import Callable

import click

from screening.cli.exit_codes import ExitCode
from screening.cli.options import account, team
from screening.cli.service import installation
from screening.context import AppContext
from screening.review.rules import Decider
from screening.runs.erasures import (
    ErasureKind,
    ErasureOutcome,
    ErasureTarget,
    ask_erasure,
    carry_out,
    erasure_of,
)
from screening.runs.overwriting import scrub
from screening.storage.erasure_tables import Erasure

reason = click.option("--reason", required=True, help="Why; kept with the erasure, not in the log.")
now = click.option(
    "--now", is_flag=True, help="Erase immediately, without the days of grace in which it can be undone."
)
second = click.option(
    "--second",
    default="",
    metavar="NAME",
    help="The second person who agrees, needed if there is a decision about it; with accounts, this is done on the pages.",
)


def operator() -> Decider:
    """Whoever operates the machine."""
    return Decider(account(), account().partition(":")[2])


def ask(
    context: AppContext, team: str, target: ErasureTarget, reason: str, *, now: bool, second: str
) -> None:
    """Ask that something be erased, and with `now` erase it; say what came of it."""
    made = ask_erasure(context, team, target, reason, operator(), at_once=now, second=second)
    done = carry_out(context, made.id) if now else None
    after = erasure_of(context, team, made.id)
    click.echo(line_of(after))
    if done is not None:
        if done.on_hold:
            click.echo(f"On hold and not erased: {', '.join(done.on_hold)}.")
        if not scrub(context):
            click.echo(
                "The database was in use: what was deleted is overwritten by a worker, within a minute."
            )
    if after.outcome == ErasureOutcome.HELD or (now and not after.ended_at):
        click.get_current_context().exit(ExitCode.REFUSED)


def line_of(erasure: Erasure) -> str:
    """The state of an erasure, in a line."""
    if erasure.outcome == ErasureOutcome.DONE:
        said = f"Erased, but for {erasure.held_back} on hold." if erasure.held_back else "Erased."
        unread = "1 list" if erasure.unread == 1 else f"{erasure.unread} lists"
        return f"{said} Also erased: {unread} that could not be read." if erasure.unread else said
    if erasure.outcome == ErasureOutcome.HELD:
        return "Not erased: it is on hold."
    if erasure.outcome == ErasureOutcome.UNDONE:
        return "Undone; nothing was erased."
    waits = (
        " It has a decision, so it waits until a second person agrees."
        if erasure.needs_second and not erasure.seconded_at
        else ""
    )
    return f"Erasure {erasure.id}: due {erasure.due_at[:16]} UTC.{waits}"


def add_erasing(group: click.Group, kind: ErasureKind) -> None:
    """Add the command `erase` to a group of commands about such things."""
    word = kind.value

    @group.command(
        "erase",
        help=f"Ask for a {word} to be erased after the days of grace. The log keeps hashes only.",
    )
    @click.argument(f"{word}_id", metavar=f"{word.upper()}_ID")
    @reason
    @now
    @second
    @team
    def erase_(reason: str, now: bool, second: str, team: str, **ids: str) -> None:
        ask(installation(), team, ErasureTarget(kind, ids[f"{word}_id"]), reason, now=now, second=second)


def add_holding(
    group: click.Group, what: str, hold: Callable[..., None], release: Callable[..., bool]
) -> None:
    """Add `hold` and `unhold` to a group.

    Args:
        group: of the commands about such things.
        what: they are, in a word.
        hold: takes the installation, an id, a team, who holds it and why.
        release: takes the same without why, and says whether it was held.
    """

    @group.command(
        "hold",
        help=f"Hold a {what}: neither retention nor an erasure deletes it until it is released (unhold).",
    )
    @click.argument(f"{what}_id", metavar=f"{what.upper()}_ID")
    @click.option("--why", required=True, help=f"Kept with the {what}, not in the log.")
    @team
    def hold_(why: str, team: str, **ids: str) -> None:
        hold(installation(), ids[f"{what}_id"], team, actor=account(), why=why)
        click.echo("Held.")

    @group.command("unhold", help=f"Release a {what}: retention and erasures may delete it again.")
    @click.argument(f"{what}_id", metavar=f"{what.upper()}_ID")
    @team
    def unhold_(team: str, **ids: str) -> None:
        done = release(installation(), ids[f"{what}_id"], team, actor=account())
        click.echo("Released." if done else "It was not on hold; nothing was changed.")
