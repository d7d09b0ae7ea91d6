"""The command line. It says what it did, refuses in one sentence, and never half-writes.

Exit codes: 0 done; 1 done, and something at or above `--fail-on` was found; 2 refused, nothing written.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from screening.cli.check import check
from screening.cli.explain import explain
from screening.cli.fairness import fairness
from screening.cli.keys import keys
from screening.cli.lists import lists
from screening.cli.screen import screen
from screening.errors import ScreeningError
from screening.policy.commands import policy
from watchlists.errors import WatchlistError

# Commands of the service: what they need takes a second to import, and `screening check` should not wait for it.
SERVICE = {
    "init": "screening.cli.service",
    "serve": "screening.cli.service",
    "worker": "screening.cli.service",
    "runs": "screening.cli.runs",
    "audit": "screening.cli.proof",
    "verify": "screening.cli.proof",
    "backup": "screening.cli.proof",
    "restore": "screening.cli.proof",
}


class Refusing(click.Group):
    """A group whose commands refuse in one sentence with a code, and without a stack trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, those of the service too."""
        return sorted({*super().list_commands(ctx), *SERVICE})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; those of the service are imported once they are asked for."""
        if cmd_name in SERVICE:
            command: click.Command = getattr(import_module(SERVICE[cmd_name]), cmd_name)
            return command
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run the command; turn a refusal into a sentence on standard error and exit code 2."""
        try:
            return super().invoke(ctx)
        except (ScreeningError, WatchlistError) as error:
            click.echo(f"{error.sentence} [{error.code}]", err=True)
            ctx.exit(2)


@click.group(cls=Refusing, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="research-screening")
def main() -> None:
    """Screen collaborators, partners, visitors and suppliers against watchlists, with provenance.

    What comes back are possible matches for review by a person; not findings.
    """


for command in (screen, check, explain, lists, policy, fairness, keys):
    main.add_command(command)
