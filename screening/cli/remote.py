"""Screening a list by a service elsewhere: the list goes there, the report comes back, nothing is loaded here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from screening.accounts.local_token import read_token
from screening.client import Client
from screening.errors import ScreeningError
from screening.pipeline import ScreeningRequest
from screening.runs.service_lock import is_served_at
from screening.settings import read_settings


class RunFailed(ScreeningError):
    """The service accepted the list and could not finish it."""

    code = "run-failed"


def screen_by(
    server: str, key: str, file: Path, out: Path, request: ScreeningRequest, *, quiet: bool
) -> None:
    """Have `file` screened by the service at `server` and write its report to `out`.

    Raises:
        ServiceRefused, ServiceAway: the service would not, or asks how the file is to be read, or did not answer.
        RunFailed: with the service's sentence.
    """
    client = Client(server, key or _own_token(server))
    started = client.start_run(
        file,
        policies=request.policies,
        project=request.project,
        question="refuse",
        remember="yes" if request.remember else "",
        **request.choice.words(),
        country_codes=request.country_codes,
        format=request.format,
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
