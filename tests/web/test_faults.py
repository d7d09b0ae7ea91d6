"""The faults of a body: all of them, each with its place, its code and a sentence of ours."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from web.api.error_catalogue import error_codes
from web.faults import MOST, body_faults, form, pointer_to, query_faults, summary_of

Year = Annotated[str, form(r"^\d{4}$", "a year of four digits")]


class Inner(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    text: str


class Outer(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    name: Annotated[str, StringConstraints(min_length=1, max_length=3)] = "abc"
    year: Year | Annotated[int, Field(ge=1000)] = 2000
    kind: Literal["one", "two"] = "one"
    count: int = Field(default=1, ge=1, le=9)
    share: float = Field(default=0.5, gt=0, lt=1)
    parts: list[Inner] = Field(default=[], max_length=2)
    wanted: list[str] = Field(default=["a"], min_length=1)
    facts: dict[Annotated[str, StringConstraints(max_length=3)], str] = {}
    flag: bool = False
    needed: str


def faults_of(sent):
    with pytest.raises(ValidationError) as refused:
        Outer.model_validate(sent)
    return {each.pointer: each for each in body_faults(refused.value, sent)}


WRONG = [
    ({"name": ""}, "/name", "too-short", "name must not be empty."),
    ({"name": "abcd"}, "/name", "too-long", "name must have at most 3 characters."),
    ({"name": 1}, "/name", "type-mismatch", "name must be a text."),
    ({"year": "12"}, "/year", "wrong-form", "year must be a year of four digits."),
    ({"year": 12}, "/year", "number-too-small", "year must be 1,000 or more."),
    ({"year": []}, "/year", "type-mismatch", "year must be a text or a whole number."),
    ({"kind": "three"}, "/kind", "not-a-choice", "kind must be one of 'one', 'two'."),
    ({"count": 10}, "/count", "number-too-large", "count must be 9 or less."),
    ({"count": 1.5}, "/count", "type-mismatch", "count must be a whole number."),
    ({"share": 0}, "/share", "number-too-small", "share must be more than 0.0."),
    (
        {"parts": [{"text": "a"}, {"text": 1}]},
        "/parts/1/text",
        "type-mismatch",
        "parts.1.text must be a text.",
    ),
    ({"parts": [5]}, "/parts/0", "type-mismatch", "parts.0 must be an object."),
    ({"parts": [{}]}, "/parts/0/text", "field-missing", "parts.0.text is missing."),
    ({"parts": [{"text": ""}] * 3}, "/parts", "too-many", "parts must have at most 2 entries."),
    ({"wanted": []}, "/wanted", "too-few", "wanted must have at least 1 entry."),
    ({"facts": {"a/b~c": "x"}}, "/facts/a~1b~0c", "too-long", "facts.a/b~c must have at most 3 characters."),
    ({"facts": {"a": None}}, "/facts/a", "type-mismatch", "facts.a must be a text."),
    ({"flag": "yes"}, "/flag", "type-mismatch", "flag must be true or false."),
    ({"other": 1}, "/other", "field-unknown", "There is no field other; leave it out."),
]


@pytest.mark.parametrize(("sent", "pointer", "code", "sentence"), WRONG)
def test_a_fault_has_its_place_its_code_and_a_sentence(sent, pointer, code, sentence):
    found = faults_of({"needed": "x", **sent})
    assert [*found] == [pointer]
    assert (found[pointer].code, found[pointer].sentence) == (code, sentence)
    assert code in error_codes()


def test_every_code_of_a_field_is_one_of_these():
    of_fields = {code for code, each in error_codes().items() if each.raised_by == ["field"]}
    # A day that there is not is refused by the type of moments: tests/web/api/test_review.py.
    assert of_fields == {code for _, _, code, _ in WRONG} | {"value-invalid"}


def test_all_faults_are_named_at_once_and_no_value_is_repeated():
    found = faults_of({"name": "Jane Roe", "kind": "secret", "parts": [{"text": 1}, {}]})
    assert [*found] == ["/name", "/kind", "/parts/0/text", "/parts/1/text", "/needed"]
    assert "Roe" not in str(found)
    assert "secret" not in str(found)


def test_a_body_that_is_no_object_is_one_fault():
    found = faults_of([])
    assert found[""].sentence == "The body must be an object."


def test_the_summary_says_the_first_and_how_many_there_are():
    found = [*faults_of({"name": 1, "count": "x"}).values()]
    assert summary_of(found) == "name must be a text. There are 3 faults in all; `errors` has each."
    assert summary_of(found[:1]) == "name must be a text."


def test_of_a_body_of_unknown_keys_a_hundred_are_named():
    found = [*faults_of({"needed": "x", **{f"k{n}": 1 for n in range(3 * MOST)}}).values()]
    assert len(found) == MOST
    assert "There are 100 or more faults in all" in summary_of(found)


def test_parameters_are_named_as_such():
    sent = {"count": "many", "no_such": "1", "needed": "x"}
    with pytest.raises(ValidationError) as refused:
        Outer.model_validate(sent)
    found = {each.parameter: (each.pointer, each.sentence) for each in query_faults(refused.value, sent)}
    assert found == {
        "count": (None, "count must be a whole number."),
        "no_such": (None, "There is no parameter no_such; leave it out."),
    }


def test_a_pointer_escapes_what_its_standard_says():
    assert pointer_to(["a/b", 0, "~"]) == "/a~1b/0/~0"
