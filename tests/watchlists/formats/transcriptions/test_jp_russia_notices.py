"""Japan's notices of export bans, from the text of their PDF: whole names, and as many as the notice says."""

from pathlib import Path

import pytest

from watchlists.catalogue import read_catalogue
from watchlists.formats.support.typing_tables import curated_if_printed
from watchlists.formats.transcriptions import jp_russia_notices
from watchlists.formats.transcriptions.jp_russia_notices import LIST_ID, entries, transcribe
from watchlists.library import LISTS, load_list
from watchlists.listing_csv import listing_text
from watchlists.model import NameKind, PartyType

# A notice of invented bodies, wrapped and joined as the text of a real one is; and what is to be made of it.
NOTICE = Path(__file__).parent / "samples" / "jp_russia_notice.txt"


@pytest.fixture(scope="module")
def listings():
    return load_list(read_catalogue()[LIST_ID], LISTS / f"{LIST_ID}.csv").listings


def test_every_number_of_the_three_notices_is_there_once(listings):
    numbers: dict[str, list[int]] = {}
    for listing in listings:
        notice, _, number = listing.citation.rpartition(", No. ")
        numbers.setdefault(notice, []).append(int(number))
    assert list(numbers.values()) == [list(range(1, 562)), list(range(1, 28)), list(range(1, 57))]


def test_a_notice_is_transcribed_to_the_same_bytes_each_time(monkeypatch):
    monkeypatch.setattr(jp_russia_notices, "curated", lambda *given: curated_if_printed(*given)[0])
    assert listing_text(transcribe([NOTICE])) == NOTICE.with_suffix(".csv").read_text(encoding="utf-8")


def test_wrapped_names_are_whole_and_the_japanese_name_ends_where_the_english_begins():
    (entry,) = entries(
        "１ 非公開株式会社エルミクス・VS（別称、\nエルミクス及びEK）\n"
        "ZAO Elmiks-VS of Radio-\nComponents, a.k.a., the following two\naliases:\n"
        "—Elmiks of a\nlong name; and\n-EK.\n所在地：1 Road, Moscow, Russia.\n"
    )
    assert (entry.japanese, entry.name) == (
        "非公開株式会社エルミクス・VS",
        "ZAO Elmiks-VS of Radio-Components",
    )
    assert entry.others == ("Elmiks of a long name", "EK")
    assert entry.address == "1 Road, Moscow, Russia."


def test_a_page_that_is_joined_without_a_line_break_hides_no_name_and_no_number():
    first, second = entries(
        "１ 株式会社ウラル機材工学工場Joint Stock Company Ural Instrument\nEngineering Plant\n所在地：Kazan, Russia.２ 対外諜報庁\n"
        "Foreign Intelligence Service (SVR)\n所在地：Yasenevo 11 Kolpachny, Moscow.\n"
    )
    assert first.name == "Joint Stock Company Ural Instrument Engineering Plant"
    assert (second.number, second.name) == (2, "Foreign Intelligence Service (SVR)")


def test_the_later_form_of_the_notice_gives_other_names_without_their_number():
    (entry,) = entries(
        "１ アルファ・マシナリー・グループ\nAlfa Machinery Group（元富科技集團股份有限公司）\n別称：AMG社; 有限会社 AMG\n"
        "LLC Company AMG; Kompaniya\nAMG\n所在地：Moscow, Russia\n"
    )
    assert (entry.name, entry.others) == ("Alfa Machinery Group", ("LLC Company AMG", "Kompaniya AMG"))
    assert entry.native == ("元富科技集團股份有限公司",)


def test_an_entry_with_fewer_other_names_than_it_says_stops_the_transcription():
    text = "１ 例\nExample Works, a.k.a., the following two aliases:\n-EW Group.\n所在地：Moscow, Russia\n"
    with pytest.raises(ValueError, match="entry 1 has two other names, not"):
        list(entries(text))


def test_of_the_four_persons_only_the_name_is_held(listings):
    persons = [each for each in listings if each.type is PartyType.PERSON]
    assert [each.citation.rpartition(" ")[2] for each in persons] == ["69", "102", "125", "273"]
    assert not any(each.place or each.remark or len(each.names) > 1 for each in persons)


def test_a_ministry_that_is_printed_with_its_forces_has_its_own_name_too(listings):
    names = {name.text for each in listings for name in each.names if name.kind is NameKind.CORRECTION}
    assert "Ministry of Defence of the Russian Federation" in names


def test_a_company_has_its_chinese_name_and_the_one_in_kana_that_the_notice_prints(listings):
    (satellites,) = [each for each in listings if each.name.startswith("Chang Guang Satellite")]
    native = [name.text for name in satellites.names if name.kind is NameKind.NATIVE]
    assert native == [
        "长光卫星技术股份有限公司",
        "长光卫星",
        "チャングアン･サテライト･テクノロジー有限会社",
    ]
