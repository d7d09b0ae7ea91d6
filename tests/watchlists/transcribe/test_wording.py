"""What a publisher prints beside a name, and what is no name of anybody."""

from watchlists.model import NameKind
from watchlists.transcribe.aspi import _part
from watchlists.transcribe.wording import bracketed


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
