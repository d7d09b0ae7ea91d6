"""Further columns from a settled one: what the lists print about the entries that were chosen."""

from __future__ import annotations

from typing import Any

from screening.engine import Engine
from screening.errors import ScreeningError
from web.compat.openrefine.words import properties, values
from web.directory import PartyDirectory

MOST_IDS = 1_000


class ExtendRefused(ScreeningError):
    """The question is none."""

    code = "extend-malformed"


def extend(engine: Engine, known: PartyDirectory, said: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON is any value
    """The values of properties of entries.

    Raises:
        ExtendRefused: without a list of ids and a list of properties.
    """
    if (
        not isinstance(said, dict)
        or not isinstance(said.get("ids"), list)
        or not isinstance(said.get("properties"), list)
    ):
        raise ExtendRefused("`extend` needs a list of ids and a list of properties.")
    ids = [str(each) for each in said["ids"]]
    if len(ids) > MOST_IDS:
        raise ExtendRefused(f"At most {MOST_IDS:,} entries are extended at once.")
    asked = [each for each in said["properties"] if isinstance(each, dict) and each.get("id") in properties()]
    return {
        "meta": [{"id": each["id"], "name": properties()[each["id"]].title} for each in asked],
        "rows": {entry: {each["id"]: _cells(engine, known, entry, each) for each in asked} for entry in ids},
    }


def proposals(kind: str, limit: int) -> dict[str, Any]:
    """The properties that entries of a type have."""
    found = [each for each in properties().values() if not kind or kind in each.of]
    return {
        "type": kind,
        "limit": limit,
        "properties": [
            {"id": each.id, "name": each.title, "description": each.meaning} for each in found[:limit]
        ],
    }


def _cells(engine: Engine, known: PartyDirectory, entry: str, asked: dict[str, Any]) -> list[dict[str, str]]:
    party = known.by_id.get(entry)
    if party is None or party.listing is None:
        return []
    found = values(party.listing, engine.library[party.listing.watchlist_id], asked["id"])
    settings = asked.get("settings")
    most = settings.get("most") if isinstance(settings, dict) else None
    if str(most).isdecimal() and int(str(most)[:4]) > 0:
        found = found[: int(str(most)[:4])]
    return [{"str": value} for value in found]
