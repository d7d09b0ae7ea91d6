"""Proof: `audit verify`, `audit head`, `audit stamp`, `audit pack`, `audit check-pack`, `audit key`, `verify`; and `backup`, `restore` and `move`, which keep it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from screening.audit import append_head
from screening.audit.chain import Area
from screening.audit.evidence_pack import check_pack
from screening.audit.head_archive import archive_file, archive_head, head_line
from screening.audit.signing import fingerprint
from screening.cli.exit_codes import ExitCode
from screening.cli.options import account, print_note, team
from screening.cli.progress import ProgressLine
from screening.cli.service import installation
from screening.context import AppContext
from screening.runs.backup import back_up, files_left_out
from screening.runs.backup import restore as restore_from
from screening.runs.engines import Engines
from screening.runs.evidence_pack import make_pack
from screening.runs.head_archive import newest_head, stamp_newest
from screening.runs.move_to_postgresql import move_to_postgresql
from screening.runs.reproduce import ReproductionVerdict, verify_report
from screening.runs.verification import VerificationResult, areas, verify_installation
from screening.runs.verification_json import VerificationJson
from screening.settings import read_settings
from watchlists.editions.signing import public_key, public_pem

_SHOWN = 20  # rows or faults; more say nothing new on a screen
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_WRONG = {
    Area.LOG: "The log is not whole",
    Area.STATE: "The database does not match the log",
    Area.FILES: "Stored files are gone or altered",
    Area.OUTSIDE: "What is kept outside cannot be relied on",
}


@click.group()
def audit() -> None:
    """The log of decisions: append-only, chained by hashes."""


@audit.command("verify")
@click.option(
    "--receipt",
    "receipts",
    multiple=True,
    type=_FILE,
    help="A receipt of a report; may be repeated.",
)
@click.option(
    "--heads",
    "archives",
    multiple=True,
    type=_FILE,
    help="A file of archived heads, as `audit head --to` writes it; may be repeated.",
)
@click.option("--no-files", is_flag=True, help="Do not read stored files, which takes a while.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def audit_verify(
    receipts: tuple[Path, ...], archives: tuple[Path, ...], no_files: bool, as_json: bool
) -> None:
    """Check the log against itself, heads outside it, the tables and the stored files.

    Heads outside: those noted in the data folder, archived ones, time stamps and receipts.
    """
    context = installation()
    line = ProgressLine(sys.stderr)
    read = 0

    def count_files(files: int) -> None:
        nonlocal read
        read += files
        line.show(f"{read:,} stored files read")

    verified = verify_installation(
        context, archives=archives, receipts=receipts, files=not no_files, tick=count_files
    )
    line.end("")
    if as_json:
        click.echo(VerificationJson.of(verified).model_dump_json(indent=2))
    else:
        _print(context, verified)
    if verified.faults:
        click.get_current_context().exit(ExitCode.FOUND)
    if verified.head.sequence:
        append_head(context.heads, verified.head, context.key)
    if verified.unproven:
        click.get_current_context().exit(ExitCode.UNPROVEN)


def _print(context: AppContext, verified: VerificationResult) -> None:
    for said, faults in (("", verified.faults), ("not checked: ", verified.notices)):
        for fault in faults[:_SHOWN]:
            where = f"entry {fault.sequence}" if fault.sequence else fault.area.value
            click.echo(f"{where}: {said}{fault.sentence}", err=True)
        if len(faults) > _SHOWN:
            click.echo(f"… and {len(faults) - _SHOWN:,} more; --json gives all.", err=True)
    head, found = verified.head, areas(verified)
    for area, words in _WRONG.items():
        if found[area]:
            click.echo(f"{words}: {found[area]:,} fault{'s' * (found[area] != 1)}.")
    if verified.faults:
        return
    files = (
        "stored files were not checked"
        if verified.files is None
        else f"{verified.files:,} stored files are unchanged"
    )
    state = f"{verified.compared:,} records agree with it, {files}."
    if verified.unproven:
        click.echo(
            f"{head.sequence} entries form an unbroken chain, but there was nothing outside the database to compare its "
            f"end with: newer entries may be missing. Give a --receipt or --heads, or put {context.heads.name} back. {head.hash}"
        )
    else:
        click.echo(
            f"The log is whole: {head.sequence} entries, checked against {verified.heads} heads, "
            f"{verified.archived} of them from outside the data folder. {head.hash}"
        )
    click.echo(f"The database matches the log: {state}")


@audit.command("head")
@click.option(
    "--to",
    "to",
    type=click.Path(path_type=Path),
    help="A file, or a folder, outside the data folder, to which to add the line.",
)
def audit_head(to: Path | None) -> None:
    """Print the newest entry's number and hash as a signed line, for an archive."""
    context = installation()
    head = newest_head(context)
    click.echo(head_line(head, context.key))
    if to is None:
        return
    file = archive_file(to, context.key)
    new = archive_head(file, head, context.key)
    click.echo(f"{'Added to' if new else 'Already in'} {file}", err=True)


