"""Lists of one's own: from CSV, XLSX or TOML to listings, described by whoever imports them, in force at once.

Ids stand in addresses, results and decisions, and nobody finds out from one, or by trying names, who is on a list: an
entry has the key that the file gives it, else the id that it has in the edition in force, else one made of its name under
a secret of the installation. So an entry keeps its id when the list is imported again, here or on another machine of the
installation.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import hmac
import io
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from watchlists.birth_dates import birth_dates
from watchlists.catalogue import CATALOGUE, read_catalogue
from watchlists.countries import country_code
from watchlists.editions.data_folder import lists_folder
from watchlists.editions.durable_write import only_writer
from watchlists.editions.manifest import Manifest
from watchlists.editions.promote import keep, promote, sha256_of
from watchlists.editions.store import Store, StoreEvent
from watchlists.editions.stored_editions import NO_LISTS, StoredEditions
from watchlists.errors import CustomListInvalid, NotTheList, SnapshotDamaged
from watchlists.formats import reader_for
from watchlists.ftm_entities import FTM_READER, entity_index
from watchlists.listing_csv import KEY
from watchlists.model import Guards, ListedName, Listing, NameKind, PartyType, Snapshot, Watchlist
from watchlists.workbook import sheets

JOINT = " | "
DELIMITERS = ",;\t"
MOST_ABOVE = 10  # rows above a header: a title, a date, blanks
LARGEST = 64 * 2**20  # bytes; a list of a million names as CSV is about this
MOST_ROWS = 1_000_000
NumberedRow = tuple[int, Mapping[str, str]]  # number as a person would count it, cells by column


def rows_of(file_name: str, content: bytes, headers: Collection[str] = ()) -> tuple[NumberedRow, ...]:
    """The rows of a file, by the ending of its name.

    Args:
        file_name: as it was given.
        content: its bytes.
        headers: those a person has named; one of them alone in a row is a header and no title.

    Raises:
        OwnListInvalid: another ending, too large, or not what the ending says; nothing was taken.
    """
    if len(content) > LARGEST:
        raise CustomListInvalid(f"{file_name} has more than {LARGEST:,} bytes; split it into several lists.")
    for ending, read in READERS.items():
        if file_name.lower().endswith(ending):
            try:
                return tuple(read(content, {"name", *(each.casefold() for each in headers)}))
            except (ValueError, KeyError, TypeError, AttributeError, csv.Error, OSError) as error:
                raise CustomListInvalid(
                    f"{file_name} cannot be read ({error}); nothing was imported."
                ) from error
            except NotTheList as error:
                raise CustomListInvalid(f"{file_name}: {error.sentence} Nothing was imported.") from error
    raise CustomListInvalid(f"{file_name}: a list ends in {', '.join(READERS)}.", file=file_name)


def _csv(content: bytes, alone: Collection[str]) -> Iterator[NumberedRow]:
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    yield from _table(reader, alone)


def _decoded(content: bytes) -> str:
    """The text, in UTF-8 or with the mark that a spreadsheet puts before UTF-16; nothing else is guessed."""
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"row {row} is not in UTF-8; save the file as “CSV UTF-8”") from error


def _delimiter(text: str) -> str:
    """What separates the cells of the header: spreadsheets write semicolons where commas are decimal."""
    above = text.split("\n", MOST_ABOVE)[:MOST_ABOVE]
    header = next((line for line in above if any(sign in line for sign in DELIMITERS)), above[0])
    return max(DELIMITERS, key=header.count)


def _xlsx(content: bytes, alone: Collection[str]) -> Iterator[NumberedRow]:
    _name, rows = next(sheets(content), ("", []))
    yield from _table(rows, alone)


def _table(lines: Iterable[list[str]], alone: Collection[str]) -> Iterator[NumberedRow]:
    numbered = enumerate(([cell.strip() for cell in cells] for cells in lines), start=1)
    header = _header(numbered, alone)
    if len(set(filter(None, header))) != len(list(filter(None, header))):
        raise ValueError("two columns have the same header")
    for number, cells in numbered:
        if number > MOST_ROWS:
            raise ValueError(f"more than {MOST_ROWS:,} rows")
        if any(cells[len(header) :]):
            raise ValueError(f"row {number} has more cells than the header")
        named = {column: cell for column, cell in zip(header, cells, strict=False) if column}
        if any(named.values()):
            yield number, named


def _header(numbered: Iterator[tuple[int, list[str]]], alone: Collection[str]) -> list[str]:
    """The header; a title and blank rows above it are passed over, for a list has a name column and one more."""
    for number, cells in numbered:
        filled = [cell.casefold() for cell in cells if cell]
        if len(filled) > 1 or (filled and filled[0] in alone):
            return cells
        if number >= MOST_ABOVE:
            break
    raise ValueError(f"no row of headers stands in the first {MOST_ABOVE} rows")


def _toml(content: bytes, _alone: Collection[str]) -> Iterator[NumberedRow]:
    listings = tomllib.loads(content.decode("utf-8")).get("listing")
    if not isinstance(listings, list):
        raise ValueError("there is no [[listing]]")
    for number, fields in enumerate(listings, start=1):
        yield number, {key: _text(value) for key, value in fields.items()}


def _text(value: Any) -> str:  # noqa: ANN401 - cells and TOML values are of any type
    if isinstance(value, list):
        return JOINT.join(map(_text, value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value).strip()


READERS: dict[str, Callable[[bytes, Collection[str]], Iterator[NumberedRow]]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".toml": _toml,
}


NAMES = {
    "aliases": NameKind.ALIAS,
    "weak_aliases": NameKind.WEAK_ALIAS,
    "former_names": NameKind.FORMER,
    "acronyms": NameKind.ACRONYM,
    "native_names": NameKind.NATIVE,
}
SCHEMES = ("ror", "lei", "uscc", "domain")
PLAIN = ("place", "citation", "parent", "remark")
COLUMNS = (
    "name",
    "key",
    *NAMES,
    "type",
    "country",
    *SCHEMES,
    "listed_from",
    "listed_to",
    "source_url",
    "birth_date",
    *PLAIN,
)


@dataclass(frozen=True, slots=True)
class EntryIds:
    """The ids of entries whose file gives them no key."""

    list_id: str
    secret: bytes = field(repr=False)  # of the installation
    held: Mapping[str, str] = field(default_factory=dict, repr=False)  # name in the edition in force -> id

    def of(self, name: str) -> str:
        """The id of the entry of this name, the same at each import."""
        if name in self.held:
            return self.held[name]
        said = f"entry of {self.list_id}\n{' '.join(name.casefold().split())}"
        return f"{self.list_id}:{hmac.digest(self.secret, said.encode(), 'sha256').hex()[:16]}"


def listings_of(
    ids: EntryIds, edition: str, rows: Sequence[NumberedRow], mapping: Mapping[str, str]
) -> tuple[tuple[Listing, ...], tuple[str, ...]]:
    """The listings of the rows, and the columns that were not read.

    Args:
        ids: the ids of those that have no key.
        edition: as it will be shown.
        rows: from `own_files.rows_of`.
        mapping: our column -> header in the file; a column that is not named has its own header, in any case.

    Raises:
        OwnListInvalid: naming the row and the column; nothing was taken.
    """
    if not rows:
        raise CustomListInvalid("The list holds no row; nothing was imported.")
    if unknown := sorted(set(mapping) - set(COLUMNS)):
        raise CustomListInvalid(f"{unknown[0]!r} is not a column of a list; there are {', '.join(COLUMNS)}.")
    headers = dict.fromkeys(header for _, cells in rows for header in cells)
    if absent := [header for header in mapping.values() if header not in headers]:
        raise CustomListInvalid(f"There is no column {absent[0]!r}; there are {', '.join(headers)}.")
    named = {header.casefold().replace(" ", "_"): header for header in headers}
    places = {column: named[column] for column in COLUMNS if column in named} | dict(mapping)
    if "name" not in places:
        raise CustomListInvalid(
            f"No column holds the names; say which with --map name=HEADER. There are {', '.join(headers)}."
        )
    listings: dict[str, Listing] = {}
    for number, cells in rows:
        read = {column: cells.get(header, "") for column, header in places.items()}
        try:
            listing = _listing(ids, edition, read)
            if listing.id in listings:
                raise ValueError(f"{listing.name!r} stands there twice")
        except ValueError as error:
            raise CustomListInvalid(f"Row {number}: {error}; nothing was imported.", row=number) from error
        listings[listing.id] = listing
    return tuple(listings.values()), tuple(sorted(set(headers) - set(places.values())))


def _listing(ids: EntryIds, edition: str, cells: Mapping[str, str]) -> Listing:
    if not cells["name"]:
        raise ValueError("the name is empty")
    born = cells.get("birth_date", "")
    if born and not birth_dates(born):
        raise ValueError(f"birth_date {born!r} is not a date; write it as in 1965-03-07, or a year")
    source_url = cells.get("source_url", "").split(JOINT)[0]
    if source_url and not source_url.startswith(("https://", "http://")):
        raise ValueError(f"source_url {source_url!r} is not a web address")
    return Listing(
        id=f"{ids.list_id}:{_key(given)}" if (given := cells.get("key")) else ids.of(cells["name"]),
        watchlist_id=ids.list_id,
        names=_names(cells),
        type=PartyType(cells.get("type") or "organisation"),
        country=_countries(cells.get("country", "")),
        identifiers=tuple((scheme, cells[scheme]) for scheme in SCHEMES if cells.get(scheme)),
        edition=edition,
        listed_from=_day(cells.get("listed_from", "")),
        listed_to=_day(cells.get("listed_to", "")),
        source_url=source_url,
        birth_date=" ".join(birth_dates(born)),
        place=cells.get("place", ""),
        citation=cells.get("citation", ""),
        parent=cells.get("parent", ""),
        remark=cells.get("remark", ""),
    )


def _names(cells: Mapping[str, str]) -> tuple[ListedName, ...]:
    found = {cells["name"]: ListedName(cells["name"], NameKind.PRIMARY)}
    for column, kind in NAMES.items():
        for text in filter(None, map(str.strip, cells.get(column, "").split(JOINT))):
            found.setdefault(text, ListedName(text, kind))
    return tuple(found.values())


def _key(given: str) -> str:
    """The key that the file gives, as ids are written."""
    plain = re.sub(r"[^a-z0-9./-]+", "-", given.casefold()).strip("-./")
    is_faithful = given.isascii() and len(plain) <= 80
    key = (
        plain if is_faithful else f"{plain[:60]}-{hashlib.sha256(given.encode()).hexdigest()[:8]}".strip("-")
    )
    if not KEY.fullmatch(key):
        raise ValueError(f"the key {given!r} has no letter or figure that an id can begin with")
    return key


def _countries(cell: str) -> str:
    codes = []
    for part in filter(None, map(str.strip, cell.split(JOINT))):
        code = country_code(part)
        if not code:
            raise ValueError(f"country {part!r} is not known; write its ISO code of two letters")
        codes.append(code)
    return " ".join(dict.fromkeys(codes))


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError as error:
        raise ValueError(f"{cell!r} is no date; write it as in 2024-05-01") from error


FTM = (".jsonl", ".ndjson", ".ftm.json")  # FollowTheMoney, one object a line
LIST_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class CustomList:
    """What its importer says of a list."""

    id: str
    title: str = ""
    publisher: str = "Own list"
    standing: str = "non-government"
    means: str = "The institution that imported this list wants its parties looked at."
    does_not_mean: str = "It is no finding by a government, and says nothing about namesakes."
    oldest_age_days: int = 365
    edition: str = ""  # "" for the day of the import
    mapping: Mapping[str, str] = field(default_factory=dict)  # our column -> header in the file


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import."""

    snapshot: Snapshot
    not_read: tuple[str, ...]  # columns that no rule or mapping covers


