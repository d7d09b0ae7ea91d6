"""The command line. It says what it did, refuses in one sentence, and never half-writes.

Exit codes: 0 done; 1 done, and something at or above `--fail-on` was found; 2 refused, nothing written.
"""

from __future__ import annotations

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


class Refusing(click.Group):
    """A group whose commands refuse in one sentence with a code, and without a stack trace."""

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
