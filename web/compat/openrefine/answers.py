"""Candidates in the shape of the protocol: 0 to 100, with features, and at most one that is claimed to be the party.

A person is claimed only where a second identifier agrees; nobody is where two different parties fit alike.
"""

from __future__ import annotations

import re
from typing import Any

from screening.engine import Engine
from screening.match_candidates import MatchCandidate, candidates, one_for_each_body
from screening.model import Relation, SubjectType
from screening.progress import Progress, no_progress
from watchlists.countries import country_name
from watchlists.model import PartyType
from web.compat.openrefine.queries import QueryCell
from web.compat.openrefine.words import TYPES, type_of

_NOT_WORD = re.compile(r"\W+")


def answer(engine: Engine, cell: QueryCell, tick: Progress = no_progress) -> dict[str, list[dict[str, Any]]]:
    """The result of one cell: always a list, empty where nobody fits or the cell is. What `tick` raises ends the work."""
    if cell.subject is None:
        return {"result": []}
    found = [
        each
        for each in candidates(engine, [cell.subject], tick)
        if each.listing.type is not PartyType.OTHER
        and (cell.type is SubjectType.UNKNOWN or type_of(each.listing) == cell.type.value)
    ]
    bodies = one_for_each_body(found)
    claimed = _claimed(bodies)
    shown = bodies[: cell.limit]
    return {
        "result": [_result(engine, each, _also_on(engine, each, found), each is claimed) for each in shown]
    }


def _also_on(engine: Engine, body: MatchCandidate, found: list[MatchCandidate]) -> str:
    """The further lists that print a body, in words; "" where there are none."""
    titles = [
        engine.library[each.listing.watchlist_id].watchlist.title
        for each in found
        if each.hit.party[0] == body.hit.party[0] and each.listing.watchlist_id != body.listing.watchlist_id
    ]
    return f"; also on {', '.join(dict.fromkeys(titles))}" if titles else ""


def _claimed(found: list[MatchCandidate]) -> MatchCandidate | None:
    """The best candidate where identity may be claimed of it and nobody else fits as well."""
    if not found or not found[0].claimed():
        return None
    best = found[0]
    rivals = [
        each
        for each in found[1:]
        if each.score >= best.score and each.hit.matched_text == best.hit.matched_text and not each.same
    ]
    return None if rivals else best


def _result(engine: Engine, found: MatchCandidate, also_on: str, match: bool) -> dict[str, Any]:
    listing, kind = found.listing, type_of(found.listing)
    return {
        "id": listing.id,
        "name": listing.name,
        "score": round(100 * found.score, 1),
        "match": match,
        "type": [{"id": kind, "name": TYPES[kind]}],
        "description": describe(engine, found) + also_on,
        "features": _features(found),
    }


def describe(engine: Engine, found: MatchCandidate) -> str:
    """One line that tells entries apart: relation, list, edition, country."""
    listing = found.listing
    loaded = engine.library[listing.watchlist_id]
    relation = found.hit.relation
    said = [] if relation is Relation.SAME else [f"{relation.value.replace('_', ' ')} the listed party"]
    said += [loaded.watchlist.title, loaded.snapshot.edition]
    said += [country_name(code) for code in listing.country.split()]
    if listing.type is PartyType.PERSON and not found.same:
        said.append("needs a second identifier")
    return "; ".join(said)


def _features(found: MatchCandidate) -> list[dict[str, Any]]:
    said: dict[str, float | bool] = {
        "name": round(100 * found.score, 1),
        "same_party": found.hit.relation is Relation.SAME,
    }
    for evidence in found.hit.evidence:
        said.setdefault(_NOT_WORD.sub("_", evidence.feature.lower()), evidence.points)
    return [{"id": name, "value": value} for name, value in said.items()]
