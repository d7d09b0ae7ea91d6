"""What stands around the service fails: the database, the disk, the clock, its own files. It says so, and goes on after."""

import hashlib
import json
import os
import random
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest
from databases import new_postgres
from gate_to_postgres import GateToPostgres
from served import Service

pytestmark = pytest.mark.soak
SHUT_SECONDS = 30
NAMES = ["Beihang University", "KU Leuven", "Harbin Engineering University", "Dept of Physics, MIT"]
CLOCK = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")


def table(rows, number=0):
    """A list of so many rows, as CSV."""
    return "Institution,Country\n" + "".join(f'"{NAMES[row % 4]} {number} {row}",\n' for row in range(rows))


def check(service):
    """One check; the status of the answer."""
    return service.call(
        "POST", "/api/v1/screen", json={"subjects": [{"name": "Beihang University"}]}
    ).status_code


def report(service, run_id):
    """The bytes of a run's report."""
    answer = service.call("GET", f"/api/v1/runs/{run_id}/report")
    assert answer.ok, answer.text
    return answer.content


def sound(service):
    """That the log, the state and the files agree, by the command that says so."""
    said = service.command("audit", "verify")
    assert said.returncode in (0, 3), said.stdout + said.stderr  # 3: no head yet to hold its end against


@pytest.mark.postgresql
def test_a_database_that_is_gone_for_half_a_minute_loses_nothing(tmp_path, tell):
    with new_postgres() as address:
        gate = GateToPostgres(address)
        with Service(tmp_path / "data", SCREENING_DATABASE_URL=gate.address) as service:
            undisturbed = service.give_list("list.csv", table(3_000)).json()["id"]
            assert service.ended(undisturbed)["state"] == "finished"
            expected = service.run(undisturbed)
            run_id = service.give_list("list.csv", table(3_000)).json()["id"]
            gate.shut()
            began, statuses = time.monotonic(), set()
            while time.monotonic() - began < SHUT_SECONDS:
                for method, path in (
                    ("GET", f"/api/v1/runs/{run_id}"),
                    ("GET", "/runs"),
                    ("GET", "/healthz"),
                ):
                    answer = service.call(method, path)
                    statuses.add((path.rpartition("/")[0] or path, answer.status_code))
                    assert "Traceback" not in answer.text
                    assert answer.status_code in (200, 503), answer.text
                given = service.give_list("list.csv", table(10))
                assert given.status_code == 503, given.text
                assert given.json()["code"].startswith("storage-")
                time.sleep(1)
            gate.open()
            service.wait_until_answered()
            ended = service.ended(run_id)
            assert ended["state"] == "finished", ended
            assert ended["rows"] == expected["rows"]
            assert sorted(report(service, run_id).splitlines()) == sorted(
                report(service, undisturbed).splitlines()
            )
            sound(service)
            tell(f"seconds without database: {SHUT_SECONDS}; answers: {sorted(statuses)}")
        gate.close()


# As root who may write only where the rights of a file say so.
BOUND_BY_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


