"""A name as neighbours hear it and as lists romanise it have one loose key; short names and other consonants have none in common."""

import pytest

from screening.native_names.loose_sounds import loose_keys, sounds_alike


@pytest.mark.parametrize(
    ("native", "latin"),
    [
        ("زاغروس", "zagros"),
        ("ザグロス", "zagros"),
        ("자그로스", "zagros"),
        ("یونگبیون", "yongbyon"),
        ("영변", "yongbyon"),
        ("خواجه نصیر الدین الطوسی", "khajehnassirdeentoosi"),  # one consonant more
    ],
)
def test_a_name_sounds_like_its_romanised_form(native, latin):
    assert sounds_alike(native, latin)


@pytest.mark.parametrize(
    ("native", "latin"), [("زاغروس", "sahand"), ("الفا", "alfa"), ("ザグロス", "zagreb"), ("", "")]
)
def test_other_consonants_and_fewer_than_three_say_nothing(native, latin):
    assert not sounds_alike(native, latin)


def test_a_letter_that_is_heard_in_several_ways_has_several_keys():
    assert len(loose_keys("kharkov")) > 1
