"""Proof: `audit verify`, `audit pack`, `audit check-pack`, `audit key`, `verify`; and `backup`, `restore` and `move`, which keep it."""

from __future__ import annotations

from pathlib import Path

import click

from screening.audit import append_head, head_of, read_heads, read_receipt
from screening.audit import verify as verify_log
from screening.audit.heads import Head
from screening.audit.pack import check_pack
from screening.audit.signing import fingerprint
from screening.cli.exit_codes import ExitCode
from screening.cli.options import account, team, tell
from screening.cli.service import installation
from screening.jobs.backup import back_up
from screening.jobs.backup import restore as restore_from
from screening.jobs.engines import Engines
from screening.jobs.moving import move_to_postgresql
from screening.jobs.pack import make_pack
from screening.jobs.reproduce import Verdict, verify_report
from screening.settings import read_settings
from watchlists.keeping.signing import public_key, public_pem

_SHOWN = 20  # rows or faults; more say nothing new on a screen


@click.group()
def audit() -> None:
    """The log of decisions: append-only, chained by hashes."""


@audit.command("verify")
@click.option(
    "--receipt",
    "receipts",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A receipt that came beside a report; may be repeated.",
)
def audit_verify(receipts: tuple[Path, ...]) -> None:
    """Check the whole log against itself, the heads noted outside the database, and receipts."""
    place = installation()
    heads = read_heads(place.heads, place.key)
    for path in receipts:
        log = read_receipt(path.read_text(encoding="utf-8"), place.public_key)["log"]
        heads.append(Head(log["sequence"], log["hash"], ""))
    with place.database.read() as session:
        faults = verify_log(session, heads)
        head = head_of(session)
    for fault in faults[:_SHOWN]:
        click.echo(f"entry {fault.sequence}: {fault.sentence}", err=True)
    if faults:
        click.echo(f"The log is not whole: {len(faults)} faults, the first at entry {faults[0].sequence}.")
        click.get_current_context().exit(ExitCode.FOUND)
    if head.sequence:
        append_head(place.heads, head, place.key)
    if head.sequence and not heads:
        click.echo(
            f"{head.sequence} entries follow one from the other, but nothing outside the database was there to hold "
            f"their end against: newer ones may be missing. Give a --receipt, or put {place.heads.name} back. {head.hash}"
        )
        click.get_current_context().exit(ExitCode.UNPROVEN)
    click.echo(f"The log is whole: {head.sequence} entries, checked against {len(heads)} heads. {head.hash}")


@audit.command()
@click.argument("run_id")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
@team
def pack(run_id: str, output: Path, team: str) -> None:
    """Write everything about one run, with its proof, to one signed ZIP."""
    make_pack(installation(), run_id, team, output)
    click.echo(f"Pack: {output}")


@audit.command()
def key() -> None:
    """Print the public key by which others check receipts and packs of this installation."""
    public = installation().public_key
    click.echo(public_pem(public).decode(), nl=False)
    click.echo(f"Fingerprint: {fingerprint(public)}", err=True)


@audit.command("check-pack")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The institution's public key, as `screening audit key` prints it there.",
)
def check_pack_(file: Path, key: Path | None) -> None:
    """Check a pack of any installation; nothing but the file and that installation's public key is needed."""
    public = public_key(key.read_bytes(), key.name) if key else None
    checked = check_pack(file, public)
    click.echo(
        f"The pack holds: run {checked.run}, {checked.shown} of its entries in a chain of {checked.links} that ends "
        f"at entry {checked.head.sequence} of the log ({checked.head.hash})."
    )
    click.echo(f"Signed by the key {checked.key}.")
    if public is None:
        click.echo(
            "That key was taken from the pack itself: compare it with the one the institution gives out, or use --key."
        )


@click.command()
@click.argument("report", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def verify(report: Path) -> None:
    """Check REPORT against the store and the log, and make its run again."""
    said = verify_report(installation(), report, Engines())
    click.echo(f"{said.verdict.value}: {said.sentence}")
    for sheet, row, what in said.rows[:_SHOWN]:
        click.echo(f"  {sheet} row {row}: {what}")
    if said.verdict is not Verdict.SAME:
        click.get_current_context().exit(ExitCode.FOUND)


@click.command()
@click.argument("output", type=click.Path(path_type=Path))
def backup(output: Path) -> None:
    """Write the whole installation to OUTPUT while it works. The file holds names and the key: keep it safe."""
    back_up(read_settings(), output)
    click.echo(f"Backup: {output}")


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(source: Path) -> None:
    """Restore a backup to a data folder that does not exist yet, once it was checked."""
    entries = restore_from(read_settings(), source)
    click.echo(f"Restored and checked: {entries} entries in the log.")


@click.command()
def move() -> None:
    """Take the installation from SQLite to the empty PostgreSQL database in SCREENING_DATABASE_URL, with its history.

    Stop the service first; start it again with the same SCREENING_DATABASE_URL.
    """
    moved = move_to_postgresql(read_settings(), account(), tell)
    click.echo(f"Moved: {moved.rows} rows and {moved.files} files.")
    if moved.runs_anew or moved.calls_anew:
        click.echo(f"Queued again: {moved.runs_anew} runs, {moved.calls_anew} calls of webhooks.")
    click.echo(f"The log has {moved.head.sequence} entries. {moved.head.hash}")
    click.echo(
        f"The old database and files lie in {moved.aside}. No term and no erasure reaches them there: take the folder "
        "away once you rely on the new database."
    )
