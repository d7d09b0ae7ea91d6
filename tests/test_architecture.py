"""The shape of the code: imports point one way, and nothing is left half-built."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "watchlists": {"watchlists"},
    "screening": {"screening", "watchlists"},
    "web": {"web", "screening", "watchlists"},
}


def imports_of(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_imports_point_one_way():
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for package, allowed in MAY_IMPORT.items()
        for path in (ROOT / package).rglob("*.py")
        for name in imports_of(path)
        if name in MAY_IMPORT and name not in allowed
    ]
    assert wrong == []


def test_subjects_have_no_field_that_could_profile_a_person():
    from screening.model import Subject

    forbidden = {"nationality", "citizenship", "ethnicity", "gender", "sex", "birthplace", "religion"}
    assert forbidden.isdisjoint(Subject.__dataclass_fields__)