@audit.command("stamp")
@click.option("--url", default="", help="The time stamp authority; by default SCREENING_TIMESTAMP_URL.")
def audit_stamp(url: str) -> None:
    """Get a time stamp (RFC 3161) for the newest entry. Only a hash is sent to the authority."""
    context = installation()
    address = url or context.settings.timestamp_url
    if not address:
        raise click.UsageError("Give --url, or set SCREENING_TIMESTAMP_URL.")
    head, answer = stamp_newest(context, address)
    click.echo(f"Stamped: entry {head.sequence}, {answer}")
    if not context.settings.timestamp_root:
        print_note(
            "The answer was not checked against a certificate: set SCREENING_TIMESTAMP_ROOT to the authority's."
        )


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
    """Print the public key with which others check receipts and packs of this installation."""
    public = installation().public_key
    click.echo(public_pem(public).decode(), nl=False)
    click.echo(f"Fingerprint: {fingerprint(public)}", err=True)


@audit.command("check-pack")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The institution's public key, printed there by `screening audit key`.",
)
def check_pack_(file: Path, key: Path | None) -> None:
    """Check a pack of any installation; needs only the file and that installation's public key."""
    public = public_key(key.read_bytes(), key.name) if key else None
    checked = check_pack(file, public)
    click.echo(
        f"The pack is sound: run {checked.run}, {checked.shown} of its entries in a chain of {checked.links} that ends "
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
    """Compare REPORT with the stored report and the log, and repeat its run."""
    said = verify_report(installation(), report, Engines())
    click.echo(f"{said.verdict.value}: {said.sentence}")
    for sheet, row, what in said.rows[:_SHOWN]:
        click.echo(f"  {sheet} row {row}: {what}")
    if said.verdict is ReproductionVerdict.TOO_LONG:
        click.get_current_context().exit(ExitCode.UNPROVEN)
    if said.verdict is not ReproductionVerdict.SAME:
        click.get_current_context().exit(ExitCode.FOUND)


@click.command()
@click.argument("output", type=click.Path(path_type=Path))
def backup(output: Path) -> None:
    """Write a backup of the whole installation to OUTPUT, without stopping it. The file holds names and the key: keep it safe.

    Files in an object store are not in it.
    """
    settings = read_settings()
    back_up(settings, output)
    click.echo(f"Backup: {output}")
    if left_out := files_left_out(settings):
        click.echo(left_out)


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(source: Path) -> None:
    """Check a backup and restore it to a data folder that does not exist yet."""
    settings = read_settings()
    entries = restore_from(settings, source)
    click.echo(f"Restored and checked: {entries} entries in the log.")
    if settings.files_in_object_store:
        click.echo(
            f"Files were not looked at: they are in {settings.file_store}. Check them with `screening audit verify`."
        )


@click.command()
def move() -> None:
    """Move the installation from SQLite to the empty PostgreSQL database in SCREENING_DATABASE_URL, with its history.

    Stop the service first; start it again with the same SCREENING_DATABASE_URL.
    """
    moved = move_to_postgresql(read_settings(), account(), print_note)
    click.echo(f"Moved: {moved.rows} rows and {moved.files} files.")
    if moved.runs_anew or moved.calls_anew or moved.mails_anew:
        click.echo(
            f"Queued again: {moved.runs_anew} runs, {moved.calls_anew} calls of webhooks, {moved.mails_anew} mails."
        )
    click.echo(f"The log has {moved.head.sequence} entries. {moved.head.hash}")
    click.echo(
        f"The old database and files are in {moved.aside}. Retention and erasures do not apply there: delete the folder "
        "once you rely on the new database."
    )
