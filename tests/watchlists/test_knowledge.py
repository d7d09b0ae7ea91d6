"""Curated knowledge is read strictly, and every row of it has a source and a reason."""

import pytest

from watchlists.errors import KnowledgeInvalid
from watchlists.knowledge import read_alias_conflicts
from watchlists.model import NameKind

HEADER = "list,listing,alias,kind,bearer,reason,source"


def write(folder, *lines):
    (folder / "alias_conflicts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_a_conflict_says_whose_name_it_is_and_how_it_is_held(tmp_path):
    (conflict,) = read_alias_conflicts(write(tmp_path, HEADER, "l,L,A,contested,B,why,https://x.example"))
    assert conflict.bearer == "B"
    assert conflict.name_kind is NameKind.CONTESTED


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("l,L,A,doubtful,B,why,src", "kind 'doubtful' is not one of"),
        ("l,L,A,weak,B,why", "7 cells are needed, 6 stand there"),
        ("l,L,A,weak,B,why,", "source is empty"),
        ("l,L,A ,weak,B,why,src", "a stray blank in alias"),
        ("l,L,First,weak,B,why,src", "it repeats line 2"),
    ],
)
def test_a_malformed_line_refuses_the_file_with_line_and_reason(tmp_path, line, reason):
    with pytest.raises(KnowledgeInvalid, match=f"^alias_conflicts.csv, line 3: {reason}"):
        read_alias_conflicts(write(tmp_path, HEADER, "l,L,First,weak,B,why,src", line))


def test_a_foreign_header_is_refused(tmp_path):
    with pytest.raises(KnowledgeInvalid, match="line 1: the header must be"):
        read_alias_conflicts(write(tmp_path, "a,b"))


def test_alias_conflicts_are_many_and_sourced():
    conflicts = read_alias_conflicts()
    assert len(conflicts) >= 30
    assert all(conflict.source.startswith("https://") for conflict in conflicts)
