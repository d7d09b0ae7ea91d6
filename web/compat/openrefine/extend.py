"""Further columns from a settled one: what the lists print about the bodies that were chosen, and what screening them says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from screening.engine import Engine
from screening.errors import ScreeningError
from screening.intake.identifiers import SCHEMES
from screening.model import Subject, SubjectType
from screening.progress import Progress, no_progress
from screening.report.json_output import BodyHit
from watchlists.model import Measure, PartyType
from web.compat.body_entities import BodyEntities, BodyEntity
from web.compat.openrefine.answers import titles
from web.compat.openrefine.words import properties, values

MOST_IDS = 1_000
_MOST_DIGITS = 4  # of how many values are wanted
Value = dict[str, Any]  # of a cell: {"str": …}, {"int": …}, {"float": …} or {"id": …, "name": …}

_SCREENED: Mapping[str, Callable[[BodyHit], list[Value]]] = {
    "risk_score": lambda hit: [{"int": hit.risk_score}],
    "risk_level": lambda hit: [{"str": hit.risk_level.value}],
    "confidence": lambda hit: [{"float": round(100 * hit.confidence, 1)}],
    "relation": lambda hit: [{"str": hit.relation.value.replace("_", " ")}],
    "recognised_body": lambda hit: [{"id": hit.id, "name": hit.name}],
    "recognised_body_id": lambda hit: [{"str": hit.id}],
}


class ExtendRefused(ScreeningError):
    """The question is none."""

    code = "extend-malformed"


def check(said: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON is any value
    """The question, with lists of ids and of properties.

    Raises:
        ExtendRefused: it has none, or more ids than are extended at once.
    """
    if (
        not isinstance(said, dict)
        or not isinstance(said.get("ids"), list)
        or not isinstance(said.get("properties"), list)
    ):
        raise ExtendRefused("`extend` needs a list of ids and a list of properties.")
    if len(said["ids"]) > MOST_IDS:
        raise ExtendRefused(f"At most {MOST_IDS:,} entries are extended at once.")
    return said


def subjects(bodies: BodyEntities, said: dict[str, Any]) -> list[Subject]:
    """Who is screened for the columns of a question: nobody, where only what is printed is asked for."""
    if not any(each["id"] in _SCREENED for each in _asked(said)):
        return []
    found = (bodies.by_id.get(_id(each)) for each in said["ids"])
    return [_itself(body) for body in found if body is not None]


def extend(
    engine: Engine, bodies: BodyEntities, said: dict[str, Any], tick: Progress = no_progress
) -> dict[str, Any]:
    """The values of properties of bodies, by any of their ids. What `tick` raises ends the work."""
    asked = _asked(said)
    screened = any(each["id"] in _SCREENED for each in asked)
    rows: dict[str, dict[str, list[Value]]] = {}
    for entry in map(_id, said["ids"]):
        body = bodies.by_id.get(entry)
        hit = _hit(engine, body, tick) if body is not None and screened else None
        rows[entry] = {
            each["id"]: _cells(engine, body, hit, each) if body is not None else [] for each in asked
        }
    return {
        "meta": [{"id": each["id"], "name": properties()[each["id"]].title} for each in asked],
        "rows": rows,
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


def _asked(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        each
        for each in said["properties"]
        if isinstance(each, dict) and isinstance(each.get("id"), str) and each["id"] in properties()
    ]


def _id(said: Any) -> str:  # noqa: ANN401 - JSON is any value
    """The id of an entry, also where it is sent as a settled cell."""
    return str(said.get("id", "")) if isinstance(said, dict) else str(said)


def _itself(body: BodyEntity) -> Subject:
    """The body as somebody who asks about it under its listed name."""
    listing = body.deciding
    known = tuple((scheme, value) for scheme, value in listing.identifiers if scheme in SCHEMES)
    if listing.type is PartyType.PERSON:
        return Subject(
            listing.name,
            type=SubjectType.PERSON,
            identifiers=known,
            birth_date=next(iter(listing.birth_date.split()), ""),
        )
    country = listing.country if len(listing.country.split()) == 1 else ""
    return Subject(listing.name, type=SubjectType.ORGANISATION, country=country, identifiers=known)


def _hit(engine: Engine, body: BodyEntity, tick: Progress) -> BodyHit | None:
    """What screening the body under its listed name says of it; None where that is not read as the body."""
    result = engine.screen(_itself(body), tick=tick)
    found = BodyHit.all_of(result.reading.hits, result.assessment.party_scores)
    return next((each for each in found if not body.ids.isdisjoint(each.listings)), None)


def _cells(engine: Engine, body: BodyEntity, hit: BodyHit | None, asked: dict[str, Any]) -> list[Value]:
    name = asked["id"]
    if name in _SCREENED:
        found = _SCREENED[name](hit) if hit is not None else []
    else:
        found = [{"str": value} for value in _printed(engine, body, name)]
    settings = asked.get("settings")
    most = str(settings.get("most")) if isinstance(settings, dict) else ""
    if most.isdecimal() and int(most[:_MOST_DIGITS]) > 0:
        found = found[: int(most[:_MOST_DIGITS])]
    return found


def _printed(engine: Engine, body: BodyEntity, name: str) -> list[str]:
    """What lists print of a body: one value where the deciding list has it, else those of all of them, each once."""
    if name == "lists":
        return titles(engine, body)
    if name == "measures":
        measures = {measure for each in body.current for measure in each.measures}
        return [each.value.replace("_", " ") for each in sorted(measures, key=list(Measure).index)]
    told = [values(each, engine.library[each.watchlist_id], name) for each in body.current]
    if name in ("deciding_list", "citation"):
        return told[0]
    if name == "listed_since":
        return sorted(value for values_ in told for value in values_)[:1]
    found = dict.fromkeys(value for values_ in told for value in values_)
    return [value for value in found if name != "other_names" or value != body.deciding.name]
