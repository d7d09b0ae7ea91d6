"""The fields of a body as tables that people read, made from the OpenAPI document: its own, and those of what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from web.faults import words_of_form

Schema = dict[str, Any]
_REF = "$ref"
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field: by its path in the body, whether it is needed, what it may hold, and what it means."""

    path: str
    needed: bool
    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class FieldTable:
    """The fields of a body, or of the objects that one of its fields holds."""

    # The path of the objects, as in `subjects[].ties[]`; "" for the body itself.
    path: str
    description: str
    rows: tuple[FieldRow, ...]


def field_tables(document: Schema, name: str, path: str = "") -> Iterator[FieldTable]:
    """The fields of a type of the document, then those of the objects within it, outer before inner.

    Args:
        document: the OpenAPI document.
        name: of the schema.
        path: where objects of it stand in the body.
    """
    schema = document["components"]["schemas"][name]
    if "properties" not in schema:
        return
    prefix = f"{path}." if path else ""
    needed = schema.get("required", [])
    yield FieldTable(
        path,
        schema.get("description", ""),
        tuple(
            FieldRow(f"{prefix}{field}", field in needed, value_words(said), said.get("description", ""))
            for field, said in schema["properties"].items()
        ),
    )
    for field, said in schema["properties"].items():
        for inner, marks in _objects(said):
            yield from field_tables(document, inner, f"{prefix}{field}{marks}")


def value_words(said: Schema) -> str:
    """What a field may hold, in words: "list of up to 50 texts of up to 2,000 characters"."""
    if _REF in said:
        return "object"
    if "anyOf" in said:
        words = [value_words(each) for each in said["anyOf"] if each.get("type") != "null"]
        return ", or ".join(dict.fromkeys(words))
    if "const" in said:
        return f"`{said['const']}`"
    if "enum" in said:
        return "one of " + ", ".join(f"`{each}`" for each in said["enum"])
    kind = said.get("type", "")
    if kind == "array":
        most = f"up to {said['maxItems']:,} " if "maxItems" in said else ""
        return f"list of {most}({value_words(said.get('items', {})) or 'any value'})"
    if pattern := said.get("pattern"):
        return words_of_form(pattern) or "text"
    if kind == "object" and (within := [*said.get("patternProperties", {}).values()] or _additional(said)):
        most = f"up to {said['maxProperties']:,} fields: " if "maxProperties" in said else ""
        return f"object of {most}{value_words(within[0])}"
    bounds = f" of up to {said['maxLength']:,} characters" if "maxLength" in said else ""
    if "minimum" in said and "maximum" in said:
        bounds = f" from {said['minimum']} to {said['maximum']}"
    return f"{_TYPES.get(kind, kind)}{bounds}"


def _additional(said: Schema) -> list[Schema]:
    found = said.get("additionalProperties")
    return [found] if isinstance(found, dict) else []


def _objects(said: Schema) -> Iterator[tuple[str, str]]:
    """The types of the objects that a field holds, each with "[]" where it holds a list of them."""
    if _REF in said:
        yield said[_REF].rpartition("/")[2], ""
    for each in said.get("anyOf", []):
        yield from _objects(each)
    if "items" in said:
        for name, marks in _objects(said["items"]):
            yield name, f"[]{marks}"
