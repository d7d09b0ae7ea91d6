"""What a publisher prints beside a name, and what is no name of anybody."""

import csv

from watchlists.formats.support.non_us_names import bracketed
from watchlists.formats.support.typing_tables import DATA
from watchlists.formats.transcriptions.aspi_tracker import _part, _parts, is_sentence
from watchlists.model import NameKind


def kinds(names):
    return {name.text: name.kind for name in names}


def test_a_place_in_brackets_is_no_name():
    """The school in Wuhan is not every institution there: its name in brackets had made it one."""
    assert kinds(bracketed("中国地质大学（武汉）"))["武汉"] is NameKind.FRAGMENT


def test_a_native_name_in_brackets_is_one():
    assert kinds(bracketed("Anhui University (安徽大学)"))["安徽大学"] is NameKind.NATIVE


def test_departments_and_quarters_of_any_school_are_fragments_and_institutes_parts():
    assert {kind for text in ("训练部", "下沙校区") for kind in kinds(_part(text, "")).values()} == {
        NameKind.FRAGMENT
    }
    assert kinds(_part("辐射医学研究所", "")) == {"辐射医学研究所": NameKind.SUBORDINATE}


def test_every_word_of_a_sentence_finds_its_example_and_leaves_its_counter_example():
    with (DATA / "typing" / "sentence_words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["word"] for row in rows if not is_sentence(row["example"])] == []
    named = [row["counter_example"].partition(":")[0] for row in rows if row["counter_example"]]
    assert [name for name in named if is_sentence(name)] == []


def test_a_remark_is_left_out_with_the_other_bodies_that_it_names():
    printed = "Jointly run with No.59 Institute of China Ordnance Industry (中国兵器工业第五九研究所)"
    assert list(_parts(printed, "")) == []


def test_a_further_name_behind_also_known_as_is_a_name_of_its_own():
    printed = "No. 204 Institute of the Group (集团第204研究所) aka Xi’an Modern Chemistry Institute (西安近代化学研究所)"
    assert set(kinds(_parts(printed, ""))) == {
        "集团第204研究所",
        "No. 204 Institute of the Group",
        "西安近代化学研究所",
        "Xi’an Modern Chemistry Institute",
    }


def test_a_name_whose_end_the_copy_cut_is_left_out():
    assert list(_parts("China Electronics Technology Group Corporation’s 13", "")) == []
    assert list(_parts("Ministry of Education Key Laboratory for Aircraft Engine XXXX", "")) == []
