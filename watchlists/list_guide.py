"""The guide to the lists, made from the catalogue, so that it never says other than what the program does.

`python -m watchlists.list_guide docs/lists.md` writes it. What each reader was proved against and which lists we do
not read stand in `data/guide/`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from watchlists.catalogue import CatalogueEntry, read_catalogue
from watchlists.countries import country_name
from watchlists.library import LoadedList, load_library
from watchlists.measures import measure_words
from watchlists.model import OfficialCount

GUIDE = Path(__file__).parent / "data" / "guide"
HEAD = """# The lists, in plain words

This page is made from the catalogue (`python -m watchlists.list_guide docs/lists.md`); change the catalogue, not the page.

{table}

A name that is like one on a list is a reason to look, never a finding. What follows from a true match is what the
list's own law says, and no more: most of these lists forbid a transaction, an export or a payment. Almost none
forbids knowing somebody, teaching them or writing a paper with them.

**How we hold a list.** *Shipped* lists come with the program, transcribed into a table that a person can review.
*Fetched* lists come from the publisher, by the clock where the service runs, else when somebody runs `screening lists
update --all`; lists that are mostly of natural persons are only ever fetched. *Watched* lists come as PDF or prose: we look where
their publisher shows editions, say that a newer one may be out, and take nothing from there. Of a person we keep names, date of birth, country of an address and the reference; never
addresses, documents, nationality, place of birth or grounds.

**How sure we are that we read it right.** *Real file*: the reader was proved on a file of the publisher itself.
*Layout*: the file was not at hand when the reader was written; it follows the publisher's layout as it is described
in public. In both cases each field and value is used, left out for a reason that stands in `watchlists/data/readers/`,
or reported, and an edition with too much that is unknown is refused.

**One organisation on several lists** stays several entries, each with its own date, law and source, for the lists do
not agree on what they forbid. Screening joins entries that mean the same registered organisation, by its names and
country, and entries that share a primary name and country where no register knows the body; each join is a line that
a person can review, and change by hand (`screening lists merges list`). A hit then shows one organisation with all its entries.

