"""Native names of a text: each with its mention, without those that somebody known accounts for."""

from screening.link import build
from screening.link.native_mentions import native_mentions
from screening.names.scripts import Script
from watchlists.model import Body, RegisterName


class Lists:
    listings = ()


class Known:
    in_order = (
        Body("ror:000000001", (RegisterName("Rahib Engineering Institute", "label"),), "IR"),
        Body("ror:000000002", (RegisterName("合盛光学研究所", "label"),), "CN"),
    )


LINKER = build(Lists(), Known())


def names(text, hits=()):
    return [(each.name.text, each.script) for each in native_mentions(LINKER.texts.claims(text), hits)]


def test_each_mention_is_in_its_own_script():
    assert names("University of Otago; 南京烽火通信; АО «Звезда»") == [
        ("南京烽火通信", Script.HAN),
        ('АО "Звезда"', Script.CYRILLIC),
    ]


def test_latin_words_that_are_recognised_are_cut_off():
    assert names("Rahib Engineering Institute 南京烽火通信") == [("南京烽火通信", Script.HAN)]


def test_a_name_in_han_that_is_recognised_leaves_the_one_behind_a_space():
    assert names("合盛光学研究所 南京烽火通信") == [("南京烽火通信", Script.HAN)]
    assert names("合盛光学研究所") == []


def test_a_mention_with_a_hit_is_left_alone():
    text = "Rahib Engineering Institute 南京烽火通信; 成都亚光电子"
    (claim,) = LINKER.texts.claims(text).claims
    assert names(text, [claim]) == [("成都亚光电子", Script.HAN)]


def test_the_place_of_one_mention_is_not_that_of_another():
    (mention,) = native_mentions(LINKER.texts.claims("Somebody, Oslo, Norway; 南京烽火通信"), ())
    assert not mention.setting.countries


def test_only_so_many_characters_are_read():
    many = "; ".join("光学仪器" * 20 for _ in range(20))
    assert 0 < len(names(many)) < 20


def test_a_latin_text_holds_no_native_name_here_and_one_with_kana_is_a_japanese_name():
    assert names("Nanjing Fenghuo") == []
    assert names("東京エレクトロン株式会社") == [("東京エレクトロン株式会社", Script.KANA)]
