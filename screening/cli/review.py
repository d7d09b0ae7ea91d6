"""`screening review`: what waits to be decided, one case with its history, and a decision from the shell.

Who decides is somebody with an account who may decide in the team, named with --as or in SCREENING_REVIEWER, never the
account of the machine. Nobody confirms from the shell, where nobody signs in: a second person does that on the pages.
"""

from __future__ import annotations

from pathlib import Path

import click

from screening.accounts.accounts import find
from screening.cli.holds import add_erasing, add_holding
from screening.cli.options import account, data, team
from screening.cli.service import installation
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.review.acceptance import accept_new, new_lines
from screening.review.comments import deciders_of
from screening.review.decide import Proposal, case_of, propose, version_of
from screening.review.history import history_of, members_of, runs_of
from screening.review.json_output import CaseHistory, CaseJson, CaseListJson, DispositionJson, case_fields
from screening.review.queue import CaseFilter, count_wanted, wanted_cases
from screening.review.reasons import reasons
from screening.review.rules import LEVELS, CaseState, Decider, MovedOn, Verdict
from screening.runs.control import run_of
from screening.runs.erasures import ErasureKind
from screening.runs.filled_reports import filled_file, run_of_report
from screening.runs.holds import hold_case, release_case
from screening.runs.import_summary import summarise
from screening.runs.report_import import Uploader, judge_rows, listing_names, take_over
from screening.runs.report_import_json import AnnotatedAnswer
from watchlists.library import load_library


class ReviewerUnknown(ScreeningError):
    """Who is to decide is nobody who may."""

    code, status = "reviewer-unknown", 422


reviewer = click.option(
    "--as",
    "login",
    envvar="SCREENING_REVIEWER",
    default="",
    metavar="NAME",
    help="The sign-in name or e-mail address of the person who decides; default: SCREENING_REVIEWER.",
)
_WHERE_TO_CONFIRM = (
    "This is done where people sign in: on the page /review/{case_id}, or with “confirm” or “reject” in a report that is "
    "uploaded on the page of its run, under “Decisions from a workbook”."
)
_STATES = ("undecided", *(each.value for each in CaseState), "all")


@click.group()
def review() -> None:
    """Review: possible matches that need a decision."""


