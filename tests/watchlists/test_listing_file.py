import pytest

from watchlists.errors import MalformedListing
from watchlists.listing_file import COLUMNS, read_listings
from watchlists.model import NameKind, PartyType, Status

HEADER = ",".join(COLUMNS)
GOOD = {
    "listing": "alpha",
    "kind": "primary",
    "name": "Alpha Institute",
    "type": "organisation",
    "country": "CN",
    "status": "in_force",
    "listed_from": "2020-01-02",
    "source_url": "https://example.org/list",
}


def line(**cells):
    given = dict.fromkeys(COLUMNS, "") | GOOD | cells
    return ",".join(f'"{given[column]}"' for column in COLUMNS)


def further(**cells):
    given = dict.fromkeys(COLUMNS, "") | {"listing": "alpha", "kind": "alias", "name": "Alpha"} | cells
    return ",".join(f'"{given[column]}"' for column in COLUMNS)


@pytest.fixture
def read(tmp_path):
    def written(*lines, header=HEADER):
        path = tmp_path / "xx-list.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return read_listings(path, "xx-list")

    return written


def test_a_listing_is_its_primary_line_and_the_names_after_it(read):
    (listing,) = read(
        line(identifiers="uscc=X | lei=Y"), further(), further(kind="native", name="阿尔法", note="seal")
    )
    assert listing.id == "xx-list:alpha"
    assert [name.kind for name in listing.names] == [NameKind.PRIMARY, NameKind.ALIAS, NameKind.NATIVE]
    assert (listing.type, listing.status) == (PartyType.ORGANISATION, Status.IN_FORCE)
    assert listing.identifiers == (("uscc", "X"), ("lei", "Y"))


@pytest.mark.parametrize(
    ("lines", "number", "reason"),
    [
        ([], 1, "the list is empty"),
        ([further()], 2, "does not begin with its primary name"),
        ([line(), line(listing="beta"), line()], 4, "stands in two places"),
        ([line(listing="Alpha Institute")], 2, "is not a listing key"),
        ([line(), further(country="CN")], 3, "country belong to the line of the primary name"),
        ([line(country="China")], 2, "country 'China' is not ISO alpha-2"),
        ([line(birth_year="about 1962")], 2, "birth_year 'about 1962' is not a year"),
        ([line(source_url="example.org")], 2, "source_url 'example.org' is not a web address"),
        ([line(name=" ")], 2, "the name is empty"),
        ([line(), further(kind="nickname")], 3, "'nickname' is not a valid NameKind"),
        ([line(type="thing")], 2, "'thing' is not a valid PartyType"),
        ([line(status="maybe")], 2, "'maybe' is not a valid Status"),
        ([line(listed_from="2 January 2020")], 2, "Invalid isoformat string"),
        ([line(listed_to="2020-13-01")], 2, "month must be in"),
        ([line(identifiers="12345")], 2, "identifier '12345' is not scheme=value"),
        (["alpha,primary,Alpha"], 2, "17 cells are needed"),
        ([line(), '"alpha'], 3, "unexpected end of data"),
    ],
)
def test_a_malformed_line_refuses_the_list_with_file_line_and_reason(read, lines, number, reason):
    with pytest.raises(MalformedListing) as refusal:
        read(*lines)
    assert refusal.value.sentence.startswith(f"xx-list.csv, line {number}: ")
    assert reason in refusal.value.sentence
    assert refusal.value.facts["line"] == number


def test_another_header_refuses_the_list(read):
    with pytest.raises(MalformedListing, match=r"xx-list\.csv, line 1: the header must be"):
        read(line(), header="name,country")
