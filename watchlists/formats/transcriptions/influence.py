"""Bodies that documents name: one list for each strength of naming.

The facts (names, country, document, day) come from tables gathered by hand, whose rows have an id. What we decided of
a row stands in `watchlists/data/influence/`, each file to be reviewed line by line:
- `bodies.csv`: the rows that are shipped, with naming, kind, law, whether such bodies lie abroad by their nature, our own
  words, and a document's place or address where it was found after the table was gathered;
- `names.csv`: names of them that are held otherwise than their form says, left out or added, each with the reason;
- `listed_elsewhere.csv`: rows whose document is a list we ship that holds the body, so that nobody is listed twice for it;
- `waiting.csv`: rows that stay out until their document was found, each with the reason.
Every row of the tables is in one of the first, third and fourth; a row that is in none stops the transcription.

A further source, known by its column `celex`, holds the entries of the European Union's acts with the names that they
print: a name of ours that the entry does not print says so in its note.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from watchlists.formats.support.non_us_names import bracketed, party, sorted_alias
from watchlists.model import (
    BodyKind,
    ListedName,
    Listing,
    NamedIn,
    NameKind,
    Naming,
    PartyType,
    ReadIn,
)

REVIEWED = Path(__file__).parents[2] / "data" / "influence"
EDITION = "2026-11"
LIST_IDS = {
    Naming.DESIGNATED: "influence-designated",
    Naming.DETERMINED: "influence-determined",
    Naming.CHARGED: "influence-charged",
    Naming.NAMED_OFFICIAL: "influence-named-official",
    Naming.NAMED_EXPERT: "influence-named-expert",
}
NO_PARENT = "-"  # in `bodies.csv`: the document puts the body under no other
LEFT_OUT = "out"  # in `names.csv`: no name of the body
NOT_PRINTED = "not printed in the act"
IN_THE_ACTS = ("name", "alias", "weakAlias", "previousName")  # columns that hold an entry's names
ACT = re.compile(r"CELEX:(?P<celex>\w+)$")
ENTRY = re.compile(
    r"Annex (?P<annex>[\w.]+)(?:, (?:part )?(?P<part>B|entities))?(?:, no\. (?P<number>\d+))?$", re.ASCII
)
BRACKETS = re.compile(r"\([^()]*\)")
# Letters that the acts print in Arabic forms within Persian names.
_ARABIC_TO_PERSIAN = str.maketrans("\u064a\u0649\u0643", "\u06cc\u06cc\u06a9")
FULL_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

TextRow = Mapping[str, str]
# What the entries of an annex print, by act and annex, each with its number ("" where the annex numbers none).
Printed = Mapping[tuple[str, str], Sequence[tuple[str, str]]]


def transcribe(naming: Naming, sources: Sequence[Path]) -> list[Listing]:
    """The listings of one strength of naming, in the order of the gathered tables.

    Raises:
        ValueError: a gathered row is decided nowhere, a decision has no gathered row, or an entry of an act of the
            European Union is not among the sources.
    """
    rows = [row for source in sources for row in _rows(source)]
    gathered = {row["id"]: row for row in rows if "celex" not in row}
    printed = _printed(row for row in rows if "celex" in row)
    bodies = {row["id"]: row for row in reviewed("bodies")}
    decided = {*bodies, *(row["id"] for name in ("listed_elsewhere", "waiting") for row in reviewed(name))}
    if astray := sorted(decided ^ gathered.keys()):
        raise ValueError(f"gathered or decided, but not both: {', '.join(astray)}")
    names: dict[str, dict[str, TextRow]] = {}
    for row in reviewed("names"):
        names.setdefault(row["id"], {})[row["name"]] = row
    primary = {key: (bodies.get(key) or {}).get("name") or row["name"] for key, row in gathered.items()}
    return [
        _listing(LIST_IDS[naming], row, bodies[key], primary, names.get(key, {}), printed)
        for key, row in gathered.items()
        if key in bodies and bodies[key]["naming"] == naming.value
    ]


def reviewed(name: str) -> list[TextRow]:
    """The lines of one of the reviewed tables."""
    return _rows(REVIEWED / f"{name}.csv")


def _rows(path: Path) -> list[TextRow]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _listing(
    list_id: str,
    row: TextRow,
    body: TextRow,
    primary: Mapping[str, str],
    decided: Mapping[str, TextRow],
    printed: Printed,
) -> Listing:
    named = NamedIn(
        naming=Naming(body["naming"]),
        kind=BodyKind(body["kind"]),
        document=body["document"] or row["document_title"],
        publisher=row["publisher"],
        day=body["day"] or row["document_date"],
        locator=body["locator"] or row["locator"],
        read_in=ReadIn(body["read_in"]),
        says=body["says"],
        does_not_mean=body["does_not_mean"],
        law=body["law"],
    )
    url = body["url"] or row["url"]
    names = party(list_id, _names(row, primary[row["id"]], decided))
    parent = "" if body["parent"] == NO_PARENT else primary.get(row["parent"], "")
    return Listing(
        id=f"{list_id}:{row['id'].replace('/', '-')}",
        watchlist_id=list_id,
        names=_held_against_its_act(names, url, named.locator, printed),
        type=PartyType.ORGANISATION,
        # Bodies that are many and lie in other countries: the country of one says nothing against it.
        country="" if body["abroad"] else row["country"],
        edition=EDITION,
        listed_from=date.fromisoformat(named.day) if FULL_DAY.fullmatch(named.day) else None,
        citation=f"{named.document}, {named.locator}",
        source_url=url,
        parent=parent,
        named=named,
    )


def _names(row: TextRow, primary: str, decided: Mapping[str, TextRow]) -> Iterator[ListedName]:
    yield ListedName(primary, NameKind.PRIMARY)
    gathered = {name.text: name for name in _further(row, primary)}
    for text, name in gathered.items():
        if text not in decided:
            yield name
    for text, decision in decided.items():
        if decision["kind"] != LEFT_OUT:
            yield ListedName(text, NameKind(decision["kind"]), decision["note"])


def _further(row: TextRow, primary: str) -> Iterator[ListedName]:
    for text in _parts(row["native"]):
        yield ListedName(text, NameKind.NATIVE)
    for text in _parts(row["acronyms"]):
        yield ListedName(text, NameKind.ACRONYM)
    yield from bracketed(primary)
    if row["name"] != primary:
        yield sorted_alias(row["name"])
    for text in _parts(row["aliases"]):
        yield sorted_alias(text)


def _printed(entries: Iterable[TextRow]) -> Printed:
    printed: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for entry in entries:
        text = "".join(
            _words(cell) for column in IN_THE_ACTS for cell in _with_and_without_brackets(entry[column])
        )
        printed.setdefault((entry["celex"], entry["annex"]), []).append((entry["recordId"], text))
    return printed


def _with_and_without_brackets(cell: str) -> tuple[str, str]:
    """A cell as printed, and as it reads without what it puts in brackets: "Centre (GTsST) of the Directorate"."""
    return cell, BRACKETS.sub(" ", cell)


def _held_against_its_act(
    names: Iterable[ListedName], url: str, locator: str, printed: Printed
) -> tuple[ListedName, ...]:
    """The names, of which those that an entry of the European Union's acts does not print say so."""
    if (act := ACT.search(url)) is None:
        return tuple(names)
    place = ENTRY.match(locator)
    annex = ".".join(filter(None, (place["annex"], (place["part"] or "").upper()))) if place else ""
    number = (place["number"] or "") if place else ""
    entries = printed.get((act["celex"], annex), ())
    text = "".join(text for at, text in entries if at == number)
    if not text:
        raise ValueError(f"no entry of the acts among the sources: {act['celex']}, {locator}")
    return tuple(
        name
        if _words(name.text) in text
        else replace(name, note="; ".join(filter(None, (name.note, NOT_PRINTED))))
        for name in names
    )


def _words(text: str) -> str:
    """The words of a text between spaces, whatever its case, its marks and its forms of Arabic letters."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_ARABIC_TO_PERSIAN)
    words = " ".join(re.findall(r"\w+", plain))
    return f" {words} "


def _parts(cell: str) -> Iterator[str]:
    return filter(None, map(str.strip, cell.split(";")))


LISTS = {list_id: partial(transcribe, naming) for naming, list_id in LIST_IDS.items()}
