"""The command line. It says what it did, refuses in one sentence, and never half-writes.

Exit codes stand in `screening.cli.exit_codes`.
"""

from __future__ import annotations

import errno
from importlib import import_module
from typing import Any

import click

from screening.cli.exit_codes import ExitCode, exit_code_of, table
from screening.errors import ScreeningError, is_question
from watchlists.errors import WatchlistError

# Each command is imported when it is asked for: what others need takes longer than a single check.
COMMANDS = {
    "check": "screening.cli.check",
    "screen": "screening.cli.screen",
    "explain": "screening.cli.explain",
    "lists": "screening.cli.lists",
    "policy": "screening.cli.policy",
    "fairness": "screening.cli.fairness",
    "keys": "screening.cli.keys",
    "accounts": "screening.cli.accounts",
    "init": "screening.cli.service",
    "serve": "screening.cli.service",
    "worker": "screening.cli.service",
    "runs": "screening.cli.runs",
    "mappings": "screening.cli.mappings",
    "review": "screening.cli.review",
    "saved-checks": "screening.cli.saved_checks",
    "erasures": "screening.cli.erasures",
    "watch": "screening.cli.watch",
    "webhooks": "screening.cli.webhooks",
    "mail": "screening.cli.mail",
    "audit": "screening.cli.audit",
    "verify": "screening.cli.audit",
    "backup": "screening.cli.audit",
    "restore": "screening.cli.audit",
    "move": "screening.cli.audit",
}


# For whoever runs the machine to mend.
_REFUSED = (
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.ENOSPC,
    errno.EDQUOT,
)


class Refusing(click.Group):
    """A group whose commands refuse in one sentence with a code, and without a stack trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name.replace("-", "_"))
        return command

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run the command; turn a refusal into a sentence on standard error and exit code 2."""
        try:
            return super().invoke(ctx)
        except (ScreeningError, WatchlistError) as error:
            if is_question(error):
                import_module("screening.cli.questions").print_refusal(error)
            else:
                click.echo(f"{error.sentence} [{error.code}]", err=True)
            if error.code == "storage-away":  # what the driver says of the address
                click.echo(f"  {error.facts['reason']}", err=True)
            ctx.exit(exit_code_of(error))
        except OSError as error:
            if error.errno not in _REFUSED:
                raise
            click.echo(
                f"The system refused: {error.strerror}: {error.filename or ''} [system-refused]", err=True
            )
            ctx.exit(ExitCode.REFUSED)


@click.group(
    cls=Refusing,
    epilog=f"\b\nExit codes:\n{table()}",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="research-screening")
def main() -> None:
    """Screen collaborators, partners, visitors and suppliers against watchlists, with provenance.

    Results are possible matches for review by a person; not findings.
    """
