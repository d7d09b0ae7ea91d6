"""`screening check`: one name, answered at once."""

from __future__ import annotations

import json
from datetime import datetime

import click

from screening.cli import options, print_results
from screening.cli.exit_codes import ExitCode
from screening.cli.progress import notes_of_wait
from screening.engine import load_engine
from screening.intake.identifiers import read_identifier
from screening.model import Outcome, Subject, SubjectType
from screening.policy.facts import parse_pairs
from screening.report import result_json
from screening.run_facts import run_facts
from watchlists.countries import country_code


@click.command()
@click.argument("name")
@click.option("--type", "type_", type=click.Choice([kind.value for kind in SubjectType]), default="unknown")
@click.option(
    "--country",
    default="",
    help="Country of the organisation: ISO code or name. For a person it only orders organisations that share a name.",
)
@click.option("--affiliation", "affiliations", multiple=True, help="Where the person works; may be repeated.")
@click.option(
    "--id",
    "identifiers",
    multiple=True,
    metavar="IDENTIFIER",
    help="A ROR id, ORCID or LEI, or SCHEME:VALUE: ror, orcid, lei, uscc, inn, ogrn, company, domain, email.",
)
@click.option("--reference", default="", help="Your own reference; returned as `id` in the result.")
@options.policy
@options.project
@options.as_of
@options.screened_at
@click.option("--full", is_flag=True, help="Print everything: reasons, sources, and all lists not searched.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def check(
    name: str,
    type_: str,
    country: str,
    affiliations: tuple[str, ...],
    identifiers: tuple[str, ...],
    reference: str,
    policies: tuple[str, ...],
    project: tuple[str, ...],
    as_of: datetime | None,
    screened_at: datetime | None,
    full: bool,
    as_json: bool,
) -> None:
    """Check one NAME: an organisation, an affiliation line or a person, in any script."""
    subject = Subject(
        name=name,
        type=SubjectType(type_),
        affiliations=affiliations,
        country=_country(country),
        identifiers=tuple(read_identifier(each) for each in identifiers),
    )
    at = options.moment(screened_at)
    with notes_of_wait(options.print_note) as tell:
        engine = load_engine(
            policies,
            on=options.day(as_of, at),
            project=parse_pairs(project),
            data=options.data(),
            tell=tell,
        )
    result = engine.screen(subject)
    if as_json:
        answer = {"reference": reference or None, **result_json(result, run_facts(engine, at))}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    elif full:
        print_results.print_full_result(result, engine)
    else:
        print_results.print_result(result, engine)
    if result.assessment.outcome is Outcome.UNSCREENED:
        # A script must not take this for an answer without a match.
        click.get_current_context().exit(ExitCode.FOUND)


def _country(given: str) -> str:
    if not given:
        return ""
    if (code := country_code(given)) is None:
        raise click.BadParameter(
            f"{given!r} is not a country we know; give its ISO code.", param_hint="--country"
        )
    return code
