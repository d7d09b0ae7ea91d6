"""What an address of the API takes and gives, said beside its code; the OpenAPI document is made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Response
from pydantic import BaseModel

ViewT = TypeVar("ViewT", bound=Callable[..., Response])
FORM = "multipart/form-data"  # the file is its field `file`
LISTS = (
    "text/csv",
    "application/x-ndjson",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
_DESCRIBED: dict[Callable[..., Any], Description] = {}


@dataclass(frozen=True, slots=True)
class Header:
    """A header that a call may send, or must."""

    name: str
    meaning: str
    needed: bool = False


IF_MATCH = Header("If-Match", "The ETag of what the call changes, as it was last read.", needed=True)
IDEMPOTENCY_KEY = Header(
    "Idempotency-Key",
    "Up to 200 characters of the caller's own: however often a call comes with it, it makes one run or watch.",
)


@dataclass(frozen=True, slots=True)
class Description:
    """One operation: its sentence, the types it takes and gives, and the statuses it refuses with."""

    summary: str
    answer: type[BaseModel] | None
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    refusals: tuple[int, ...]
    status: int
    files: tuple[str, ...]  # media types of the file that the body is; () where it is none
    media: str  # of an answer that is no JSON object
    headers: tuple[Header, ...]
    or_form: bool  # whether each parameter of the query may be a field of the form instead


def described(
    summary: str,
    *,
    answer: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    refusals: tuple[int, ...] = (),
    status: int = 200,
    files: tuple[str, ...] = (),
    media: str = "*/*",
    headers: tuple[Header, ...] = (),
    or_form: bool = False,
) -> Callable[[ViewT], ViewT]:
    """Describe a view; the view itself stays as it is."""

    def keep(view: ViewT) -> ViewT:
        _DESCRIBED[view] = Description(
            summary, answer, body, query, refusals, status, files, media, headers, or_form
        )
        return view

    return keep


def description_of(view: Callable[..., Any]) -> Description | None:
    """What was said about a view, None where nothing was."""
    return _DESCRIBED.get(view)
