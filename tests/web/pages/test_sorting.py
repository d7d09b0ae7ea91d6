"""Tables are sorted by links in their headers, on the server, in both directions, and say by what they stand."""

import html
import re

import pytest
from accounts import hidden

from screening.accounts.keys import make_key
from screening.runs.control import newest_runs
from web.pages.sorting import Sort, sort_rows

HTTPS = {"base_url": "https://localhost"}
LIST = "Name,Country\nKU Leuven,BE\nBeihang University,CN\nZabir Logistics Company,SY\nAnother College,NZ\n"


def table(page):
    """The first table that can be sorted: its headers as (label, address, aria-sort), and its rows as texts of cells."""
    tables = re.findall(r'<table class="stacks">.*?</table>', page, re.DOTALL)
    text = next(each for each in tables if "sort=" in each.partition("<tbody>")[0])
    head, _, body = text.partition("<tbody>")
    columns = [
        (label.strip(), html.unescape(link), "".join(re.findall(r'aria-sort="(\w+)"', said)))
        for said, link, label in re.findall(r'<th ([^>]*)><a href="([^"]+)">([^<]*)', head)
    ]
    rows = [
        [
            re.sub(r"<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]
    return columns, rows


def test_a_column_is_sorted_by_and_the_other_way_round_by_asking_again():
    assert Sort.of({"sort": "-name"}, ("name",), "") == Sort("name", descending=True)
    assert Sort.of({"sort": "nonsense"}, ("name",), "-name") == Sort("name", descending=True)
    assert sort_rows("bca", Sort("x"), {"x": str}) == ["a", "b", "c"]
    assert sort_rows("bca", Sort(""), {}) == ["b", "c", "a"]


def test_rows_that_are_equal_stay_in_their_order_in_both_directions():
    rows = [("b", 1), ("a", 1), ("b", 2), ("a", 2)]
    keys = {"letter": lambda row: row[0]}
    assert [n for _, n in sort_rows(rows, Sort("letter"), keys)] == [1, 2, 1, 2]
    assert [n for _, n in sort_rows(rows, Sort("letter", descending=True), keys)] == [1, 2, 1, 2]


def filled(client, screened, place):
    """Something in every table; gives the addresses of their pages."""
    run = screened(LIST, "b.csv")
    screened("Name,Country\nKU Leuven,BE\n", "a.csv")
    make_key(place, "Zeta", by="person:ana")
    make_key(place, "alpha", by="person:ana")
    for name in ("KU Leuven", "Beihang University"):
        proof = hidden("proof", client.get(f"/check?name={name}", **HTTPS).text)
        client.post("/checks/", data={"proof": proof, "name": name, "reference": name[::-1]}, **HTTPS)
    return ["/runs/", run, "/checks/", "/lists/", "/lists/us-entity-list?status=all", "/keys/"]


def test_every_column_of_every_table_is_a_link_that_sorts_by_it_and_keeps_what_else_was_asked(
    client, screened, place
):
    for address in filled(client, screened, place):
        columns, rows = table(client.get(address, **HTTPS).text)
        assert len(columns) >= 3, address
        assert len(rows) >= 2, address
        for label, link, _ in columns:
            first = client.get(link, **HTTPS).text
            said = {name: direction for name, _, direction in table(first)[0]}
            assert [name for name, direction in said.items() if direction] == [label], link
            back = next(there for name, there, _ in table(first)[0] if name == label)
            again, turned = table(client.get(back, **HTTPS).text)
            assert {direction for _, _, direction in again if direction} == (
                {"ascending", "descending"} - {said[label]}
            )
            assert sorted(turned) == sorted(rows), "the same rows"
            if "status=all" in address:
                assert "status=all" in link


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("sort=text", ["Another College", "Beihang University", "KU Leuven", "Zabir Logistics Company"]),
        ("sort=-row", ["Another College", "Zabir Logistics Company", "Beihang University", "KU Leuven"]),
        ("sort=text&outcome=no_match", ["KU Leuven"]),
        ("sort=text&outcome=organisation_not_known", ["Another College"]),
    ],
)
def test_results_are_sorted_by_text_and_by_row(client, screened, address, expected):
    _, rows = table(client.get(f"{screened(LIST)}?{address}", **HTTPS).text)
    assert [re.split("; ", cells[2])[0] for cells in rows] == expected


def test_results_begin_with_the_highest_level(client, screened):
    columns, rows = table(client.get(screened(LIST), **HTTPS).text)
    assert next(said for name, _, said in columns if name == "Level") == "descending"
    assert sorted(cells[1] for cells in rows[2:]) == ["No match found", "Organisation not known"]
    assert not any("No match" in cells[1] for cells in rows[:2])


def test_runs_are_sorted_by_name_in_any_case(client, screened, place):
    for name in ("beta.csv", "Alpha.csv", "gamma.csv"):
        screened(LIST, name)
    assert len(newest_runs(place, "local")) == 3
    _, rows = table(client.get("/runs/?sort=list", **HTTPS).text)
    assert [row[0] for row in rows] == ["Alpha.csv", "beta.csv", "gamma.csv"]
