"""`screening policy`: list, show, check, explain and test policies, the shipped ones or one's own folder.

Refusals are raised; the command line as a whole turns them into a sentence and an exit code.
"""

from __future__ import annotations

from pathlib import Path

import click

from screening.cli.exit_codes import ExitCode
from screening.policy.examples import examples_of, failures, uncovered
from screening.policy.explain import explain, read_of_all
from screening.policy.facts import read_questions
from screening.policy.places import OWN, SHIPPED
from screening.policy.read import choose, read_policies
from watchlists.catalogue import read_catalogue

FOLDER = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar=OWN,
    default=SHIPPED,
    show_default=f"{OWN}, else the shipped policies",
    help="Where the policy files are.",
)


@click.group()
def policy() -> None:
    """Policies: which lists, relations, roles and project facts lead to which consequence."""


@policy.command("list")
@FOLDER
def list_policies(folder: Path) -> None:
    """List the policies with version, jurisdiction and how many rules quote the words of the law."""
    for each in read_policies(folder).values():
        click.echo(
            f"{each.id:<34} {each.version:<9} {each.jurisdiction or '-':<3} {each.title} "
            f"(words read for {read_of_all(each)} rules)"
        )


@policy.command()
@click.argument("policy_id", metavar="ID")
@FOLDER
def show(policy_id: str, folder: Path) -> None:
    """Print the file of a policy."""
    (found,) = choose(read_policies(folder), [policy_id])
    click.echo((folder / found.file).read_text(encoding="utf-8"), nl=False)


@policy.command("explain")
@click.argument("policy_id", metavar="ID")
@FOLDER
def explain_policy(policy_id: str, folder: Path) -> None:
    """Explain a policy in words: rules, conditions, clauses, and what nobody has read."""
    (found,) = choose(read_policies(folder), [policy_id])
    titles = {list_id: entry.watchlist.title for list_id, entry in read_catalogue().items()}
    click.echo(explain(found, titles, read_questions()))


@policy.command()
@FOLDER
def check(folder: Path) -> None:
    """Read every policy strictly and compare its lists with the catalogue."""
    policies = read_policies(folder, known=read_catalogue())
    click.echo(f"{len(policies)} policies read; every list they name is known.")


@policy.command("test")
@click.argument("policy_ids", metavar="[ID]...", nargs=-1)
@FOLDER
def test_policies(policy_ids: tuple[str, ...], folder: Path) -> None:
    """Run the worked examples of each policy, and name what has no example."""
    policies = read_policies(folder)
    wrong: list[str] = []
    count = 0
    for each in choose(policies, policy_ids or tuple(policies)):
        examples = examples_of(each, folder)
        count += len(examples)
        wrong += failures(each, examples)
        wrong += [f"{each.id}: no example shows {gap}." for gap in uncovered(each, examples)]
    for sentence in wrong:
        click.echo(sentence, err=True)
    click.echo(f"{count} examples run, {len(wrong)} complaints.")
    if wrong:
        raise SystemExit(ExitCode.FOUND)