def import_custom_list(
    data: Path,
    own: CustomList,
    file: Path,
    *,
    secret: bytes,
    now: datetime,
    by: str = "",
    catalogue: Path = CATALOGUE,
) -> Imported:
    """Read a file and put it in force as one's own list.

    Args:
        data: the data folder; made where it does not exist.
        own: the list's description.
        file: CSV, XLSX, TOML or FollowTheMoney JSON lines.
        secret: of the installation; ids of entries without a key of their own are made under it.
        now: UTC.
        by: who imports it, for the history.
        catalogue: the folder of catalogue files, whose ids are taken.

    Raises:
        OwnListInvalid, NotTheList: the file or the description is wrong; nothing was taken.
        ListsBusy, StoreUnwritable: nothing was taken.
    """
    if not LIST_ID.fullmatch(own.id):
        raise CustomListInvalid(
            f"{own.id!r} cannot name a list; use a-z, 0-9 and hyphens, such as our-partners."
        )
    if own.id in read_catalogue(catalogue) or own.id in NO_LISTS:
        raise CustomListInvalid(f"{own.id!r} is the id of an official list; give yours another name.")
    content = file.read_bytes()
    edition = own.edition or now.date().isoformat()
    ids = EntryIds(own.id, secret, _held_ids(data, own.id))
    listings, not_read = _read(own, ids, edition, file.name, content)
    snapshot = Snapshot(
        watchlist_id=own.id,
        edition=edition,
        edition_date=now.date(),
        file_sha256="",
        count=0,
        count_all=0,
        publisher_sha256=sha256_of(content),
        transcribed_from=f"imported from {file.name}",
        transcribed_on=now.date(),
    )
    store = Store(lists_folder(data))
    with only_writer(store.folder):
        manifest = Manifest(snapshot, _watchlist(own), reader=f"own{file.suffix}", columns=not_read)
        entities = entity_index(content) if file.name.lower().endswith(FTM) else b""
        name = keep(store, manifest, listings, content, entities)
        event = StoreEvent("import", now.isoformat(), (own.id,), by, f"imported from {file.name}")
        promote(store, {own.id: name}, event)
    return Imported(store.manifest(name).snapshot, not_read)


