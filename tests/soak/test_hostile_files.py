"""Every hostile file through both doors of the shipped service: refused by the right code or asked about, and it lives on.

Run with `python -m pytest -m soak tests/soak/test_hostile_files.py`; the last lines are the figures of docs/threats.md.
"""

import threading
from collections import Counter
from pathlib import Path

import pytest
from hostile_files import every_file

pytestmark = pytest.mark.soak
ACCEPT = "<button>Screen "  # only on the page of a list that can be screened; a question has the same form without it
MEMORY = 1.5 * 2**30  # bytes of one process that answers; the child that reads may take its GiB besides


def test_every_hostile_file_is_refused_by_its_code_at_both_doors(service, tell):
    outcomes, wrong = Counter(), []
    with Memory(service) as memory:
        through_both_doors(service, memory, outcomes, wrong)
    assert service.call("POST", "/api/v1/screen", json={"subjects": [{"name": "KU Leuven"}]}).ok
    tell(f"{sum(outcomes.values())} files at 2 doors; ends: {dict(outcomes)}; wrong: {len(wrong)}")
    tell(f"most memory of one process: {memory.most:,} bytes")
    for each in wrong:
        tell(str(each))
    assert wrong == []


class Memory:
    """The most memory that any process below the service ever took, looked at all the while.

    The system keeps the highest mark of each process, so that what was taken between two looks is seen too.
    """

    def __init__(self, service):
        self.service, self.most, self._done = service, 0, threading.Event()
        self._looks = threading.Thread(target=self._look)

    def __enter__(self):
        self._looks.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._looks.join()

    def _look(self):
        while not self._done.wait(0.02):
            self.most = max(self.most, *map(peak, self.service.processes()), 0)


def peak(pid):
    """The most bytes that a process has held; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def begins_a_run(page):
    """Whether the page has a button that begins the run of its list."""
    return ACCEPT in page


def through_both_doors(service, memory, outcomes, wrong):
    """Give every file to the API and to the page; count how they end, and gather those that end wrongly."""
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
        # A question is a form without a code, and what is asked about cannot be begun.
        asks = state == "needs_mapping" and shown == "" and not begins_a_run(page.text)
        right = "*" in each.codes or (said in each.codes and (shown in each.codes or asks))
        outcomes[state] += 1
        if not right or answer.status_code >= 500 or page.status_code >= 500:
            wrong.append((each.kind, each.name[:40], state, said, page.status_code, shown))
        assert memory.most < MEMORY, f"{each.kind}: a process took {memory.most:,} bytes"
