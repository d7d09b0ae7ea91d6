"""The OpenAPI 3.1 document, made from the same types that read bodies; an address without a description fails a test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from screening.version import ENGINE
from web.api.described import FORM, Description, Header, description_of
from web.api.models import SubjectRequest
from web.api.schema_texts import (
    complete_schemas,
    description_of_field,
    event_types,
    webhook_operations,
)
from web.problems import ProblemAnswer

# What access refuses, bodies compressed in a way we do not take, and our own failures.
ALWAYS = (
    401,
    403,
    415,
    429,
    500,
)
_REF = "#/components/schemas/{model}"
_BINARY = {"type": "string", "format": "binary"}
_IN_FORM = {"type": "object", "required": ["file"], "properties": {"file": _BINARY}}
_OR_FORM = (
    "A body of the type multipart/form-data may have the parameters of the query as its fields, each of them in either "
    "place; those that are needed there are needed in one of the two."
)
_VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")


def document(app: Flask) -> dict[str, Any]:
    """The document of every described address under /api."""
    operations = list(_operations(app))
    types: set[type[BaseModel]] = {ProblemAnswer, SubjectRequest, *event_types().values()}
    for _, _, said in operations:
        types |= {each for each in (said.answer, said.body, said.query) if each is not None}
    ordered = sorted(types, key=lambda each: each.__name__)
    references, definitions = models_json_schema(
        [(each, "validation") for each in ordered], ref_template=_REF
    )
    schemas = {each: references[each, "validation"] for each in ordered}
    paths: dict[str, dict[str, Any]] = {}
    for rule, method, said in operations:
        path = _VARIABLE.sub(r"{\1}", rule.rule)
        paths.setdefault(path, {})[method] = _operation(rule, method, said, schemas)
    named = definitions.get("$defs", {})
    complete_schemas(
        named, {"SubjectRequest", *(each.body.__name__ for _, _, each in operations if each.body)}
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Research Screening",
            "version": "1",
            "summary": "Possible matches for review by a person; not findings.",
            "description": f'Served by {ENGINE}. What may change is said in "Versions and deprecation" of docs/api.md.',
        },
        "paths": paths,
        "webhooks": webhook_operations(schemas),
        "security": [{"key": []}],
        "components": {
            "schemas": named,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operations(app: Flask) -> Iterator[tuple[Rule, str, Description]]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        said = description_of(app.view_functions[rule.endpoint])
        if said is not None:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method.lower(), said


def _operation(
    rule: Rule, method: str, said: Description, schemas: dict[type[BaseModel], dict[str, Any]]
) -> dict[str, Any]:
    in_path = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": description_of_field("path", name),
            "schema": {"type": "string"},
        }
        for name in _VARIABLE.findall(rule.rule)
    ]
    operation: dict[str, Any] = {
        "operationId": f"{method}_{rule.endpoint.replace('.', '_')}",
        "summary": said.summary,
        "parameters": in_path
        + _in_query(said.query, or_form=said.or_form)
        + [_header(each) for each in said.headers],
        "responses": {
            str(said.status): _done(said, schemas),
            **{str(status): _refusal(status, schemas[ProblemAnswer]) for status in (*said.refusals, *ALWAYS)},
        },
    }
    if said.or_form:
        operation["description"] = _OR_FORM
    if said.body is not None:
        operation["requestBody"] = {"required": True, "content": _json(schemas[said.body])}
    if said.files:
        form = _form_of(said.query) if said.or_form and said.query else _IN_FORM
        content = {each: {"schema": form if each == FORM else _BINARY} for each in said.files}
        operation["requestBody"] = {"required": not said.or_form, "content": content}
    return operation


def _done(said: Description, schemas: dict[type[BaseModel], dict[str, Any]]) -> dict[str, Any]:
    if said.answer is None:
        return {"description": "The file", "content": {said.media: {}}}
    return {"description": HTTPStatus(said.status).phrase, "content": _json(schemas[said.answer])}


def _form_of(query: type[BaseModel]) -> dict[str, Any]:
    """A form with a file, or without, whose other fields are parameters."""
    fields = {
        each["name"]: each["schema"] | {"description": each["description"]} for each in _in_query(query)
    }
    return {
        "type": "object",
        "required": query.model_json_schema().get("required", []),
        "properties": {"file": _BINARY, **fields},
    }


def _in_query(query: type[BaseModel] | None, *, or_form: bool = False) -> list[dict[str, Any]]:
    if query is None:
        return []
    schema = query.model_json_schema()
    needed = [] if or_form else schema.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in needed,
            "description": described.pop("description", "") or description_of_field(query.__name__, name),
            "schema": described,
        }
        for name, described in schema["properties"].items()
    ]


def _header(said: Header) -> dict[str, Any]:
    return {
        "name": said.name,
        "in": "header",
        "required": said.needed,
        "description": said.meaning,
        "schema": {"type": "string"},
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _refusal(status: int, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": HTTPStatus(status).phrase,
        "content": {"application/problem+json": {"schema": schema}},
    }
