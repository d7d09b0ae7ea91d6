"""`hold` and `release`, the same for everything that can be held back."""

from __future__ import annotations

from collections.abc import Callable

import click

from screening.cli.options import account, team
from screening.cli.service import installation


def add_holding(
    group: click.Group, what: str, hold: Callable[..., None], release: Callable[..., bool]
) -> None:
    """Add both commands to a group.

    Args:
        group: of the commands about such things.
        what: they are, in a word.
        hold: takes the installation, an id, a team, who holds it and why.
        release: takes the same without why, and says whether it was held.
    """

    @group.command(
        "hold", help=f"Hold a {what} back: neither its term nor an erasure takes it until it is released."
    )
    @click.argument(f"{what}_id", metavar=f"{what.upper()}_ID")
    @click.option("--why", required=True, help=f"Kept with the {what}, not in the log.")
    @team
    def hold_(why: str, team: str, **ids: str) -> None:
        hold(installation(), ids[f"{what}_id"], team, actor=account(), why=why)
        click.echo("Held.")

    @group.command("release", help=f"Let retention and erasure take a {what} again.")
    @click.argument(f"{what}_id", metavar=f"{what.upper()}_ID")
    @team
    def release_(team: str, **ids: str) -> None:
        done = release(installation(), ids[f"{what}_id"], team, actor=account())
        click.echo("Released." if done else "Nobody held it; nothing was changed.")
