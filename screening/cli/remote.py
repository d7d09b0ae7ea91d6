"""Screening a list by a service elsewhere: the list goes there, the report comes back, nothing is loaded here."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from screening import report
from screening.client import Client
from screening.errors import ScreeningError
from screening.intake.reading_choice import ReadingChoice
from screening.jobs.serving import is_served_at
from screening.people.local_token import read_token
from screening.settings import read_settings


class RunFailed(ScreeningError):
    """The service accepted the list and could not finish it."""

    code = "run-failed"


@dataclass(frozen=True, slots=True)
class Order:
    """How the service is to read, screen and report."""

    policies: tuple[str, ...]
    project: tuple[str, ...]
    choice: ReadingChoice
    remember: bool
    country_codes: str
    format: report.Format


def screen_by(server: str, key: str, file: Path, out: Path, order: Order, *, quiet: bool) -> None:
    """Have `file` screened by the service at `server` and write its report to `out`.

    Raises:
        ServiceRefused, ServiceAway: the service would not, or asks how the file is to be read, or did not answer.
        RunFailed: with the service's sentence.
    """
    client = Client(server, key or _own_token(server))
    started = client.start_run(
        file,
        policies=order.policies,
        project=order.project,
        question="refuse",
        remember="yes" if order.remember else "",
        **order.choice.words(),
        country_codes=order.country_codes,
        format=order.format,
    )
    with click.progressbar(length=1_000, label="Screening", hidden=quiet, file=sys.stderr) as bar:
        ended = client.wait(started["id"], lambda run: bar.update(int(1_000 * run["share"]) - bar.pos))
    if ended["state"] != "finished":
        raise RunFailed(ended["sentence"] or f"The run was {ended['state']}.")
    client.fetch_report(started["id"], out)
    if not quiet:
        click.echo(f"{ended['rows']:,} subjects screened by {server}. Result: {out}")


def _own_token(server: str) -> str:
    """The token of the data folder, for the service that was started on it; no other one gets to see it."""
    settings = read_settings()
    return read_token(settings) if is_served_at(settings, server) else ""
