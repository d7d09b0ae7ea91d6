"""`POST /match/{dataset}`: up to 100 queries by example; one that cannot be answered fails by itself."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Blueprint, Response, g, request

from screening.assessment.sentences import persons_text
from screening.engine import Engine, PlaceholderRefused, TooLongToRead
from screening.match_candidates import MatchCandidate, candidates
from screening.model import Relation, SubjectType
from web.access import Access
from web.compat.body_entities import BodyCandidate
from web.compat.yente.body_index import BodyIndex, BodyRecord, body_entity
from web.compat.yente.entities import dataset_name
from web.compat.yente.parameters import (
    MatchRequest,
    NotServed,
    Unprocessable,
    check_algorithm,
    check_dataset,
    read_parameters,
)
from web.compat.yente.queries import Query, QueryRefused, read_query
from web.compat.yente.words import algorithms
from web.deadline import Deadline, DeadlinePassed
from web.served_engine import Served
from web.strict_json import body_json

MOST_QUERIES = 100
BODY_BYTES = 2 * 2**20
_NOT_WORD = re.compile(r"\W+")


def add_to(yente: Blueprint, served: Served, access: Access, index: BodyIndex) -> None:
    """Answer `/match`."""

    @yente.post("/match/<dataset>")
    def match(dataset: str) -> Response:
        request.max_content_length = BODY_BYTES
        engine = served.today()
        check_dataset(dataset, engine.library)
        asked = read_parameters(MatchRequest)
        scope = asked.scope(dataset, engine.library)
        check_algorithm(asked.algorithm)
        queries, ignored = _queries(body_json(request))
        read = {key: _read(each) for key, each in queries.items()}
        subjects = [each for query in read.values() if isinstance(query, Query) for each in query.subjects]
        with access.screening(g.caller, request, subjects) as deadline:
            said = {
                key: _refused(queries[key], each.status, each.sentence)
                if isinstance(each, QueryRefused)
                else _answer(engine, index, each, asked, scope, deadline)
                for key, each in read.items()
            }
        body = json.dumps({"responses": said, "limit": asked.limit}, ensure_ascii=False)
        response = Response(body, mimetype="application/json")
        response.headers["x-batch-size"] = str(len(queries))
        if ignored:
            response.headers["X-Ignored"] = ", ".join(ignored)
        return response


def _queries(body: Any) -> tuple[dict[str, Any], list[str]]:  # noqa: ANN401 - JSON is any value
    """The queries of a body, and which of its other parts change nothing."""
    if not isinstance(body, dict) or not isinstance(body.get("queries"), dict):
        raise Unprocessable("The body needs an object `queries`.")
    queries = {key: each for key, each in body["queries"].items() if each is not None}
    if not queries:
        raise NotServed("No queries provided.")
    if len(queries) > MOST_QUERIES:
        raise NotServed(f"Too many queries in one batch (limit: {MOST_QUERIES})")
    config, weights = body.get("config") or {}, body.get("weights") or {}
    if not isinstance(config, dict) or not isinstance(weights, dict):
        raise Unprocessable("`config` and `weights` are objects.")
    if unknown := [name for name in config if name not in algorithms()["config"]]:
        raise NotServed(f"Unknown config key: {unknown[0][:80]}")
    return queries, [name for name, given in (("config", config), ("weights", weights)) if given]


def _answer(
    engine: Engine,
    index: BodyIndex,
    query: Query,
    asked: MatchRequest,
    scope: frozenset[str],
    deadline: Deadline,
) -> dict[str, Any]:
    """The answer to one query, a result for each body; one that is not reached before the deadline is refused, never without matches."""
    echo = {"id": query.id, "schema": query.schema.name, "properties": query.properties}
    cutoff = min(asked.cutoff, asked.threshold)
    try:
        possible = candidates(engine, query.subjects, deadline)
    except (DeadlinePassed, TooLongToRead, PlaceholderRefused) as refused:
        return _not_answered(echo, refused.status, refused.sentence)
    found = [
        each
        for each in index.bodies.one_for_each_body(possible)
        if each.best.score > cutoff and _fits(index.by_id[each.body.id], query, asked, scope)
    ]
    if query.unread and not found:
        return _not_answered(echo, 422, query.unread)
    matches = sum(each.claimed(asked.threshold) for each in found)
    results = [_scored(engine, index, each, asked.threshold) for each in found[: asked.limit]]
    answer = _results(results, matches, echo)
    if any(each.type is SubjectType.PERSON for each in query.subjects) and (
        said := _without_persons(engine, scope)
    ):
        answer["detail"] = said
    return answer


def _without_persons(engine: Engine, scope: frozenset[str]) -> str:
    """How many of the lists that were looked at hold no persons; "" where each of them does."""
    looked_at = [each for each in engine.library.lists if dataset_name(each) in scope]
    without = engine.lists.without_persons.intersection(looked_at)
    return persons_text(len(without), len(looked_at))


def _read(said: Any) -> Query | QueryRefused:  # noqa: ANN401 - JSON is any value
    try:
        return read_query(said)
    except QueryRefused as refusal:
        return refusal


def _refused(said: Any, status: int, sentence: str) -> dict[str, Any]:  # noqa: ANN401 - JSON is any value
    """The answer to a query that cannot be understood."""
    own_id, schema = (said.get("id"), said.get("schema")) if isinstance(said, dict) else (None, None)
    return _not_answered({"id": own_id, "schema": schema, "properties": {}}, status, sentence)


def _not_answered(echo: dict[str, Any], status: int, sentence: str) -> dict[str, Any]:
    return {**_results([], 0, echo), "status": status, "detail": sentence}


def _results(results: list[dict[str, Any]], matches: int, query: dict[str, Any]) -> dict[str, Any]:
    return {
        "status": 200,
        "results": results,
        "total": {"value": matches, "relation": "eq"},
        "query": query,
    }


def _fits(record: BodyRecord, query: Query, asked: MatchRequest, scope: frozenset[str]) -> bool:
    return record.schema in query.schema.matches and asked.takes(record, scope)


def _scored(engine: Engine, index: BodyIndex, found: BodyCandidate, threshold: float) -> dict[str, Any]:
    """The entity with its score, the claim of identity, and our evidence as explanations."""
    return {
        **body_entity(index.by_id[found.body.id], engine.library),
        "score": round(found.best.score, 3),
        "match": found.claimed(threshold),
        "explanations": _explanations(found.best),
    }


def _explanations(found: MatchCandidate) -> dict[str, dict[str, Any]]:
    hit = found.hit
    said: dict[str, dict[str, Any]] = {
        "name_match": _explanation(
            f"read as {hit.matched_kind.value} name", found.score, hit.matched_text, hit.matched_name
        )
    }
    if hit.relation is not Relation.SAME:
        said["relation"] = _explanation(
            f"{hit.relation.value.replace('_', ' ')} the listed party, not that party",
            0.0,
            hit.body,
            hit.listing.name,
        )
    for evidence in hit.evidence:
        detail = evidence.note or (f"{evidence.points:+d} points" if evidence.points > 0 else "")
        score = max(0, evidence.points) / 100
        if detail or score:
            feature = _NOT_WORD.sub("_", evidence.feature.lower())
            said.setdefault(feature, _explanation(detail, score, evidence.subject, evidence.listing))
    return said


def _explanation(detail: str, score: float, query: str, candidate: str) -> dict[str, Any]:
    return {"detail": detail, "score": round(score, 3), "query": query, "candidate": candidate}
