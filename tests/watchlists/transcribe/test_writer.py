from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from watchlists.listing_file import read_listings
from watchlists.model import ListedName, Listing, NameKind, PartyType, Status
from watchlists.transcribe.writer import listing_text, write_listings

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
