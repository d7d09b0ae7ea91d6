"""How Koreans and Japanese read the characters of their names; a name that the tables do not cover has no such reading."""

from screening.names.readings import other_readings


def test_korean_and_japanese_readings_stand_beside_mandarin():
    assert "kim jong un" in other_readings("金正恩")
    assert "yamada taro" in other_readings("山田太郎")
    assert other_readings("习近平") == ()


def test_hangul_is_read_in_the_official_and_the_popular_letters():
    assert other_readings("박근혜") == ("park geunhye", "park keunhye")
    assert "lee myungbak" in other_readings("이명박")
    assert other_readings("이") == ()
    assert other_readings("대한민국정부") == ()


def test_spaces_between_characters_make_no_difference_and_traditional_ones_are_read_alike():
    assert other_readings("金 正恩") == other_readings("金正恩")
    assert other_readings("張") == ()


def test_a_given_name_in_kana_is_read_behind_a_family_name_of_the_table():
    assert other_readings("山田たろう") == ("yamada taro",)


def test_the_usual_reading_of_hangul_is_no_other_reading():
    assert other_readings("김민수") == ("kim minsoo",)


def test_every_reading_is_given_once():
    for name in ("金正恩", "山田太郎", "박근혜"):
        assert len(other_readings(name)) == len(set(other_readings(name)))
