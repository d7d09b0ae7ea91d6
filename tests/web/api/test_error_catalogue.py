"""The catalogue of codes: every code that we raise stands in it, and it names none that nobody raises."""

import importlib
import pkgutil

import pytest

import screening
import watchlists
import web
from screening.errors import ScreeningError
from screening.intake.vocabularies import toml_file
from watchlists.errors import WatchlistError
from web.api.error_catalogue import error_codes

# Commands and migrations that run when they are imported.
LEFT_OUT = ("screening.__main__", "screening.storage.migrations", "web.gunicorn_settings")


def classes_under(base):
    yield base
    for each in base.__subclasses__():
        yield from classes_under(each)


@pytest.fixture(scope="module")
def refusals():
    """Every class of errors of ours."""
    for package in (screening, watchlists, web):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(LEFT_OUT):
                importlib.import_module(module.name)
    return [
        each
        for base in (ScreeningError, WatchlistError)
        for each in classes_under(base)
        if each.__module__.startswith(("screening.", "watchlists.", "web."))
    ]


def codes_of_lists():
    said = toml_file("refusals.toml")
    return {*said["refusals"], *(code for code in said["rows"] if not code.startswith("note-"))}


# Of the library that speaks HTTP, of our client, and of rows without a result; and the codes of web/faults.py, which its tests raise.
OTHERS = {
    "bad-request",
    "failed",
    "field-misnamed",
    "method-not-allowed",
    "no-result",
    "not-found",
    "request-entity-too-large",
    "request-header-fields-too-large",
    "service-away",
    "service-refused",
    "unsupported-media-type",
}


def test_every_code_that_is_raised_stands_in_it_and_no_other(refusals):
    raised = {each.code for each in refusals} | codes_of_lists() | OTHERS
    fields = {code for code, each in error_codes().items() if each.raised_by == ["field"]}
    assert raised == error_codes().keys() - fields


def test_a_code_has_the_status_that_is_answered(refusals):
    differing = {
        each.code: each.status
        for each in refusals
        if issubclass(each, ScreeningError)
        and error_codes()[each.code].status != each.status
        # A check by hand takes the code of what went wrong.
        and each.__name__ != "HandCheckRefused"
    }
    assert differing == {}


def test_every_code_is_explained_in_sentences():
    for each in error_codes().values():
        assert each.meaning[-1] == each.what_to_do[-1] == ".", each.code
        assert {*each.raised_by} <= {
            "api",
            "page",
            "command",
            "yente",
            "reconciliation",
            "list",
            "field",
            "row",
        }


def test_anybody_can_read_it(client):
    answer = client.get("/api/v1/errors")
    told = {each["code"]: each for each in answer.json["errors"]}
    assert told["deadline"]["status"] == 503
    assert [*told] == sorted(told)
    again = client.get("/api/v1/errors", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/api/v1/no-such", 404, "not-found"), ("PATCH", "/api/v1/lists", 405, "method-not-allowed")],
)
def test_what_http_itself_refuses_has_codes_of_it(client, method, path, status, code):
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert code in error_codes()
