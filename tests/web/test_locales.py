"""Which locale a visitor gets."""

import pytest

from web.locales import chosen, offered


@pytest.mark.parametrize(
    ("wishes", "english_only", "with_german"),
    [
        ([], "en_GB", "en_GB"),
        (["en"], "en_GB", "en_GB"),
        (["en-US", "en"], "en_US", "en_US"),
        (["de-DE", "en"], "en_DE", "de_DE"),
        (["de"], "en_DE", "de"),
        (["fr-CH", "de"], "en_CH", "de_CH"),
        (["zh-Hant-TW"], "en_GB", "en_GB"),
        (["*", "../etc", "mi-NZ", "en-NZ"], "en_NZ", "en_NZ"),
    ],
)
def test_the_language_is_one_that_there_are_texts_of_and_the_place_is_the_visitors(
    wishes, english_only, with_german
):
    assert str(chosen(wishes, {"en"})) == english_only
    assert str(chosen(wishes, {"en", "de"})) == with_german


def test_only_places_of_languages_that_are_spoken_are_offered():
    tags = [tag for tag, _ in offered({"en"})]
    assert {"en-NZ", "en-US", "en-DE"} < set(tags)
    assert all(tag.startswith("en-") for tag in tags)
