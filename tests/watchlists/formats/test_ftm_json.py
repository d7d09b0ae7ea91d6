"""FollowTheMoney lines, in small files of their layout."""

import json
from dataclasses import replace

import pytest

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.errors import NotTheList
from watchlists.formats import reader_for
from watchlists.model import NameKind

WATCHLIST = replace(
    read_entry(CATALOGUE / "un-sc-consolidated.toml").watchlist,
    id="list",
    official_url="https://example.org/list",
)


def ftm(*bodies):
    return reader_for("ftm-json")("\n".join(json.dumps(body) for body in bodies).encode(), WATCHLIST)


def body(schema, **properties):
    return {"id": "NK-1", "schema": schema, "datasets": ["ua_example"], "properties": properties}


def test_followthemoney_targets_are_read_and_what_describes_them_is_not():
    edition = ftm(
        body("Company", name=["Institute of Examples", "НИИ Примеров"], weakAlias=["Examples"], country=["ru", "suhh"], uscCode=["91110000MA005UCQ5P"]),
        body("Person", name=["Jon Example"], birthDate=["1971-02-15"], nationality=["ru"], passportNumber=["P-77"]) | {"id": "Q7"},
        body("Sanction", reason=["Because"]) | {"id": "s-1"},
    )  # fmt: skip
    company, person = edition.listings
    assert [name.kind for name in company.names] == [NameKind.PRIMARY, NameKind.NATIVE, NameKind.WEAK_ALIAS]
    assert (company.id, company.country, company.identifiers) == (
        "list:nk-1",
        "RU",
        (("uscc", "91110000MA005UCQ5P"), ("ftm", "NK-1"), ("ftm-schema", "Company")),
    )
    assert (person.birth_date, person.country) == ("1971-02-15", "")
    assert ("passport", "P-77") in person.identifiers
    assert edition.unread == ()


def test_no_file_takes_an_id_of_ours_for_its_entity():
    (company,) = ftm(
        body("Company", name=["A Works"]) | {"id": "us-ofac-sdn:1", "referents": ["x:2", "y"]}
    ).listings
    assert company.identifiers == (("ftm-schema", "Company"), ("ftm-referent", "y"))


def test_an_unknown_schema_or_property_is_reported_and_a_broken_line_refuses_the_whole():
    assert ftm(body("Company", name=["A Works"], aura=["x"]), body("Wizard", name=["B"])).unread == (
        "field 'aura'",
        "schema 'Wizard'",
    )
    with pytest.raises(NotTheList, match="Line 2"):
        reader_for("ftm-json")(json.dumps(body("Company", name=["A"])).encode() + b'\n{"id": ', WATCHLIST)
