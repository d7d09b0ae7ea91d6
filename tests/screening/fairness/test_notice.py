import pytest

from screening.fairness.notice import GAPS, notice, places


def test_every_gap_is_named_and_stays_visible_until_it_is_filled():
    assert places() == set(GAPS)
    assert notice().count("[") >= len(GAPS)


def test_what_is_given_is_filled_in():
    text = notice({"institution": "Example University", "contact": "privacy@example.org"})
    assert text.count("Example University") == 2
    assert "privacy@example.org" in text
    assert "[the institution]" not in text


def test_what_has_no_place_is_refused():
    with pytest.raises(KeyError, match="nationality"):
        notice({"nationality": "XX"})


def test_the_notice_tells_rights_laws_and_what_was_not_used():
    text = notice()
    for words in ("3A", "Article 14", "corrected", "Privacy Commissioner", "What was not used: nationality"):
        assert words in text
