"""Candidates in the shape of the protocol: bodies, 0 to 100, with features, and at most one that is claimed to be the party.

Claimed is the first alone, and only where its deciding listing is what the name was read as and nothing else bears the name;
a person only where a second identifier agrees, too.
"""

from __future__ import annotations

import re
from typing import Any

from screening.engine import Engine, PlaceholderRefused
from screening.match_candidates import MatchCandidate, candidates
from screening.model import Relation, SubjectType
from screening.progress import Progress, no_progress
from watchlists.countries import country_name
from watchlists.model import PartyType
from web.compat.body_entities import BodyCandidate, BodyEntities, BodyEntity
from web.compat.openrefine.queries import QueryCell
from web.compat.openrefine.words import TYPES, type_of

_NOT_WORD = re.compile(r"\W+")


def answer(
    engine: Engine,
    bodies: BodyEntities,
    cell: QueryCell,
    tick: Progress = no_progress,
    only: str | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """The result of one cell: always a list, empty where nobody fits or the cell is. What `tick` raises ends the work.

    Args:
        engine: what reads the cell.
        bodies: the bodies of its lists.
        cell: the question.
        tick: told of each piece of work.
        only: the id of the one list whose bodies are given; None for all lists.
    """
    if cell.subject is None:
        return {"result": []}
    try:
        possible = candidates(engine, [cell.subject], tick)
    except PlaceholderRefused:  # as for an empty cell: the protocol has no word for it
        return {"result": []}
    found = [
        each
        for each in bodies.one_for_each_body(possible)
        if cell.type is SubjectType.UNKNOWN or type_of(each.body.deciding) == cell.type.value
    ]
    # Who else bears the name is asked of all lists, whichever of them is shown.
    claimed = _claimed(found)
    shown = [each for each in found if is_on(each.body, only)][: cell.limit]
    return {
        "result": [_result(engine, each, place == 0 and each is claimed) for place, each in enumerate(shown)]
    }


def is_on(body: BodyEntity, only: str | None) -> bool:
    """Whether a body is on a list, or whether all lists are asked."""
    return only is None or any(each.watchlist_id == only for each in body.current)


def _claimed(found: list[BodyCandidate]) -> BodyCandidate | None:
    """The first body, where identity may be claimed of its deciding listing and nobody else may be meant by the name."""
    if not found or not found[0].claimed():
        return None
    first = found[0]
    return None if any(_is_rival(each.best, first.best) for each in found[1:]) else first


def _is_rival(other: MatchCandidate, best: MatchCandidate) -> bool:
    """Whether another body may be meant by the same text as well.

    Two people on two lists of whom the same second identifier agrees are no rivals unless their countries differ: they
    are likely one, whom no number joins.
    """
    if other.hit.matched_text != best.hit.matched_text or other.hit.relation is not Relation.SAME:
        return False
    if other.listing.type is PartyType.PERSON and other.same:
        countries = set(other.listing.country.split()), set(best.listing.country.split())
        return all(countries) and countries[0].isdisjoint(countries[1])
    return other.same or other.score >= best.score


def _result(engine: Engine, found: BodyCandidate, match: bool) -> dict[str, Any]:
    listing, kind = found.body.deciding, type_of(found.body.deciding)
    return {
        "id": found.body.id,
        "name": listing.name,
        "score": round(100 * found.best.score, 1),
        "match": match,
        "type": [{"id": kind, "name": TYPES[kind]}],
        "description": describe(engine, found),
        "features": _features(found.best),
    }


def describe(engine: Engine, found: BodyCandidate) -> str:
    """One line that tells bodies apart: relation, deciding list, edition, country, further lists."""
    listing, relation = found.body.deciding, found.best.hit.relation
    loaded = engine.library[listing.watchlist_id]
    said = [] if relation is Relation.SAME else [f"{relation.value.replace('_', ' ')} the listed party"]
    said += [loaded.watchlist.title, loaded.snapshot.edition]
    said += [country_name(code) for code in listing.country.split()]
    if listing.type is PartyType.PERSON and not found.best.same:
        said.append("needs a second identifier")
    if further := titles(engine, found.body)[1:]:
        said.append(f"also on {', '.join(further)}")
    return "; ".join(said)


def titles(engine: Engine, body: BodyEntity) -> list[str]:
    """The titles of all lists that print a body, the deciding one first."""
    return list(dict.fromkeys(engine.library[each.watchlist_id].watchlist.title for each in body.current))


def _features(found: MatchCandidate) -> list[dict[str, Any]]:
    said: dict[str, float | bool] = {
        "name": round(100 * found.score, 1),
        "confidence": round(100 * found.hit.confidence, 1),
        "same_party": found.hit.relation is Relation.SAME,
    }
    for evidence in found.hit.evidence:
        said.setdefault(_NOT_WORD.sub("_", evidence.feature.lower()), evidence.points)
    return [{"id": name, "value": value} for name, value in said.items()]
