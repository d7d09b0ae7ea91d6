"""What is answered to `POST /screen` around results, how a list is to be read, and errors."""

from __future__ import annotations

from typing import Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from screening.json_model import JsonModel
from screening.report.json_output import Provenance, ScreeningJson
from web.problems import ProblemAnswer


class IgnoredField(JsonModel):
    """A field of the subject that was not used."""

    field: str
    reason: str


class SubjectInCall(JsonModel):
    """Which subject of a call a result is of."""

    index: int
    reference: str | int | None = Field(description="That of the subject, as it was sent.")
    metadata: dict[str, str] = Field(description="That of the subject, as it was sent.")


# Fields of the last base come first: the subject's place in the call stands before what is said about it.
class ResultJson(ScreeningJson, SubjectInCall):
    """Everything said about one subject. `provenance` is left out where it was asked for once."""

    ignored: list[IgnoredField]
    error: ProblemAnswer | None

    @model_serializer(mode="wrap")
    def _error_first(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = write(self)
        if self.error is not None:
            fields["ignored"] = fields.pop("ignored")
        return fields


class Counts(JsonModel):
    """How many subjects ended how; the outcomes add up to the subjects."""

    subjects: int
    no_match: int
    organisation_not_known: int
    named: int
    review: int
    unscreened: int


class ScreenAnswer(JsonModel):
    """The results in the order asked."""

    results: list[ResultJson]
    counts: Counts
    provenance: Provenance