def set_rights(folder, *, writable):
    """Let the owner of a folder write to it and all below it, or only read."""
    for path in [folder, *folder.rglob("*")]:
        path.chmod((0o700 if writable else 0o500) if path.is_dir() else (0o600 if writable else 0o400))


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_lost(tmp_path):
    """The data folder loses its right to be written under the running service, and gets it back."""
    data, program = tmp_path / "data", BOUND_BY_RIGHTS if os.geteuid() == 0 else ()
    service = Service(data)
    service.start(program=program)
    try:
        done = service.give_list("list.csv", table(100)).json()["id"]
        assert service.ended(done)["state"] == "finished"
        before = report(service, done)
        set_rights(data, writable=False)
        given = service.give_list("list.csv", table(100))
        assert given.status_code in (503, 507), given.text
        assert given.json()["code"].startswith("storage-"), given.text
        page, _ = service.upload("list.csv", table(10))
        assert page.status_code in (503, 507), page.text[:500]
        assert "Traceback" not in page.text
        service.stop()
        service.start(
            answers=False, program=program, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        said, _ = service.process.communicate(timeout=300)
        assert service.process.returncode not in (0, None)
        assert "Traceback" not in said, said
        set_rights(data, writable=True)
        service.start(program=program)
        again = service.give_list("list.csv", table(100)).json()["id"]
        assert service.ended(again)["state"] == "finished"
        assert report(service, done) == before
    finally:
        service.stop()


def set_clock(file, moved):
    """Move the clock of the service; the file that says so is whole whenever it is read."""
    whole = file.with_suffix(".new")
    whole.write_text(f"{moved}\n")
    whole.replace(file)


@pytest.mark.skipif(not CLOCK.exists(), reason="libfaketime is not on this machine.")
@pytest.mark.parametrize("jump", ["+10y", "-10y", "+1d", "-1d", "+1h", "-1h"])
def test_a_clock_that_jumps_loses_no_run_and_breaks_no_log(service, tmp_path, jump):
    service.stop()
    clock = tmp_path / "clock"
    set_clock(clock, "+0")
    service.environment |= {
        "LD_PRELOAD": str(CLOCK),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    service.start()
    first = service.give_list("list.csv", table(3_000)).json()["id"]
    set_clock(clock, jump)
    ended = service.ended(first)
    assert ended["state"] == "finished", ended
    second = service.give_list("list.csv", table(100))
    assert second.status_code == 202, second.text
    assert service.ended(second.json()["id"])["state"] == "finished"
    set_clock(clock, "+0")
    third = service.give_list("list.csv", table(100)).json()["id"]
    assert service.ended(third)["state"] == "finished"
    assert check(service) == 200
    sound(service)


def test_fifty_lists_at_once_all_end_and_checks_are_answered_meanwhile(service, tell):
    given = [service.give_list(f"list {n}.csv", table(400, n)) for n in range(50)]
    assert {answer.status_code for answer in given} == {202}
    waiting, checks = {answer.json()["id"] for answer in given}, []
    began = time.monotonic()
    while waiting:
        assert time.monotonic() - began < 900, f"{len(waiting)} lists are not done"
        asked = time.monotonic()
        assert check(service) == 200
        checks.append(time.monotonic() - asked)
        states = {run_id: service.run(run_id)["state"] for run_id in waiting}
        assert set(states.values()) <= {"queued", "running", "finished"}
        waiting = {run_id for run_id, state in states.items() if state != "finished"}
    sound(service)
    tell(f"50 lists in {time.monotonic() - began:.0f} s; slowest of {len(checks)} checks {max(checks):.2f} s")


def test_a_damaged_compiled_file_changes_no_answer(tmp_path):
    """20 damages of the mapped file: cut, flipped, emptied. It is built anew, and every answer is the same."""
    answers = _Answers(tmp_path)
    right = answers.take()
    compiled, chance = answers.compiled, random.Random(5)
    whole = compiled.read_bytes()
    for number in range(20):
        compiled.write_bytes(harmed(whole, number, chance))
        assert answers.take() == right, f"damage {number} changed an answer"
        compiled.write_bytes(whole)


def harmed(whole, number, chance):
    """The bytes of a file, by turns cut off, with bits turned over, and with a page of zeros."""
    damaged = bytearray(whole)
    if number % 3 == 0:
        del damaged[chance.randrange(len(damaged)) :]
    elif number % 3 == 1:
        for _ in range(8):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    else:
        begin = chance.randrange(len(damaged))
        damaged[begin : begin + 4_096] = b"\0" * len(damaged[begin : begin + 4_096])
    return damaged


def test_a_damaged_edition_of_a_list_is_refused_and_never_screened_with(tmp_path, tell):
    """60 damages of what is stored of a list of our own: refused in a sentence, or every answer is the same."""
    service, given = Service(tmp_path / "data"), tmp_path / "ours.csv"
    given.write_text("name,country\nZzyx Institute of Quiet Optics,Norway\nZzyx Foundry,\n")
    brought = service.command(
        "lists", "import", "ours", given, "--title", "Ours", "--by", "A. Person", "--reason", "a trial"
    )
    assert brought.returncode == 0, brought.stderr
    answers = _Answers(tmp_path, service, ["Zzyx Institute of Quiet Optics", *NAMES])
    right = answers.take()
    stored = sorted(path for path in (tmp_path / "data" / "lists").rglob("*") if path.is_file())
    chance, ends = random.Random(6), Counter()
    for number in range(60):
        path = chance.choice([path for path in stored if path.stat().st_size])
        whole = path.read_bytes()
        path.write_bytes(harmed(whole, number, chance))
        said = answers.run()
        assert "Traceback" not in said.stderr
        if answers.out.exists():
            assert answers.facts() == right, f"damage {number} of {path} changed an answer"
            ends["the same answers"] += 1
        else:
            ends[said.stderr.rpartition("[")[2].strip().rstrip("]")] += 1
            assert said.returncode == 2, said.stderr
        path.write_bytes(whole)
    assert answers.take() == right
    assert ends["snapshot-damaged"] > 0
    tell(f"60 damages of stored editions: {dict(ends)}")


class _Answers:
    """What one command says of some names, with its compiled lists in a folder of the test's own."""

    def __init__(self, folder, service=None, names=()):
        self.cache = folder / "cache"
        self.service = service or Service(folder / "data")
        self.service.environment["SCREENING_CACHE_DIR"] = str(self.cache)
        self.list, self.out = folder / "list.csv", folder / "list.json"
        self.list.write_text("Institution\n" + "\n".join(names) if names else table(12))

    @property
    def compiled(self):
        """The file of the compiled lists."""
        (found,) = self.cache.glob("linker-*.bin")
        return found

    def run(self):
        """Screen the list; what the command said."""
        self.out.unlink(missing_ok=True)
        return self.service.command("screen", self.list, "-o", self.out, "--format", "json")

    def facts(self):
        """What was found, as one hash."""
        facts = json.loads(self.out.read_text())["results"]
        for each in facts:
            del each["provenance"]["screened_at"]  # the moment of the command
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

    def take(self):
        """Screen the list; what was found."""
        said = self.run()
        assert said.returncode in (0, 1, 2), said.stderr
        return self.facts()
