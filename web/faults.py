"""The faults of a body or a query: every one of them, where it is, a stable code, and a sentence of ours.

The library that reads bodies has words of its own, which change with its releases and name its classes; callers get
none of them. Values are never repeated, since they may be names of people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import Field, StringConstraints, ValidationError

from screening.intake.question_json import PAIR
from screening.json_model import JsonModel, is_none

Step = str | int
# A body of unknown keys alone could have a million; who mends a hundred sees the rest with the next call.
MOST = 100
# Patterns of types that stand below web/.
_FORMS: dict[str, str] = {PAIR: "written as meaning=column or fact=value"}


class FaultJson(JsonModel):
    """One fault of a call: where it is, its code, and one sentence."""

    pointer: str | None = Field(
        default=None,
        exclude_if=is_none,
        description="Where in the body, as a JSON pointer (RFC 6901); `` is the whole body.",
    )
    parameter: str | None = Field(
        default=None, exclude_if=is_none, description="Which parameter of the query, where it is one."
    )
    line: int | None = Field(
        default=None,
        exclude_if=is_none,
        description="Which line of NDJSON; `pointer` is then within the line.",
    )
    code: str = Field(description="Stable; `GET /api/v1/errors` says what each means.")
    sentence: str = Field(description="What is wrong and what is expected, for a person.")

    def beneath(self, *steps: Step) -> FaultJson:
        """The same fault of a part of a body, by its place in the whole."""
        return self.model_copy(update={"pointer": pointer_to(steps) + (self.pointer or "")})


def form(pattern: str, words: str) -> StringConstraints:
    """Constrain a text to a pattern; `words` say in a sentence what it has to be, as in "a day as in 2026-11-25"."""
    _FORMS[pattern] = words
    return StringConstraints(pattern=pattern)


def words_of_form(pattern: str) -> str | None:
    """What a text of this pattern has to be, in words; None where nobody said so."""
    return _FORMS.get(pattern)


def pointer_to(steps: Sequence[Step]) -> str:
    """The JSON pointer of a place in a body (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def body_faults(error: ValidationError, sent: Any) -> tuple[FaultJson, ...]:  # noqa: ANN401 - JSON is any value
    """The faults of a body, at most `MOST`, in the order in which its type names the fields."""
    return tuple(
        FaultJson(pointer=pointer_to(place), code=code, sentence=sentence)
        for place, (code, sentence) in _by_place(error, sent, "field").items()
    )


def query_faults(error: ValidationError, sent: Mapping[str, Any]) -> tuple[FaultJson, ...]:
    """The faults of a query, at most `MOST`; of a parameter that is repeated, one for each of its values."""
    return tuple(
        FaultJson(parameter=str(place[0]) if place else "", code=code, sentence=sentence)
        for place, (code, sentence) in _by_place(error, sent, "parameter").items()
    )


def summary_of(faults: Sequence[FaultJson]) -> str:
    """One sentence about all of them: the only one, or the first and how many there are."""
    first = faults[0].sentence
    if len(faults) == 1:
        return first
    count = f"{MOST} or more" if len(faults) >= MOST else str(len(faults))
    return f"{first} There are {count} faults in all; `errors` has each."


def _by_place(
    error: ValidationError,
    sent: Any,  # noqa: ANN401 - JSON is any value
    noun: str,
) -> dict[tuple[Step, ...], tuple[str, str]]:
    """Code and sentence by place. Where a value may be of one type or another, each type complains; we answer once."""
    by_place: dict[tuple[Step, ...], list[dict[str, Any]]] = {}
    for fault in error.errors(include_url=False, include_input=False):
        place = _place(fault["loc"], sent, fault["type"])
        if place not in by_place and len(by_place) == MOST:
            break
        by_place.setdefault(place, []).append(dict(fault))
    return {place: _worded(place, faults, noun) for place, faults in by_place.items()}


def _place(steps: Sequence[Step], sent: Any, kind: str) -> tuple[Step, ...]:  # noqa: ANN401
    """The steps that lead to something in the body; others name the type that was tried, or a key as a key."""
    place: list[Step] = []
    here = sent
    for number, step in enumerate(steps, 1):
        if _has(here, step):
            here = here[step]
        elif not (kind == "missing" and number == len(steps)):
            continue
        place.append(step)
    return tuple(place)


def _has(here: Any, step: Step) -> bool:  # noqa: ANN401 - JSON is any value
    if isinstance(here, Mapping):
        return step in here
    return isinstance(here, list | tuple) and isinstance(step, int) and step < len(here)


_TYPES = {
    "string": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list",
    "dict": "an object",
    "model": "an object",
}


def _worded(place: tuple[Step, ...], faults: Sequence[dict[str, Any]], noun: str) -> tuple[str, str]:
    where = ".".join(map(str, place))[:200] or ("The body" if noun == "field" else "The query")
    # What is wrong with the value says more than that it is of no other type.
    fault = next((each for each in faults if not _is_of_type(each)), faults[0])
    if _is_of_type(fault):
        types = [_TYPES[each["type"].split("_")[0]] for each in faults if _is_of_type(each)]
        return "type-mismatch", f"{where} must be {' or '.join(dict.fromkeys(types))}."
    kind, said = fault["type"], fault.get("ctx", {})
    if kind == "missing":
        return "field-missing", f"{where} is missing."
    if kind == "extra_forbidden":
        return "field-unknown", f"There is no {noun} {where}; leave it out."
    code, needed = (
        _VALUES[kind](said) if kind in _VALUES else ("value-invalid", "has a value that is not accepted")
    )
    return code, f"{where} {needed}."


def _is_of_type(fault: Mapping[str, Any]) -> bool:
    kind = fault["type"]
    return kind.split("_")[0] in _TYPES and kind.rsplit("_", 1)[-1] in ("type", "parsing", "float", "size")


def _form_needed(said: Mapping[str, Any]) -> tuple[str, str]:
    words = words_of_form(said["pattern"])
    return "wrong-form", f"must be {words}" if words else "has a form that is not accepted"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


_VALUES: dict[str, Callable[[Mapping[str, Any]], tuple[str, str]]] = {
    "string_too_long": lambda said: (
        "too-long",
        f"must have at most {_count(said['max_length'], 'character')}",
    ),
    "string_too_short": lambda said: (
        "too-short",
        "must not be empty"
        if said["min_length"] == 1
        else f"must have at least {_count(said['min_length'], 'character')}",
    ),
    "too_long": lambda said: ("too-many", f"must have at most {said['max_length']:,} entries"),
    "too_short": lambda said: (
        "too-few",
        f"must have at least {said['min_length']:,} " + ("entry" if said["min_length"] == 1 else "entries"),
    ),
    "greater_than_equal": lambda said: ("number-too-small", f"must be {said['ge']:,} or more"),
    "greater_than": lambda said: ("number-too-small", f"must be more than {said['gt']:,}"),
    "less_than_equal": lambda said: ("number-too-large", f"must be {said['le']:,} or less"),
    "less_than": lambda said: ("number-too-large", f"must be less than {said['lt']:,}"),
    "literal_error": lambda said: (
        "not-a-choice",
        f"must be one of {said['expected'].replace(' or ', ', ')}",
    ),
    "string_pattern_mismatch": _form_needed,
    # Of the facts of a project (web/api/models.py).
    "fact_not_text": lambda said: (
        "type-mismatch",
        f'must be a text; send "{said["text"]}", in quotation marks',
    ),
    "no_such_day": lambda said: ("value-invalid", "must be a day that there is, as in 2027-11-30"),
    "no_such_moment": lambda said: (
        "value-invalid",
        "must be a moment that there is, as in 2026-11-25T09:00:00Z",
    ),
}
