from hypothesis import given
from hypothesis import strategies as st

from watchlists.formats.support.keys import listing_keys, slug
from watchlists.listing_csv import KEY


def test_a_key_can_be_read():
    assert slug("Xi’an Jiaotong University") == "xian-jiaotong-university"
    assert slug("北京航空航天大学") == "beijinghangkonghangtiandaxue"
    assert slug("«»") == "x"


def test_namesakes_are_told_apart_whatever_their_order():
    one, two = ("Naval Academy", "IR"), ("Naval Academy", "CN")
    assert listing_keys([one, two]) == listing_keys([two, one])[::-1]
    assert len(set(listing_keys([one, two]))) == 2


def test_a_new_entry_of_another_name_changes_no_key():
    before = listing_keys([("Alpha Institute", ""), ("Beta Institute", "")])
    after = listing_keys([("Alpha Institute", ""), ("Alpine Institute", ""), ("Beta Institute", "")])
    assert after[0] == before[0]
    assert after[2] == before[1]


@given(st.lists(st.tuples(st.text(max_size=90), st.text(max_size=5)), max_size=30))
def test_keys_are_always_distinct_and_well_formed(entries):
    keys = listing_keys(entries)
    assert len(keys) == len(entries)
    assert all(KEY.fullmatch(key) for key in keys)
    assert len(set(keys)) == len(keys)
