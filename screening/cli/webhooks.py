"""`screening webhooks`: which systems are told what happened, and what became of each telling."""

from __future__ import annotations

from contextlib import closing

import click

from screening.cli.options import account
from screening.cli.service import installation
from screening.outbox import KINDS
from screening.webhooks.delivery_log import deliver_again, deliveries, ping
from screening.webhooks.json_output import DeliveryJson
from screening.webhooks.targets import add_target, new_secret, remove_target, targets


@click.group()
def webhooks() -> None:
    """Webhooks: notify other systems of finished runs, decisions, changed lists and watches."""


@webhooks.command()
@click.argument("url")
@click.option(
    "--event",
    "events",
    multiple=True,
    type=click.Choice(list(KINDS)),
    help="May be repeated; by default all events.",
)
@click.option(
    "--team",
    default="",
    help="Only the runs and decisions of the team with this id; by default of every team.",
)
def add(url: str, events: tuple[str, ...], team: str) -> None:
    """Add a webhook to URL and print the secret that signs its calls; it is never shown again."""
    with closing(installation()) as place:
        target, secret = add_target(place, url, events or tuple(KINDS), actor=account(), team=team)
    click.echo(f"Webhook {target.id} receives {', '.join(target.events)}.", err=True)
    click.echo(secret)


@webhooks.command("list")
def show() -> None:
    """List the webhooks with their events."""
    with closing(installation()) as place:
        found = targets(place)
    for each in found:
        whose = f"team {each.team}" if each.team else "every team"
        click.echo(f"{each.id}  {each.url}  {', '.join(each.events)} ({whose})")
    if not found:
        click.echo("No webhooks yet; add one with `screening webhooks add`.", err=True)


@webhooks.command()
@click.argument("webhook")
def remove(webhook: str) -> None:
    """Remove WEBHOOK and the record of what was sent to it."""
    with closing(installation()) as place:
        remove_target(place, webhook, actor=account())


@webhooks.command()
@click.argument("webhook")
def secret(webhook: str) -> None:
    """Give WEBHOOK a new secret, valid at once, and print it; it is never shown again."""
    with closing(installation()) as place:
        click.echo(new_secret(place, webhook, actor=account()))


@webhooks.command("ping")
@click.argument("webhook")
def ping_(webhook: str) -> None:
    """Send WEBHOOK a test event, and print the id of its delivery."""
    with closing(installation()) as place:
        click.echo(ping(place, webhook))


@webhooks.command("deliveries")
@click.argument("webhook")
@click.option("--limit", type=click.IntRange(1, 1_000), default=20, show_default=True)
def deliveries_(webhook: str, limit: int) -> None:
    """List what was sent to WEBHOOK and the answers, newest first."""
    with closing(installation()) as place:
        found, total = deliveries(place, webhook, limit=limit)
    for each in found:
        click.echo(_line(each))
    click.echo(f"{len(found):,} of {total:,} deliveries", err=True)


@webhooks.command()
@click.argument("webhook")
@click.argument("delivery")
def redeliver(webhook: str, delivery: str) -> None:
    """Send DELIVERY to WEBHOOK once more; the event keeps its id."""
    with closing(installation()) as place:
        deliver_again(place, webhook, delivery, actor=account())


def _line(delivery: DeliveryJson) -> str:
    last = delivery.tries[-1] if delivery.tries else None
    came = f", last {last.status or 'no answer'} {last.code}".rstrip() if last else ""
    then = f", next {delivery.next_at}" if delivery.next_at else ""
    tries = f"{len(delivery.tries)} tries{came}{then}"
    return f"{delivery.id}  {delivery.made_at}  {delivery.type:14} {delivery.state} ({tries})"