def _held_ids(data: Path, list_id: str) -> dict[str, str]:
    """The ids of the edition in force, by name: what people decided about its entries names them."""
    with suppress(SnapshotDamaged):  # the import puts a whole edition in its place
        stored = StoredEditions.open(data)
        if held := stored.in_force(list_id):
            return {each.name: each.id for each in stored.listings(stored.manifests[held.name])}
    return {}


def _read(
    own: CustomList, ids: EntryIds, edition: str, file_name: str, content: bytes
) -> tuple[tuple[Listing, ...], tuple[str, ...]]:
    """The listings of a file, and what of it was not read."""
    if not file_name.lower().endswith(FTM):
        return listings_of(ids, edition, rows_of(file_name, content, own.mapping.values()), own.mapping)
    read = reader_for(FTM_READER)(content, _watchlist(own))
    return tuple(replace(listing, edition=edition) for listing in read.listings), read.unread


def _watchlist(own: CustomList) -> Watchlist:
    return Watchlist(
        id=own.id,
        title=own.title or own.id,
        publisher=own.publisher,
        jurisdiction="",
        legal_basis="",
        licence="the institution's own",
        official_url="",
        cadence="whenever it is imported",
        oldest_age_days=own.oldest_age_days,
        standing=own.standing,
        means=own.means,
        does_not_mean=own.does_not_mean,
        shipped=False,
        guards=Guards(fewest=1),
    )
