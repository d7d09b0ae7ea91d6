"""The US Consolidated Screening List, from its JSON: the entries stand under `results`. The file bears no date."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from watchlists.errors import NotTheList
from watchlists.formats.support.openers import page_text
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.formats.support.us_csl_entries import CslEntry, csl_listings
from watchlists.model import Edition, Watchlist


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the list.

    Raises:
        NotTheList: the bytes are not the list's JSON, or an entry has no name or source.
    """
    ledger = FieldLedger("us-csl-json")
    try:
        results = json.loads(page_text(content))["results"]
        entries = [_entry(result, ledger) for result in results]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotTheList(f"The file is not the list's JSON with its `results` ({error}).") from error
    return ledger.edition(csl_listings(entries, watchlist, ledger), "", None)


def _entry(result: Mapping[str, Any], ledger: FieldLedger) -> CslEntry:
    addresses = result.get("addresses") or []
    ledger.see(_fields(result))
    return CslEntry(
        source=_text(result["source"]),
        entity_number=_text(result.get("entity_number")),
        type=_text(result.get("type")),
        name=_text(result["name"]),
        aliases=_texts(result.get("alt_names")),
        programs=_texts(result.get("programs")),
        countries=tuple(_text(address.get("country")) for address in addresses),
        address=_address(addresses[0]) if addresses else "",
        notice=_text(result.get("federal_register_notice")),
        start=_text(result.get("start_date")),
        end=_text(result.get("end_date")),
        remarks=_text(result.get("remarks")),
        url=_text(result.get("source_information_url")),
        born=_texts(result.get("dates_of_birth")),
        ids=tuple((_text(each.get("type")), _text(each.get("number"))) for each in result.get("ids") or ()),
    )


def _fields(result: Mapping[str, Any]) -> Iterator[str]:
    for name, value in result.items():
        if value in (None, "", []):
            continue
        yield name
        for part in value if isinstance(value, list) else ():
            if isinstance(part, dict):
                yield from (f"{name}/{below}" for below, held in part.items() if held)


def _address(address: Mapping[str, Any]) -> str:
    parts = ("address", "city", "state", "postal_code", "country")
    return ", ".join(filter(None, (_text(address.get(part)) for part in parts)))


def _texts(values: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever the publisher's JSON holds
    listed = values if isinstance(values, list) else [values]
    return tuple(filter(None, map(_text, listed)))


def _text(value: Any) -> str:  # noqa: ANN401
    return " ".join(str(value).split()) if value is not None else ""
