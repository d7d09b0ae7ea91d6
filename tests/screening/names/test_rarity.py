"""How telling a word is, by how many names hold it."""

from screening.names.rarity import bearers, names_of_organisations, organisations_called, rarity


def test_common_words_tell_less_than_rare_ones():
    assert rarity("university", organisation=True) < rarity("polytechnic", organisation=True) < 1
    assert rarity("namesworth", organisation=False) == 1


def test_a_word_is_counted_for_persons_and_organisations_apart():
    assert rarity("university", organisation=True) < 0.5 < rarity("university", organisation=False)
    assert rarity("mohammed", organisation=False) < rarity("mohammed", organisation=True)


def test_bearers_of_a_word_are_counted_and_unseen_ones_are_none():
    assert bearers("mohammed") > 2
    assert organisations_called("university") > 1_000
    assert bearers("namesworth") == organisations_called("namesworth") == 0


def test_the_row_that_says_how_many_names_there_are_is_no_word():
    assert organisations_called("(names)") == 0
    assert names_of_organisations() > organisations_called("university")