**Organisations that nobody lists** are known, too, from the Research Organization Registry (ROR, CC0): those that could be
mistaken for a listed one, so that they are told apart, and all others that ROR knows, so that an answer can name them.
The latter are only recognised; they make no match and take none away.
"""
TABLE_HEAD = """| list | in force / all rows | official count | edition | used for | look again |
|---|---|---|---|---|---|"""
BELOW_TABLE = """*In force / all rows*: of the shipped edition, ours, with what has ended; "fetched" where no edition is shipped. *Official
count*: what a document of the publisher that we read states, or that we counted in it; with our own number where it counts
otherwise than we do. *Look again*: from this day on a person must compare what this page says with the publisher's page, for
what a publisher will do is a forecast; the lists page, `screening lists status` and the list's own page say when the day has come.
`screening lists confirm LIST --on DATE` notes that somebody has looked."""
STANDINGS = {
    "government": "Lists of governments and of the United Nations",
    "non-government": "Lists that no government makes",
    "context": "Context, never a prohibition",
}

# The publisher's own word on an entry goes before the catalogue's on the list.
OF_EACH = ", where the entry itself says nothing else"
_CENTURY = 36_000  # days; such a limit is set where a law fixes the list


def guide() -> str:
    """The whole page as Markdown."""
    entries = read_catalogue().values()
    parts = [HEAD.replace("{table}", _table(entries))]
    for standing, title in STANDINGS.items():
        parts.append(f"## {title}\n")
        parts += [
            _entry(entry)
            for entry in sorted(entries, key=lambda entry: entry.watchlist.id)
            if entry.watchlist.standing == standing
        ]
    parts.append("## What we do not read from its publisher\n")
    parts += [f"- **{row['list']}** ({row['publisher']}): {row['why']}" for row in guide_rows("gaps")]
    return "\n".join(parts) + "\n"


def _table(entries: Iterable[CatalogueEntry]) -> str:
    """One line a list, those of governments first, as the page has them."""
    lists, order = load_library().lists, list(STANDINGS)
    by_standing = sorted(entries, key=lambda entry: order.index(entry.watchlist.standing))
    lines = [_line_of(entry, lists.get(entry.watchlist.id)) for entry in by_standing]
    return "\n".join((TABLE_HEAD, *lines, "", BELOW_TABLE))


def _line_of(entry: CatalogueEntry, loaded: LoadedList | None) -> str:
    snapshot = loaded.snapshot if loaded else None
    cells = (
        f"[{entry.watchlist.title}](#{_anchor(entry.watchlist.title)})",
        f"{snapshot.count:,} / {snapshot.count_all:,}" if snapshot else "fetched" if entry.source else "-",
        _count(entry.official) if snapshot else "-",
        snapshot.edition if snapshot else "-",
        entry.used_for,
        str(entry.look_again.on) if entry.look_again else "-",
    )
    return f"| {' | '.join(cells)} |"


def _count(official: OfficialCount | None) -> str:
    if official is None:
        return "not stated"
    return f"{official.count:,} {official.counts} ({official.basis})"


def _anchor(title: str) -> str:
    """The anchor that renderers of Markdown give a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _entry(entry: CatalogueEntry) -> str:
    watchlist = entry.watchlist
    place = country_name(watchlist.jurisdiction) if watchlist.jurisdiction else "no state"
    return "\n".join(
        (
            f"### {watchlist.title}\n",
            f"`{watchlist.id}`: {watchlist.publisher} ({place}). [The publisher's page]({watchlist.official_url}).\n",
            f"- **It means:** {_line(watchlist.means)}",
            f"- **It does not mean:** {_line(watchlist.does_not_mean)}",
            *(
                (f"- **It does:** {measure_words(watchlist.measures)}{OF_EACH}.",)
                if watchlist.measures
                else ()
            ),
            f"- **Law:** {watchlist.legal_basis}.",
            f"- **Licence:** {watchlist.licence}.",
            f"- **Changes:** {watchlist.cadence}; {_limit(watchlist.oldest_age_days)}.",
            *(f"- {line}" for line in _held(entry)),
            "",
        )
    )


def _limit(days: int) -> str:
    if days > _CENTURY:
        return "an edition has no age limit"
    return f"past {days} days nothing is cleared against it"


def _held(entry: CatalogueEntry) -> Iterator[str]:
    if entry.transcription:
        yield f"**Shipped:** edition {entry.transcription.edition}, from {entry.transcription.transcribed_from}."
    if entry.official:
        relation = f"; {entry.official.relation}" if entry.official.relation else ""
        yield f"**Official count:** {_count(entry.official)}: {entry.official.said_in}{relation}."
    elif entry.not_stated_in:
        yield f"**Official count:** not stated; looked for in: {entry.not_stated_in}."
    if entry.source:
        proof = next(row for row in guide_rows("readers") if row["reader"] == entry.source.reader)
        sure = "Real file" if proof["proof"] == "real" else "Layout"
        yield f"**Fetched** from {entry.source.hosts[0]} by the reader `{entry.source.reader}`. *{sure}:* {proof['against']}."
    if entry.notice:
        yield f"**Watched for new editions** at {entry.notice.hosts[0]}; nothing is taken from there, a person checks the page."
    if entry.look_again:
        yield f"**Look again** from {entry.look_again.on} (last looked at on {entry.look_again.looked_on}): {entry.look_again.because}."
    if not entry.transcription and not entry.source:
        yield "**Neither shipped nor fetched;** its entries in force stand in the Consolidated Screening List."


def _line(text: str) -> str:
    return " ".join(text.split())


def guide_rows(name: str) -> list[dict[str, str]]:
    """The rows of `data/guide/<name>.csv`: "readers" with their proofs, or "gaps"."""
    with (GUIDE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def main(out: Path) -> None:
    """Write the guide to OUT."""
    out.write_text(guide(), encoding="utf-8")


if __name__ == "__main__":
    main()
