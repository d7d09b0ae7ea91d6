"""OFAC's lists in their old CSV form: three headerless files (parties, alternate names, addresses) in one zip.

The names of the files end in sdn.csv or prim.csv, alt.csv and add.csv. A cell without a value is "-0-"; older
files end with a control sign. Dates of birth, nicknames and links stand in the remarks, joined by "; ".
The files bear no date.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator

from watchlists.company_numbers import labelled_numbers
from watchlists.errors import NotTheList
from watchlists.formats.support.openers import TextRow, csv_lines
from watchlists.formats.support.typed_names import Printed
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.formats.support.us_ofac_entries import OfacParty, linked_to, ofac_listing
from watchlists.model import Edition, NameKind, PartyType, Watchlist

COLUMNS = {
    "sdn": "ent_num SDN_Name SDN_Type Program Title Call_Sign Vess_type Tonnage GRT Vess_flag Vess_owner Remarks",
    "alt": "ent_num alt_num alt_type alt_name alt_remarks",
    "add": "ent_num add_num address city_state_postal country add_remarks",
}
ENDINGS = {"sdn": ("sdn.csv", "prim.csv"), "alt": ("alt.csv",), "add": ("add.csv",)}
LARGEST_PART = 256 * 2**20  # bytes out of the zip; the largest of the files has some 5 million
BORN = re.compile(r"\bDOB ([^;]*\d{4}[^;]*)")
NICKNAME = re.compile(r"\ba\.k\.a\. '([^']+)'")


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the zip of the three files.

    Raises:
        NotTheList: it is no such zip, or a line has another number of cells.
    """
    ledger = FieldLedger("us-ofac-csv")
    parts = _parts(content)
    aliases, addresses = _by_party("alt", parts, ledger), _by_party("add", parts, ledger)
    listings = [
        ofac_listing(
            _party(row, aliases[row["ent_num"]], addresses[row["ent_num"]], ledger), watchlist, "", ledger
        )
        for row in _rows("sdn", parts, ledger)
    ]
    return ledger.edition(listings, "", None)


def _parts(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = {
                part: info
                for info in archive.infolist()
                for part, endings in ENDINGS.items()
                if info.filename.lower().endswith(endings)
            }
            if found.keys() != ENDINGS.keys() or any(
                info.file_size > LARGEST_PART for info in found.values()
            ):
                raise NotTheList(
                    "The zip must hold the three files of the list: sdn.csv, alt.csv and add.csv."
                )
            return {part: archive.read(info) for part, info in found.items()}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise NotTheList(f"The file is no whole zip: {error}.") from error


def _rows(part: str, parts: dict[str, bytes], ledger: FieldLedger) -> Iterator[TextRow]:
    columns = COLUMNS[part].split()
    ledger.see(columns)
    for number, cells in enumerate(csv_lines(parts[part], ("utf-8-sig", "cp1252")), start=1):
        if cells == ["\x1a"]:
            return
        if len(cells) != len(columns):
            raise NotTheList(
                f"Line {number} of {part}.csv has {len(cells)} cells, not {len(columns)}.", row=number
            )
        yield {name: "" if cell == "-0-" else cell for name, cell in zip(columns, cells, strict=True)}


def _by_party(part: str, parts: dict[str, bytes], ledger: FieldLedger) -> dict[str, list[TextRow]]:
    found: dict[str, list[TextRow]] = defaultdict(list)
    for row in _rows(part, parts, ledger):
        found[row["ent_num"]].append(row)
    return found


def _party(row: TextRow, aliases: list[TextRow], addresses: list[TextRow], ledger: FieldLedger) -> OfacParty:
    remarks = row["Remarks"]
    countries = [ledger.country("country", address["country"]) for address in addresses]
    return OfacParty(
        uid=row["ent_num"],
        type=PartyType(ledger.meaning("SDN_Type", row["SDN_Type"] or "-0-") or PartyType.OTHER),
        names=tuple(_names(row, aliases, ledger)),
        programs=tuple(re.split(r"\] \[", row["Program"])),
        countries=tuple(countries),
        cities=tuple(re.split(r"[,\d]", address["city_state_postal"])[0].strip() for address in addresses),
        born=tuple(BORN.findall(remarks)),
        parent=linked_to(remarks),
        identifiers=labelled_numbers(remarks, " ".join(filter(None, countries))),
    )


def _names(row: TextRow, aliases: list[TextRow], ledger: FieldLedger) -> Iterator[Printed]:
    yield row["SDN_Name"], NameKind.PRIMARY
    for alias in aliases:
        yield alias["alt_name"], ledger.meaning("alt_type", alias["alt_type"])
    for nickname in NICKNAME.findall(row["Remarks"]):
        yield nickname, NameKind.WEAK_ALIAS
