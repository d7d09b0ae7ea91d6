"""A brand in its own script and its romanisations meet under one key."""

import pytest

from screening.names.scripts import Script
from screening.native_names.sounds import arabic_spelling, latin_keys, sound_key


@pytest.mark.parametrize(
    ("script", "native", "latin"),
    [
        (Script.CYRILLIC, "Звёздочка", "zvezdochka"),
        (Script.CYRILLIC, "Щегловский", "shcheglovskiy"),
        (Script.CYRILLIC, "Щегловский", "scheglovsky"),
        (Script.CYRILLIC, "Микрон", "micron"),
        (Script.CYRILLIC, "Русгидро", "rushydro"),
        (Script.ARABIC, "سپهر", "sepehr"),
        (Script.ARABIC, "کاوش", "kavosh"),
        (Script.HANGUL, "단천", "tanchon"),
        (Script.HANGUL, "단천", "dancheon"),
        (Script.HANGUL, "련봉", "ryonbong"),
    ],
)
def test_a_brand_and_its_romanisation_share_a_key(script, native, latin):
    assert sound_key(native, script) in latin_keys(latin, script)


@pytest.mark.parametrize(
    ("script", "native", "latin"),
    [
        (Script.CYRILLIC, "Вектор", "vega"),
        (Script.ARABIC, "سپهر", "safir"),
        (Script.HANGUL, "단천", "tanggun"),
    ],
)
def test_two_brands_have_two_keys(script, native, latin):
    assert sound_key(native, script) not in latin_keys(latin, script)


def test_long_vowels_of_arabic_script_must_be_in_the_romanisation():
    # Both have the consonants k, w, sh; the letters of کاوش need the long a.
    assert arabic_spelling("کاوش").fullmatch("kavosh")
    assert not arabic_spelling("کاوش").fullmatch("kvsh")
