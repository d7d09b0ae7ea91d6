"""Reads bodies and queries as types; one that is wrong is refused with every fault that it has (web/faults.py)."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

from screening.errors import ScreeningError
from web.api.described import FORM
from web.faults import body_faults, query_faults, summary_of

ModelT = TypeVar("ModelT", bound=BaseModel)


class BodyMalformed(ScreeningError):
    """The body has fields that are missing, unknown or of another type; the fact `errors` has each."""

    code, status = "body-malformed", 422


class ParametersMalformed(BodyMalformed):
    """Parameters of the query are missing, unknown or of another form; the fact `errors` has each."""

    code = "parameters-malformed"


def validate(model: type[ModelT], said: Any) -> ModelT:  # noqa: ANN401 - JSON is any value
    """Read `said` as `model`.

    Raises:
        BodyMalformed: with every field that is wrong.
    """
    try:
        return model.model_validate(said)
    except ValidationError as error:
        faults = body_faults(error, said)
        raise BodyMalformed(summary_of(faults), errors=faults) from error


def query_of(model: type[ModelT], *, or_form: bool = False) -> ModelT:
    """Read the query of this request as `model`; a field that is a list may be repeated.

    Args:
        model: what is asked.
        or_form: whether fields of a form (multipart/form-data) are read beside the query; of a text that stands in both,
            that of the form counts.

    Raises:
        ParametersMalformed: with every parameter that is wrong.
    """
    fields = model.model_fields
    given: dict[str, list[str]] = {}
    for values in (request.args, *((request.form,) if or_form and request.mimetype == FORM else ())):
        for name, texts in values.lists():
            given.setdefault(name, []).extend(texts)
    said = {
        name: values if name in fields and isinstance(fields[name].default, list) else values[-1]
        for name, values in given.items()
        if name != "api_key"
    }
    try:
        return model.model_validate(said)
    except ValidationError as error:
        faults = query_faults(error, said)
        raise ParametersMalformed(summary_of(faults), errors=faults) from error
