"""`screening policy`: list, show, check, explain and test policies, the shipped ones or one's own folder.

Refusals are raised; the command line as a whole turns them into a sentence and an exit code.
"""

from __future__ import annotations

import shlex
from functools import partial
from pathlib import Path

import click

from screening.cli import options
from screening.cli.exit_codes import ExitCode
from screening.policy.examples import examples_of, failures, uncovered
from screening.policy.explain import explain, read_of_all
from screening.policy.facts import read_questions
from screening.policy.interview import InterviewQuestion, advise, read_interview
from screening.policy.interview_json import InterviewQuestionJson, PolicyAdviceJson
from screening.policy.open_questions import uses_of
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
def facts(folder: Path) -> None:
    """List the questions about a project: the answers, why each is asked, and the laws that need it."""
    policies = read_policies(folder)
    for name, question in read_questions().items():
        click.echo(f"{question.asks}")
        click.echo(f"  {question.option}")
        click.echo(f"  Why: {question.why}")
        for each, clause in uses_of(policies, name):
            click.echo(f"  {each.id}: {clause}")


@policy.command("choose")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="QUESTION=ANSWER",
    help="Answer instead of being asked, e.g. pays=us-nsf; may be repeated. --json without it gives the questions.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def choose_policies(answers: tuple[str, ...], as_json: bool) -> None:
    """Ask where you are, who pays, what is shared and who travels; suggest policies, each with the reasons.

    The last line has the options for `screening check` and `screening screen`.
    """
    if as_json and not answers:
        options.print_json([InterviewQuestionJson.of(each) for each in read_interview()])
        return
    advice = advise(_answers(answers) if answers else _interview())
    policies = read_policies()
    if as_json:
        options.print_json(PolicyAdviceJson.of(advice, policies))
        return
    if advice.policies:
        click.echo(
            "What the reasons say of laws is as far as we know; each policy says which words were read."
        )
    for each in advice.policies:
        click.echo(f"{each.policy}: {policies[each.policy].title}")
        for why in each.reasons:
            click.echo(f"  {why}")
    if not advice.policies:
        click.echo("These answers suggest no policy; without --policy the default one applies.")
    chosen = [f"--policy {each.policy}" for each in advice.policies]
    chosen += [f"--project {name}={shlex.quote(value)}" for name, value in advice.project.items()]
    click.echo(" ".join(chosen))


def _answers(pairs: tuple[str, ...]) -> dict[str, list[str]]:
    """Answers as they were given; what one "=" lacks is no answer, and refused as such."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        question, _, answer = pair.partition("=")
        found.setdefault(question.strip(), []).append(answer.strip())
    return found


def _interview() -> dict[str, list[str]]:
    """Ask every question in the terminal; an empty line leaves one out."""
    found = {}
    for question in read_interview():
        click.echo(f"{question.asks} {question.hint}")
        for number, answer in enumerate(question.answers, start=1):
            click.echo(f"  {number}. {answer.says}")
        several = "Numbers, separated by commas" if question.multiple else "Number"
        found[question.id] = click.prompt(
            f"{several}, or nothing to leave it out",
            default="",
            show_default=False,
            value_proc=partial(_numbered, question),
        )
    return found


def _numbered(question: InterviewQuestion, text: str) -> list[str]:
    numbers = [each.strip() for each in text.split(",") if each.strip()]
    for each in numbers:
        if not each.isdecimal() or not 1 <= int(each) <= len(question.answers):
            raise click.UsageError(f"{each!r} is not one of 1 to {len(question.answers)}.")
    return [question.answers[int(each) - 1].id for each in numbers]


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
