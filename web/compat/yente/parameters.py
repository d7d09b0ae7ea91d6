"""The parameters of yente's addresses, with its defaults, its limits, and its statuses where they are passed."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from flask import request
from pydantic import BaseModel, Field, StringConstraints, ValidationError

from screening.errors import ScreeningError
from watchlists.library import Library
from watchlists.model import Listing
from web.api.validation import sentence_of
from web.compat.yente.entities import dataset_name, entity_id, last_change, other_ids, schema_of, topics_of
from web.compat.yente.words import algorithms

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
    changed_since: Annotated[str, StringConstraints(pattern=_TIME)] | None = None
    exclude_entity_ids: list[str] = Field(default=[], max_length=50)

    def takes(self, listing: Listing, library: Library) -> bool:
        """Whether the entry is one that was asked for."""
        loaded = library.lists[listing.watchlist_id]
        name = dataset_name(listing.watchlist_id)
        return (
            (not self.include_dataset or name in self.include_dataset or ALL in self.include_dataset)
            and name not in self.exclude_dataset
            and ALL not in self.exclude_dataset
            and schema_of(listing) not in ("", *self.exclude_schema)
            and (not self.topics or bool({*self.topics} & {*topics_of(listing, loaded.watchlist)}))
            and not {entity_id(listing), *other_ids(listing)} & {*self.exclude_entity_ids}
            and (self.changed_since is None or (last_change(listing, loaded) or "") > self.changed_since)
        )


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
    filter_op: Annotated[str, StringConstraints(pattern="^(?i:AND|OR)$")] = "OR"
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
    for name, field in model.model_fields.items():
        called = field.alias or name
        if called in request.args:
            repeated = isinstance(field.get_default(call_default_factory=True), list)
            said[called] = request.args.getlist(called) if repeated else request.args[called]
    try:
        return model.model_validate(said)
    except ValidationError as error:
        raise Unprocessable(sentence_of(error)) from error


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
