"""`screening explain`: what two names alone say, line by line, or a file of pairs with their scores."""

from __future__ import annotations

from pathlib import Path

import click

from screening.compare.explain import explain as explain_names
from screening.compare.explain import explain_pairs
from screening.compare.json_output import ComparisonJson
from screening.compare.lines import Comparison
from screening.compare.points import THRESHOLD


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME NAME]")
@click.option(
    "--schema", default="Organization", show_default=True, help="Person; anything else means organisation."
)
@click.option(
    "--pairs", type=click.Path(path_type=Path), help="A CSV file with the columns schema, name1 and name2."
)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="The output file for the pairs with their scores."
)
@click.option("--json", "as_json", is_flag=True, help="Print score, lines and flags as JSON.")
def explain(names: tuple[str, ...], schema: str, pairs: Path | None, out: Path | None, as_json: bool) -> None:
    """Compare two names and show the reasons; or score a file of pairs."""
    if pairs is not None:
        if names or out is None:
            raise click.UsageError("With --pairs, give -o FILE and no names.")
        count = explain_pairs(pairs, out)
        click.echo(f"{count:,} pairs scored in {out}; {THRESHOLD:.2f} or more means the same name.")
        return
    if len(names) != 2:
        raise click.UsageError("Give two names, or --pairs FILE -o FILE.")
    said = explain_names(names[0], names[1], schema)
    click.echo(ComparisonJson.of(said).model_dump_json(indent=2) if as_json else _as_text(said))


def _as_text(said: Comparison) -> str:
    lines = [f"score {said.score:.2f} ({THRESHOLD:.2f} or more means the same name)"]
    for line in said.lines:
        values = f": {line.left} / {line.right}" if line.left or line.right else ""
        note = f" ({line.note})" if line.note else ""
        lines.append(f"{line.points:+5d}  {line.feature}{values}{note}")
    if said.flags:
        lines.append(f"flags: {', '.join(sorted(said.flags))}")
    return "\n".join(lines)
