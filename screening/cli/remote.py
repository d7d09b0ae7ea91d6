"""Screening a list by a service elsewhere: the list goes there, the report comes back, nothing is loaded here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from screening.accounts.local_token import read_token
from screening.client import Client, ServiceError
from screening.errors import ScreeningError
from screening.intake.question_json import QuestionJson
from screening.pipeline import ScreeningRequest
from screening.report.atomic_write import write_atomically
from screening.runs.service_lock import is_served_at
from screening.settings import read_settings


class RunFailed(ScreeningError):
    """The service accepted the list and could not finish it."""

    code = "run-failed"


class RemoteRefused(ScreeningError):
    """What the service said, under its own code, and with the question where it asks one."""

    def __init__(self, error: ServiceError) -> None:
        facts = {"question": QuestionJson.model_validate(error.question)} if error.question else {}
        super().__init__(error.sentence, **facts)
        self.code, self.status = error.code, error.status


def screen_by(
    server: str, key: str, file: Path, out: Path, request: ScreeningRequest, *, quiet: bool
) -> None:
    """Have `file` screened by the service at `server` and write its report to `out`.

    Raises:
        RemoteRefused: the service would not, or asks how the file is to be read, or did not answer.
        RunFailed: with the service's sentence.
    """
    try:
        _screen_by(server, key, file, out, request, quiet=quiet)
    except ServiceError as error:
        raise RemoteRefused(error) from error


def _screen_by(
    server: str, key: str, file: Path, out: Path, request: ScreeningRequest, *, quiet: bool
) -> None:
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
    with write_atomically(out) as part, part.open("wb") as report:
        report.writelines(client.report(started["id"]))
    if not quiet:
        click.echo(f"{ended['rows']:,} subjects screened by {server}. Result: {out}")


def _own_token(server: str) -> str:
    """The token of the data folder, for the service that was started on it; no other one gets to see it."""
    settings = read_settings()
    return read_token(settings) if is_served_at(settings, server) else ""
