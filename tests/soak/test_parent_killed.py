"""The parent of all processes is killed, again and again: nothing outlives it, and the next one carries on."""

import random
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.soak
KILLS = 300
LIST = "Institution,Country\n" + "".join(f'"Beihang University {row}",\n' for row in range(2_000))


def gone(pids, seconds=20):
    """Wait until none of these processes lives; say which do."""

    def lives(pid):
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    end = time.monotonic() + seconds
    while left := [pid for pid in pids if lives(pid)]:
        if time.monotonic() > end:
            return left
        time.sleep(0.02)
    return []


def test_three_hundred_kills_of_the_parent_leave_no_process_and_lose_no_run(service, tell):
    chance = random.Random(7)
    undisturbed = service.give_list("list.csv", LIST).json()["id"]
    assert service.ended(undisturbed)["state"] == "finished"
    expected = service.call("GET", f"/api/v1/runs/{undisturbed}/report").content
    run_ids = [service.give_list("list.csv", LIST).json()["id"] for _ in range(3)]
    left = []
    for _ in range(KILLS):
        below = service.processes()
        service.kill()
        left += gone(below)
        service.start(answers=False)
        time.sleep(chance.uniform(0.05, 3))
        assert service.process.poll() is None, "the next one was refused"
    service.wait_until_answered()
    for run_id in run_ids:
        assert service.ended(run_id)["state"] == "finished"
        report = service.call("GET", f"/api/v1/runs/{run_id}/report").content
        assert report == expected, f"the report of run {run_id} differs"
    assert left == []
    said = service.command("audit", "verify")
    assert said.returncode in (0, 3), said.stdout + said.stderr
    tell(f"{KILLS} kills of the parent; processes that outlived it: {len(left)}; runs lost: 0")
