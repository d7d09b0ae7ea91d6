"""`screening lists bundle`: one signed file that carries the lists to a machine without internet."""

from __future__ import annotations

from pathlib import Path

import click

from screening.cli import options
from screening.cli.lists_editions import now, person
from watchlists.editions.signing import new_key
from watchlists.updates.bundle import export_bundle, import_bundle

FILE = click.Path(dir_okay=False, path_type=Path)
PRESENT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def bundle() -> None:
    """Carry the lists in force to a machine without internet, in one signed file."""


@bundle.command("new-key")
@click.argument("file", type=FILE)
def new_key_(file: Path) -> None:
    """Create a key that signs bundles: FILE is private; copy FILE.pub to the machines that import them."""
    public = new_key(file)
    click.echo(f"{file.name} signs, and stays here; {public.name} goes to the machines that import.")


@bundle.command("export")
@click.argument("file", type=FILE)
@click.option("--key", type=PRESENT, required=True, envvar="SCREENING_BUNDLE_KEY", help="The private key.")
@click.option(
    "--originals", is_flag=True, help="Include the publishers' own files; these may hold more about persons."
)
def export(file: Path, key: Path, originals: bool) -> None:
    """Write every list in force to FILE."""
    lists = export_bundle(options.data(), file, key, now=now(), originals=originals)
    click.echo(f"{file.name}: {len(lists)} lists, {file.stat().st_size:,} bytes.")


@bundle.command("import")
@click.argument("file", type=PRESENT)
@click.option(
    "--key", type=PRESENT, required=True, envvar="SCREENING_BUNDLE_PUBLIC_KEY", help="The public key."
)
@click.option("--by", default=person, help="Who imports it, for the history.")
def import_(file: Path, key: Path, by: str) -> None:
    """Put the lists of FILE in force, all in one step, except those older than the edition in force."""
    taken = import_bundle(options.data(), file, key, now=now(), by=by)
    click.echo(
        f"{file.name}, made {taken.made_at}: {len(taken.lists)} lists put in force, {len(taken.same)} unchanged."
    )
    if taken.newer_here:
        click.echo(f"Newer on this machine, and kept: {', '.join(taken.newer_here)}.")
