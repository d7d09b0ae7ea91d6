"""Says in one sentence what is wrong with a body, without repeating the values in it."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

from screening.errors import ScreeningError

ModelT = TypeVar("ModelT", bound=BaseModel)


class BodyMalformed(ScreeningError):
    """The body or the query has a field that is missing, unknown or of another type."""

    code, status = "body-malformed", 422


def validate(model: type[ModelT], said: Any) -> ModelT:  # noqa: ANN401 - JSON is any value
    """Read `said` as `model`.

    Raises:
        BodyMalformed: naming the first field that is wrong.
    """
    try:
        return model.model_validate(said)
    except ValidationError as error:
        raise BodyMalformed(sentence_of(error)) from error


def query_of(model: type[ModelT]) -> ModelT:
    """Read the query of this request as `model`; a field that is a list may be repeated.

    Raises:
        BodyMalformed: naming the first parameter that is wrong.
    """
    fields = model.model_fields
    said = {
        name: values if name in fields and isinstance(fields[name].default, list) else values[-1]
        for name, values in request.args.lists()
        if name != "api_key"
    }
    return validate(model, said)


def sentence_of(error: ValidationError) -> str:
    """The first fault: where it is and what was expected."""
    fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(step) for step in fault["loc"])[:200] or "the body"
    # The library names our class here, which says nothing to a caller.
    expected = (
        "Input should be an object" if fault["type"] == "model_type" else fault["msg"].removesuffix(".")
    )
    return f"{where}: {expected}."
