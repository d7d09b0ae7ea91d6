"""Every hostile file through both doors of the shipped service: refused by the right code or asked about, and it lives on.

Run with `python -m pytest -m soak tests/soak/test_hostile_files.py`; the last lines are the figures of docs/threats.md.
"""

import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "hostile"))
from files import every_file

pytestmark = pytest.mark.soak
MEMORY = 1.5 * 2**30  # bytes of one process that answers; the child that reads may take its GiB besides


def test_every_hostile_file_is_refused_by_its_code_at_both_doors(service, tell):
    outcomes, wrong = Counter(), []
    for each in every_file():
        answer = service.give_list(each.name, each.content)
        if answer.status_code == 202:
            ended = service.ended(answer.json()["id"])
            said = ended.get("code") or ""
            state = ended["state"]
        else:
            said, state = answer.json().get("code", ""), str(answer.status_code)
        page, _fields = service.upload(each.name, each.content)
        shown = service.code(page.text)
        right = "*" in each.codes or (said in each.codes and shown in {said, "", *each.codes})
        outcomes[state] += 1
        if not right or answer.status_code >= 500 or page.status_code >= 500:
            wrong.append((each.kind, each.name[:40], state, said, page.status_code, shown))
        biggest = max(service.processes().values())
        assert biggest < MEMORY, f"{each.kind}: a process took {biggest:,} bytes"
    assert service.call("POST", "/api/v1/screen", json={"subjects": [{"name": "KU Leuven"}]}).ok
    tell(f"{sum(outcomes.values())} files at 2 doors; ends: {dict(outcomes)}; wrong: {len(wrong)}")
    for each in wrong:
        tell(str(each))
    assert wrong == []