@review.command("list")
@click.option("--state", type=click.Choice(_STATES), default="undecided", show_default=True)
@click.option("--run", "run_id", default="", help="Only what this run found.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@team
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def list_(state: str, run_id: str, limit: int, team: str, as_json: bool) -> None:
    """List the questions, highest first, then overdue, then oldest."""
    context = installation()
    today = context.now().date().isoformat()
    wanted = CaseFilter("" if state == "all" else state, run_id=run_id, today=today)
    with context.database.read() as session:
        total = count_wanted(session, team, wanted, account())
        cases = wanted_cases(session, team, wanted, account(), skip=0, most=limit)
    if as_json:
        found = [CaseJson.of(each, version_of(each)) for each in cases]
        click.echo(CaseListJson(total=total, cases=found).model_dump_json())
        return
    for each in cases:
        level = LEVELS[each.level].value
        about = f"{each.people} in {each.rows} row{'s' if each.rows != 1 else ''}"
        click.echo(f"{each.id}  {each.state:<9} {level:<6} {each.matched}  ->  {each.party_name}  ({about})")
    if total > len(cases):
        click.echo(f"{total - len(cases):,} more; give a larger --limit.", err=True)


@review.command()
@click.argument("case_id")
@team
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def show(case_id: str, team: str, as_json: bool) -> None:
    """Show one case with its decisions."""
    with installation().database.read() as session:
        case = case_of(session, team, case_id)
        history = list(map(DispositionJson.of, history_of(session, case_id)))
        said = CaseHistory(**case_fields(case, version_of(case)), history=history)
        seen, members = runs_of(session, case), members_of(session, case_id)
        matched, party, held, people = case.matched, case.party_name, case.held, case.people
        lines = [each.member.shown for each in members]
    if as_json:
        click.echo(said.model_dump_json())
        return
    click.echo(f"{matched}\n  compared with {party}: {said.state}, {said.risk_level} {said.risk_score}")
    for line in lines:
        click.echo(f"  {line}")
    if people > len(lines):
        click.echo(f"  and {people - len(lines):,} more")
    for each in seen:
        click.echo(f"  seen in {each.file_name or each.run_id}, row {each.row}, {each.at}")
    if held:
        click.echo(f"  on hold: {held}")
    if said.lapsed:
        click.echo(f"  {said.lapsed}")
    for made in history:
        reason = reasons().get(made.reason)
        click.echo(
            f"  {made.at}  {made.verdict.replace('_', ' ')} by {made.by}: "
            f"{reason.label if reason else made.reason} [{made.state}]"
        )
        if made.note:
            click.echo(f"    {made.note}")


@review.command()
@click.argument("case_id")
@click.argument("verdict", type=click.Choice([each.value for each in Verdict]))
@click.option("--reason", required=True, help="A code of `screening review reasons`.")
@click.option("--note", default="", help="A sentence; some reasons require one.")
@reviewer
@team
def decide(case_id: str, verdict: str, reason: str, note: str, login: str, team: str) -> None:
    """Record a decision about a case."""
    context = installation()
    who = _reviewer(context, team, login)
    try:
        made = propose(context, team, case_id, Proposal(Verdict(verdict), reason, note), who, source="shell")
    except MovedOn as refused:
        with context.database.read() as session:
            waits = case_of(session, team, case_id).state == CaseState.SECOND
        if waits:
            raise MovedOn(f"{refused.sentence} {_WHERE_TO_CONFIRM.format(case_id=case_id)}") from refused
        raise
    said = f" A second reviewer has to confirm it. {_WHERE_TO_CONFIRM.format(case_id=case_id)}"
    click.echo(f"Recorded.{said if made.needs_second else ''}")


@review.command()
@click.argument("case_ids", nargs=-1, required=True, metavar="CASE...")
@reviewer
@team
@click.option("--yes", is_flag=True, help="Apply the decisions to those who are listed without asking.")
def accept(case_ids: tuple[str, ...], login: str, team: str, yes: bool) -> None:
    """List who was added after the decisions about these cases, and apply those to them."""
    context = installation()
    who = _reviewer(context, team, login)
    with context.database.read() as session:
        cases = [case_of(session, team, each) for each in case_ids]
        found = new_lines(session, team, [each.disposition_id for each in cases], who)
        session.expunge_all()
    if settled := [each.id for each in cases if each.state != CaseState.NEW]:
        raise MovedOn(
            f"Nobody was added after a decision about {', '.join(settled)}; see `screening review show`."
        )
    chosen: dict[str, list[str]] = {}
    to_confirm = [line for line in found.lines if line.proposed_by]
    fresh = [line for line in found.lines if not line.proposed_by]
    for line in fresh:
        if line.disposition.id not in chosen:
            verdict = line.disposition.verdict.replace("_", " ")
            click.echo(f"{line.case.matched} → {line.case.party_name}: {verdict}")
        place = (
            f"{line.seen.file_name or line.seen.run_id}, row {line.seen.row}"
            if line.seen.run_id
            else "a check"
        )
        click.echo(f"  {line.member.shown} ({place})")
        chosen.setdefault(line.disposition.id, []).append(line.member.subject_digest)
    if found.further:
        click.echo(f"{found.further:,} more are not listed; call this again for them.")
    if found.others:
        click.echo(
            f"{found.others:,} left out: you proposed to apply the decision, and another person confirms it."
        )
    if to_confirm:
        click.echo(
            f"{len(to_confirm):,} left out: another person proposed to apply the decision; it is confirmed on the pages, "
            "where people sign in."
        )
    if any(line.needs_two for line in fresh):
        click.echo(
            "Where the decision needs two people, applying it does, too: another person has to confirm it."
        )
    if chosen and (yes or click.confirm("Apply the decisions to them?", abort=True)):
        applied = accept_new(context, team, chosen, who, signed_in=False)
        waits = f" {applied.waiting:,} wait for another person to confirm it." if applied.waiting else ""
        click.echo(f"Decisions now cover {applied.covered:,} more.{waits}")


@review.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--run", "run_id", default="", help="The run whose report it is; by default, what a workbook says."
)
@click.option(
    "--take", is_flag=True, help="Import the decisions that can be imported; without it nothing is changed."
)
@reviewer
@team
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def import_(file: Path, run_id: str, take: bool, login: str, team: str, as_json: bool) -> None:
    """Show the decisions that people wrote into a report of a run, with conflicts; --take imports them."""
    context = installation()
    who = _reviewer(context, team, login) if take or login.strip() else None
    run = (
        run_of(context, run_id, team)
        if run_id
        else run_of_report(context, team, file, file.name, who=account())
    )
    rows = filled_file(context, run, file, file.name, who=account())
    names = listing_names(load_library(data=data()))
    uploader = Uploader(who, signed_in=False)
    lines = judge_rows(context, run, rows, names, uploader)
    summary = summarise(context, run, lines, uploader)
    chosen = [each for each in lines if each.can_take]
    taken = take_over(context, team, chosen, who) if take and chosen and who is not None else 0
    if as_json:
        answer = AnnotatedAnswer.of(run.id, lines, taken, summary)
        click.echo(answer.model_dump_json())
        return
    if not take:
        click.echo("\n".join((f"Report of run {run.id}, {run.file_name}.", *summary.sentences())))
    for each in lines:
        about = f"{each.shown} compared with {each.party}" if each.party else each.shown or "(no text)"
        said = f"{each.sheet} row {each.number}: {about}: {each.said or 'no decision'}"
        click.echo(f"{each.action.value:<9} {said}{f'. {each.why}' if each.why else ''}")
    click.echo(
        f"{taken} imported; decisions that need a second reviewer wait for one. {summary.remaining()}"
        if take
        else f"{len(chosen)} can be imported. Nothing was changed; --take imports them."
    )


add_erasing(review, ErasureKind.CASE)
add_holding(review, "case", hold_case, release_case)


def _reviewer(context: AppContext, team: str, login: str) -> Decider:
    """Who decides from the shell.

    Raises:
        ReviewerUnknown: nobody is named, or nobody of this name may decide in the team.
    """
    if not login.strip():
        raise ReviewerUnknown(
            "Say who decides: give --as with the sign-in name of somebody who may decide in this team, "
            "or set SCREENING_REVIEWER."
        )
    with context.database.read() as session:
        found = find(session, login)
        may = {each.id: each for each in deciders_of(session, team)}
    if found is None or found.actor not in may:
        raise ReviewerUnknown(
            f"Nobody who signs in as “{login.strip()}” may decide in the team {team}; see `screening accounts list`."
        )
    return may[found.actor]


@review.command("reasons")
def list_reasons() -> None:
    """List the codes for the reason of a decision."""
    for each in reasons().values():
        if not each.retired:
            under = ", ".join(verdict.value for verdict in each.verdicts)
            click.echo(f"{each.code:<18} {each.label}{' (with a note)' if each.note else ''} [{under}]")
