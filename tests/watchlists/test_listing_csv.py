from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.errors import MalformedListing
from watchlists.listing_csv import COLUMNS, listing_text, read_listings, write_listings
from watchlists.model import (
    BodyKind,
    ListedName,
    Listing,
    Measure,
    NameKind,
    Naming,
    PartyType,
    Pause,
    Status,
)

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
        ([line(birth_date="about 1962")], 2, "birth_date 'about 1962' is not a date"),
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


@pytest.mark.parametrize("born", ["1962", "1962-03", "1962-03-07 1963"])
def test_a_date_of_birth_is_kept_as_exact_as_it_is_printed(read, born):
    assert read(line(type="person", birth_date=born))[0].birth_date == born


def test_another_header_refuses_the_list(read):
    with pytest.raises(MalformedListing, match=r"xx-list\.csv, line 1: the header must be"):
        read(line(), header="name,country")


NAMED = {
    "naming": "charged",
    "kind_of_body": "intelligence",
    "document": "A judgment",
    "document_publisher": "A court",
    "document_day": "2022",
    "locator": "para 3",
    "read_in": "official_page",
    "says": "It is named as the employer of the convicted person.",
    "does_not_mean": "Nothing is said about its other staff.",
}


def named_file(tmp_path, **cells):
    columns = [*COLUMNS, "pauses", *NAMED]
    given = dict.fromkeys(columns, "") | GOOD | NAMED | cells
    path = tmp_path / "list.csv"
    path.write_text(
        ",".join(columns) + "\n" + ",".join(f'"{given[column]}"' for column in columns) + "\n",
        encoding="utf-8",
    )
    return path


def test_a_list_may_say_which_document_names_a_body(tmp_path):
    (listing,) = read_listings(named_file(tmp_path), "l")
    assert (listing.named.naming, listing.named.kind) == (Naming.CHARGED, BodyKind.INTELLIGENCE)
    assert (listing.named.document, listing.named.locator, listing.named.law) == ("A judgment", "para 3", "")


def test_a_body_that_a_document_names_needs_words_of_what_it_says(tmp_path):
    with pytest.raises(MalformedListing, match="says"):
        read_listings(named_file(tmp_path, says=""), "l")


def test_a_listing_does_not_count_while_it_was_off_the_list(tmp_path):
    path = named_file(tmp_path, listed_from="2024-01-31", pauses="2026-02-17/2026-06-08 lifted")
    (listing,) = read_listings(path, "l")
    counted = [date(2024, 1, 30), date(2026, 2, 16), date(2026, 2, 17), date(2026, 6, 7), date(2026, 6, 8)]
    assert [listing.in_force_on(day) for day in counted] == [False, True, False, False, True]


def test_a_pause_says_how_the_listing_read_meanwhile_and_what_speaks_against_it(tmp_path):
    written = "2010-01-01/2011-01-01 expired | 2026-02-17/2026-06-08 lifted; the notice was withdrawn"
    (listing,) = read_listings(named_file(tmp_path, listed_from="2009-01-01", pauses=written), "l")
    assert listing.pauses == (
        Pause(date(2010, 1, 1), date(2011, 1, 1), Status.EXPIRED),
        Pause(date(2026, 2, 17), date(2026, 6, 8), Status.LIFTED, "the notice was withdrawn"),
    )


