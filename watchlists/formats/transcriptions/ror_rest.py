"""The bodies of ROR that the shipped seed leaves out, for recognition.

`python -m watchlists.formats.transcriptions.ror_rest ROR_FILE UNIVERSITIES_FILE -o OUT` writes them as
`watchlists.beyond_seed` reads them, with the domains of the list of universities and with our corrections.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from watchlists.beyond_seed import write_beyond_seed
from watchlists.formats.transcriptions.university_domains import with_university_domains
from watchlists.model import Body
from watchlists.register import load_register
from watchlists.register_corrections import corrected, read_corrections
from watchlists.ror import read_ror, ror_records


def beyond(bodies: Iterable[Body], seeded: Iterable[str]) -> Iterator[Body]:
    """The bodies whose ids are not among those seeded, in the order given; closed ones too, for old texts name them."""
    known = frozenset(seeded)
    return (body for body in bodies if body.id not in known)


@click.command()
@click.argument("ror_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("universities_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def main(ror_file: Path, universities_file: Path, out: Path) -> None:
    """Write what the shipped seed leaves out to OUT."""
    universities = json.loads(universities_file.read_text(encoding="utf-8"))
    known = with_university_domains(read_ror(ror_records(ror_file)), universities)
    rest = list(beyond(corrected(known, read_corrections()), load_register().bodies))
    write_beyond_seed(rest, out)
    click.echo(f"{out.name}: {len(rest)} bodies.")


if __name__ == "__main__":
    main()
