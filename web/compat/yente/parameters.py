"""The parameters of yente's addresses, with its defaults, its limits, and its statuses where they are passed."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from flask import request
from pydantic import BaseModel, Field, StringConstraints, ValidationError

from screening.errors import ScreeningError
from watchlists.library import Library
from web.compat.yente.body_index import BodyRecord
from web.compat.yente.entities import dataset_name
from web.compat.yente.words import algorithms
from web.faults import form, query_faults

ALL = "default"
_TIME = r"^\d{4}-\d{2}-\d{2}(T\d{2}(:\d{2}(:\d{2})?)?)?$"
ModelT = TypeVar("ModelT", bound=BaseModel)


class Unprocessable(ScreeningError):
    """A parameter has a value outside its bounds."""

    code, status = "parameter-invalid", 422


class NoSuchDataset(ScreeningError):
    """There is no dataset of that name."""

    code, status = "dataset-unknown", 404


class NotServed(ScreeningError):
    """The request asks for something that this protocol has and we do not, or that nobody has."""

    code, status = "not-served", 400


class Scope(BaseModel):
    """Which entries are looked at; every field narrows."""

    include_dataset: list[str] = []
    exclude_dataset: list[str] = []
    exclude_schema: list[str] = []
    topics: list[str] = []
    changed_since: Annotated[str, form(_TIME, "a day or moment as in 2026-11-25T09:00:00")] | None = None
    exclude_entity_ids: list[str] = Field(default=[], max_length=50)

    def takes(self, record: BodyRecord, scope: frozenset[str]) -> bool:
        """Whether a body is one that was asked for; it is left out by any of its ids."""
        return (
            not scope.isdisjoint(record.datasets)
            and record.schema not in self.exclude_schema
            and (not self.topics or not set(self.topics).isdisjoint(record.topics))
            and record.body.ids.isdisjoint(self.exclude_entity_ids)
            and (self.changed_since is None or (record.last_change or "") > self.changed_since)
        )

    def scope(self, dataset: str, library: Library) -> frozenset[str]:
        """The names of the lists that are looked at: those of the dataset that are included, without those excluded.

        Raises:
            NoSuchDataset: `dataset` is none; of the others an unknown one names no list.
        """
        known = frozenset(map(dataset_name, library.lists))
        only = check_dataset(dataset, library)
        names = known if only is None else frozenset((dataset_name(only),))
        if self.include_dataset and ALL not in self.include_dataset:
            names &= frozenset(self.include_dataset)
        return frozenset() if ALL in self.exclude_dataset else names - frozenset(self.exclude_dataset)


class MatchRequest(Scope):
    """The parameters of /match."""

    limit: int = Field(default=5, ge=0, le=500)
    threshold: float = Field(default=0.70, ge=0, le=1)
    cutoff: float = Field(default=0.70, ge=0, le=1)
    algorithm: str = "best"


class SearchRequest(Scope):
    """The parameters of /search."""

    q: Annotated[str, StringConstraints(max_length=1_000)] = ""
    schema_: str = Field(default="Thing", alias="schema")
    countries: list[str] = []
    datasets: list[str] = []
    facets: list[str] = ["countries", "topics", "datasets"]
    filter_op: Annotated[str, form("^(?i:AND|OR)$", "AND or OR")] = "OR"
    filter: list[str] = []
    sort: list[str] = []
    simple: bool = False
    limit: int = Field(default=10, ge=0, le=500)
    offset: int = Field(default=0, ge=0, le=9_499)


class AdjacentRequest(BaseModel):
    """The parameters of /entities/…/adjacent."""

    limit: int = Field(default=10, ge=0, le=500)
    offset: int = Field(default=0, ge=0, le=9_499)


def read_parameters(model: type[ModelT]) -> ModelT:
    """The parameters of this request; unknown ones are passed over, as yente does.

    Raises:
        Unprocessable: naming the parameter that is outside its bounds.
    """
    said: dict[str, Any] = {}
    sent = request.args
    for name, field in model.model_fields.items():
        called = field.alias or name
        if called in sent:
            repeated = isinstance(field.get_default(call_default_factory=True), list)
            said[called] = sent.getlist(called) if repeated else sent[called]
    try:
        return model.model_validate(said)
    except ValidationError as error:
        raise Unprocessable(query_faults(error, said)[0].sentence) from error


def check_dataset(name: str, library: Library) -> str | None:
    """The list behind a dataset name; None for all of them.

    Raises:
        NoSuchDataset: in yente's words.
    """
    if name == ALL:
        return None
    for list_id in library.lists:
        if dataset_name(list_id) == name:
            return list_id
    raise NoSuchDataset("No such dataset.")


def check_algorithm(name: str) -> None:
    """Refuse an algorithm that no client of yente can mean."""
    if name.lower() not in {"best", *(each["name"] for each in algorithms()["algorithms"])}:
        raise NotServed(f"Unknown algorithm: {name[:80]}")