@pytest.mark.parametrize(
    ("pauses", "reason"),
    [
        ("2026-06-08/2026-02-17 lifted", "earlier first"),
        ("2026-06-08/2026-06-08 lifted", "earlier first"),
        ("20260608/2026-02-17 lifted", "earlier first"),  # as texts, the first stands before the second
        ("2026-02-30/2026-06-08 lifted", "day is out of range"),
        ("2026-02-17/2026-06-08", "is not a period of two days and how it read meanwhile"),
        ("2026-02-17/2026-06-08 in_force", "is not a period of two days and how it read meanwhile"),
        ("2026-02-17 lifted", "is not a period of two days and how it read meanwhile"),
        (
            "2025-01-01/2025-03-01 lifted | 2025-02-01/2025-04-01 lifted",
            "after the day before it, 2025-03-01",
        ),
        (
            "2025-01-01/2025-03-01 lifted | 2025-03-01/2025-04-01 lifted",
            "after the day before it, 2025-03-01",
        ),
        (
            "2025-02-01/2025-03-01 lifted | 2024-05-01/2024-06-01 lifted",
            "after the day before it, 2025-03-01",
        ),
        ("2024-01-31/2025-03-01 lifted", "after the day before it, 2024-01-31"),
        ("2025-01-01/2026-12-01 lifted", "does not end before the listing does, 2026-12-01"),
    ],
)
def test_pauses_that_are_no_periods_or_out_of_order_or_overlap_are_refused(tmp_path, pauses, reason):
    path = named_file(tmp_path, listed_from="2024-01-31", listed_to="2026-12-01", pauses=pauses)
    with pytest.raises(MalformedListing, match=reason):
        read_listings(path, "l")


def test_further_columns_are_written_as_they_are_read(tmp_path):
    pauses = "2025-01-01/2025-02-01 expired | 2026-02-17/2026-06-08 lifted; the notice was withdrawn"
    path = named_file(tmp_path, listed_from="2024-01-31", pauses=pauses)
    listings = read_listings(path, "l")
    written = tmp_path / "again.csv"
    write_listings(listings, written)
    assert read_listings(written, "l") == listings
    assert pauses in written.read_text(encoding="utf-8")


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1).filter(
    str.strip
)
NAMES = st.builds(ListedName, TEXT, st.sampled_from([kind for kind in NameKind if kind != "primary"]), TEXT)


def listing(**facts):
    given_facts = {
        "id": "xx-list:alpha",
        "watchlist_id": "xx-list",
        "names": (
            ListedName("Alpha, “Institute”", NameKind.PRIMARY),
            ListedName("阿尔法", NameKind.NATIVE, "as on its seal"),
        ),
        "type": PartyType.ORGANISATION,
        "country": "CN HK",
        "identifiers": (("uscc", "91110000MA005UCQ5P"), ("lei", "X")),
        "status": Status.LIFTED,
        "listed_from": date(2020, 1, 2),
        "listed_to": date(2021, 1, 2),
        "source_url": "https://example.org/list",
    }
    return Listing(**(given_facts | facts))


def test_what_is_written_is_read_back_as_it_was(tmp_path):
    path = tmp_path / "xx-list.csv"
    write_listings([listing()], path)
    assert read_listings(path, "xx-list") == (listing(),)
    assert [file.name for file in tmp_path.iterdir()] == ["xx-list.csv"]


@given(primary=TEXT, others=st.lists(NAMES, max_size=4), remark=TEXT)
def test_any_name_survives_the_file(tmp_path_factory, primary, others, remark):
    path = tmp_path_factory.mktemp("lists") / "xx-list.csv"
    listed = listing(names=(ListedName(primary, NameKind.PRIMARY), *others), remark=remark)
    write_listings([listed], path)
    assert read_listings(path, "xx-list") == (listed,)


def test_the_same_listings_give_the_same_bytes():
    assert listing_text([listing()]) == listing_text([listing()])
    assert (
        listing_text([listing()])
        .splitlines()[1]
        .startswith('alpha,primary,"Alpha, “Institute”",,organisation,')
    )


def test_measures_are_written_and_read_again(tmp_path):
    listed = replace(listing(), measures=(Measure.ASSET_FREEZE, Measure.TRAVEL_BAN))
    path = tmp_path / "xx-list.csv"
    write_listings([listed], path)
    assert path.read_text(encoding="utf-8").splitlines()[0].endswith(",remark,measures")
    assert read_listings(path, "xx-list") == (listed,)


def test_a_measure_that_is_none_is_refused_with_its_line(read):
    with pytest.raises(MalformedListing, match="line 2: 'asset_frieze' is not a valid Measure"):
        read(line() + ',"asset_frieze"', header=f"{HEADER},measures")
