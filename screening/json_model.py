"""The base of every type that is read from or written to JSON, and the type of a plain JSON object."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

JsonObject = dict[str, Any]


class JsonModel(BaseModel):
    """A JSON object of which every field is named; it is made by keyword or from an object with these attributes."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


def is_none(value: object) -> bool:
    """Whether a field is left out of the JSON: for `exclude_if` of a field that is written only where it is known."""
    return value is None


def is_false(value: object) -> bool:
    """Whether a field says no, to leave it out of the output; what has it always reads as before."""
    return value is False
