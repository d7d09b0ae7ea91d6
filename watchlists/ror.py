"""Reading ROR: its official dump (schema v2) and the compact lines of an extract become the same bodies.

Facts only, as ROR has them: spelling is kept, blanks at the ends are not. What ROR has wrong is mended by
`watchlists.register_corrections`, in a file that people can review, never here. Records that ROR has withdrawn are
left out: they were duplicates or mistakes, and ROR tells users to follow their successors.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from watchlists.errors import MalformedBody
from watchlists.model import Body, RegisterName

ROR_ID = re.compile(r"(?:https://ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})")
CHUNK = 1 << 20  # characters; a record is a few thousand, the whole dump several hundred million
_BETWEEN = re.compile(r"[\s,\[]*")
_KINDS = (("ror_display", "label"), ("label", "label"), ("alias", "alias"), ("acronym", "acronym"))
# A page of another site about an organisation says nothing about the organisation's own domain.
SHARED_HOSTS = re.compile(r"(^|\.)(wikipedia|facebook|linkedin|twitter|baidu|weebly|wordpress|google)\.")


def read_ror(records: Iterable[Mapping[str, Any]]) -> Iterator[Body]:
    """Turn ROR records, of schema v2 or of the compact form, into bodies in the order given.

    Raises:
        MalformedBody: a record has no ROR id or no name, with its position counted from 1.
    """
    for position, record in enumerate(records, start=1):
        if record.get("status") == "withdrawn":
            continue
        try:
            yield _body(record)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise MalformedBody(
                f"ROR record {position} ({record.get('id', 'no id')}): {error!s} is missing or wrong; "
                "take the dump as ROR publishes it, schema v2.",
                record=position,
            ) from error


def ror_records(path: Path) -> Iterator[dict[str, Any]]:
    """Read the records of a dump one by one: ROR's .zip, a .json array, or .jsonl, either gzipped or not.

    Raises:
        MalformedBody: the file is none of these, or is cut short.
    """
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive, archive.open(_dump_member(archive)) as member:
                yield from _records(member)
        else:
            with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
                yield from _records(file)
    except (ValueError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise MalformedBody(f"{path.name}: not a ROR dump ({error}).", file=path.name) from error


def ror_key(text: str) -> str:
    """The nine characters of a ROR id, given bare or as an address.

    Raises:
        ValueError: the text is not a ROR id.
    """
    if not (found := ROR_ID.fullmatch(text)):
        raise ValueError(f"ROR id {text!r}")
    return found.group(1)


def _dump_member(archive: zipfile.ZipFile) -> str:
    """ROR's zip holds v1 and v2, each as JSON and CSV; older dumps name v2 in the file, newer ones hold only v2."""
    members = [name for name in archive.namelist() if name.endswith(".json")]
    chosen = [name for name in members if "schema_v2" in name] or members
    if len(chosen) != 1:
        raise ValueError("the zip should hold one JSON file of schema v2")
    return chosen[0]


def _records(file: IO[bytes] | gzip.GzipFile) -> Iterator[dict[str, Any]]:
    """Decode an array or lines of JSON without holding the whole text."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig")
    decoder = json.JSONDecoder()
    buffer, start = text.read(CHUNK), 0
    is_array = buffer.lstrip().startswith("[")
    while True:
        start = _BETWEEN.match(buffer, start).end()  # type: ignore[union-attr]  # matches the empty string
        try:
            record, start = decoder.raw_decode(buffer, start)
        except ValueError:
            chunk = text.read(CHUNK)
            if not chunk:
                break
            buffer, start = buffer[start:] + chunk, 0
            continue
        if not isinstance(record, dict):
            raise ValueError("a record is not an object")
        yield record
    if buffer[start:].strip() != ("]" if is_array else ""):
        raise ValueError("the text is cut short")


def _body(record: Mapping[str, Any]) -> Body:
    names = _names(record["names"])
    countries, cities = _places(record)
    return Body(
        id=f"ror:{ror_key(record['id'])}",
        names=names,
        country=" ".join(countries),
        cities=cities,
        types=tuple(record["types"]),
        domains=_domains(record),
        relations=tuple(
            (link["type"], f"ror:{ror_key(link['id'])}", link["label"].strip())
            for link in record.get("relationships", ())
        ),
        status=record.get("status", "active"),
    )


def _names(names: list[dict[str, Any]]) -> tuple[RegisterName, ...]:
    """The display name first, then labels, aliases and acronyms in ROR's order, each text and kind once."""
    ranked: dict[tuple[int, str], RegisterName] = {}
    for name in names:
        text = (name["value"] if "value" in name else name["v"]).strip()
        kinds = name.get("types", name.get("t", ()))
        language = (name["lang"] if "lang" in name else name.get("l")) or ""
        for rank, (theirs, ours) in enumerate(_KINDS):
            if theirs in kinds and text:
                ranked.setdefault((rank, text), RegisterName(text, ours, language))
                break
    ordered = [ranked[key] for key in sorted(ranked, key=lambda key: key[0])]
    if not ordered or ordered[0].kind != "label":
        raise ValueError("its name")
    return tuple(ordered)


def _places(record: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if "locations" not in record:
        return _once(record["country"]), _once(record["city"])
    places = [location["geonames_details"] for location in record["locations"]]
    return _once(place["country_code"] for place in places), _once(place["name"] for place in places)


def _domains(record: Mapping[str, Any]) -> tuple[str, ...]:
    """ROR's domains; where it has none, the host of a website that is the organisation's own root page."""
    if record.get("domains"):
        return _once(domain.casefold() for domain in record["domains"])
    links = [link if isinstance(link, str) else link["value"] for link in record.get("links", ())]
    hosts = (_root_host(link) for link in links)
    return _once(host for host in hosts if host)[:1]


def _root_host(link: str) -> str:
    parts = urlsplit(link)
    host = (parts.hostname or "").removeprefix("www.")
    own = parts.path in ("", "/") and not parts.query and not SHARED_HOSTS.search(host + ".")
    return host if own and "." in host else ""


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text))
