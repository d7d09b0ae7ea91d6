"""One `screening serve` a data folder, which ends with all that it started: with real processes, killed in earnest."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from receiver import HERE, free_port, wait_for
from served import program

from screening.accounts.local_token import forget_token, make_token, read_token
from screening.runs.parent_process import PIPE
from screening.runs.service_lock import (
    LOCK,
    CannotListen,
    ServedAlready,
    check_port,
    is_served_at,
    only_service,
)
from screening.settings import Settings

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
PATIENCE = 300  # seconds; a loaded machine builds the linker first
COMMAND = [sys.executable, "-m", "screening"]


@contextmanager
def started(data, *words, **more):
    """A command on a data folder; what it leaves behind is killed at the end."""
    environment = {**os.environ, "SCREENING_DATA": str(data), "SCREENING_AUTO_UPDATE_LISTS": "false", **more}
    with subprocess.Popen(
        [*COMMAND, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            # Once it has been waited for, its number may be that of a process of somebody else.
            under = below(process.pid) if process.poll() is None else []
            process.kill()
            for each in (*holders(data), *under):
                tell(each)


def tell(process, word=signal.SIGKILL):
    """Send a signal to a process that may have ended."""
    try:
        os.kill(process, word)
    except ProcessLookupError:
        return


def holders(data):
    """Processes that have the lock of a data folder open."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            files = [str(file.readlink()) for file in (process / "fd").iterdir()]
        except OSError:
            continue
        if str(data / LOCK) in files:
            found.append(int(process.name))
    return found


def below(process):
    """Every process under another one."""
    try:
        said = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return []
    return [each for child in map(int, said.split()) for each in (child, *below(child))]


def all_hold_the_lock(processes, data):
    """Whether each process has the lock open; what was started a moment ago may not be seen to have it yet."""
    return set(processes) <= set(holders(data))


def until(holds):
    """Wait until something holds."""
    limit = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < limit
        time.sleep(0.1)


def lives(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def refused(port):
    try:
        socket.create_connection((HERE, port), 1).close()
    except OSError:
        return True
    return False


@pytest.fixture
def data(settle, tmp_path):
    return settle(tmp_path / "data")


def test_a_second_service_is_told_who_serves_since_when_and_what_to_do(data):
    with only_service(Settings(data=data), NOW):
        second = subprocess.run(
            [*COMMAND, "serve"],
            env={**os.environ, "SCREENING_DATA": str(data), "SCREENING_PORT": str(free_port())},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert second.returncode == 2
    (sentence,) = second.stderr.splitlines()
    assert sentence.endswith("[served-already]")
    assert f"process {os.getpid()}, since 2026-11-25T09:30:00+00:00" in sentence
    assert f"`kill {os.getpid()}`" in sentence
    assert not (data / "token").exists()  # it did not void the token of the one that serves


def test_the_folder_is_free_again_once_the_service_has_ended(data):
    for _ in range(2):
        with only_service(Settings(data=data), NOW):
            pass


def test_what_outlives_the_service_holds_the_folder_and_is_named(data):
    with only_service(Settings(data=data), NOW) as lock:
        left = subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, pass_fds=[lock])
    noted = {"pid": 2**22 + 1, "since": NOW.isoformat(), "port": 8080}  # more than there are process ids
    (data / LOCK).write_text(json.dumps(noted))
    with left:
        with pytest.raises(ServedAlready) as said, only_service(Settings(data=data), NOW):
            pass
        left.stdin.close()
    assert "has ended, but what it started" in said.value.sentence
    assert f"(processes {left.pid})" in said.value.sentence
    with only_service(Settings(data=data), NOW):
        pass


def test_two_data_folders_are_served_side_by_side(data, settle, tmp_path):
    other = settle(tmp_path / "other")
    with only_service(Settings(data=data), NOW), only_service(Settings(data=other), NOW):
        pass


def test_a_port_that_is_taken_is_said_in_one_sentence(data):
    with socket.create_server((HERE, 0)) as taken:
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [*COMMAND, "serve"],
            env={**os.environ, "SCREENING_DATA": str(data), "SCREENING_PORT": str(port)},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert ended.returncode == 2
    (sentence,) = ended.stderr.splitlines()
    assert sentence.endswith("[cannot-listen]")
    assert f"port {port} of {HERE}" in sentence
    assert "SCREENING_PORT" in sentence


def test_an_address_of_another_machine_is_refused_with_the_reason(data):
    with pytest.raises(CannotListen, match="Cannot assign requested address"):
        check_port(Settings(data=data, host="192.0.2.7", port=free_port()))


def test_a_worker_started_by_hand_needs_no_lock_and_ends_with_nobody(data):
    with only_service(Settings(data=data), NOW), started(data, "worker") as worker:
        line = worker.stderr.readline()
        assert "worker started" in line
        assert worker.poll() is None
        worker.terminate()
        assert worker.wait(PATIENCE) == 0


@pytest.mark.parametrize("command", [["worker"], ["lists", "auto-update"]])
def test_a_child_ends_when_the_pipe_of_its_parent_closes(data, command):
    """As the system closes it when the parent is killed, also before the child has begun to look."""
    reading, writing = os.pipe()
    environment = {
        **os.environ,
        "SCREENING_DATA": str(data),
        PIPE: str(reading),
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }
    with program(
        [*COMMAND, *command], env=environment, pass_fds=[reading], stdout=subprocess.DEVNULL
    ) as child:
        os.close(reading)
        os.close(writing)
        assert child.wait(PATIENCE) in (0, -signal.SIGTERM)


def test_a_token_is_new_at_each_start_and_its_owners_alone(data):
    settings = Settings(data=data, token="")
    first = make_token(settings)
    assert read_token(settings) == first
    assert len(first) == 43
    assert (data / "token").stat().st_mode & 0o777 == 0o600
    assert make_token(settings) != first
    forget_token(settings)
    assert read_token(settings) == ""


def test_a_token_that_is_set_stays(data):
    settings = Settings(data=data, token="0123456789abcdefghijklmnopqrstuvwxyz")
    assert make_token(settings) == read_token(settings) == settings.token.get_secret_value()


def test_the_token_goes_to_the_service_of_the_data_folder_only(data):
    settings = Settings(data=data)
    with only_service(Settings(data=data, port=8123), NOW):
        assert is_served_at(settings, "http://127.0.0.1:8123")
        for other in (
            "http://127.0.0.1:8124",
            "http://localhost:8123/",  # which may lead to ::1
            "http://[::1]:8123",
            "https://screening.example.org:8123",
            "http://127.0.0.1",
            "http://[::",
        ):
            assert not is_served_at(settings, other)
    assert not is_served_at(settings, "http://127.0.0.1:8123")  # anybody may listen there now


@pytest.mark.parametrize(
    ("host", "at"),
    [("::1", "[::1]"), ("[::1]", "[::1]"), ("0.0.0.0", "127.0.0.1"), ("localhost", "127.0.0.1")],
)
def test_the_token_goes_where_the_service_listens(data, host, at):
    with only_service(Settings(data=data, host=host, port=8123), NOW):
        assert is_served_at(Settings(data=data), f"http://{at}:8123")


def test_the_token_does_not_go_to_the_port_of_a_service_of_which_only_children_are_left(data):
    settings = Settings(data=data, port=8123)
    with only_service(settings, NOW) as lock:
        left = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(lock,))
    try:
        assert not is_served_at(settings, "http://127.0.0.1:8123")
    finally:
        left.kill()
        left.wait()
        left.stdin.close()


@pytest.mark.slow
def test_kill_9_of_the_service_ends_all_that_it_started_and_another_one_starts(data):
    port = free_port()
    with started(data, "serve", SCREENING_PORT=str(port)) as first:
        wait_for(port, PATIENCE)
        # gunicorn, its two processes, and the worker
        until(lambda: len(below(first.pid)) >= 4 and all_hold_the_lock(below(first.pid), data))
        under = below(first.pid)
        first.kill()
        first.wait()
        until(lambda: not any(map(lives, under)))
        assert refused(port)
    with started(data, "serve", SCREENING_PORT=str(port)) as second:
        wait_for(port, PATIENCE)
        second.terminate()
        assert second.wait(PATIENCE) == 0
    assert not (data / "token").exists()
    assert holders(data) == []


@pytest.mark.slow
def test_a_child_that_is_stopped_keeps_others_out_until_it_goes_on(data):
    port = free_port()
    with started(data, "serve", SCREENING_PORT=str(port), SCREENING_WEB_PROCESSES="1") as first:
        wait_for(port, PATIENCE)
        until(lambda: len(below(first.pid)) >= 3)
        (worker,) = [
            each
            for each in below(first.pid)
            if Path(f"/proc/{each}/cmdline").read_bytes().endswith(b"worker\0")
        ]
        os.kill(worker, signal.SIGSTOP)
        first.kill()
        first.wait()
        until(lambda: holders(data) == [worker])
        with started(data, "serve", SCREENING_PORT=str(port)) as second:
            assert second.wait(PATIENCE) == 2
            said = second.stderr.read()
        assert f"(processes {worker})" in said
        tell(worker, signal.SIGCONT)
        until(lambda: not lives(worker))


def of_two_at_once(data):
    """Start two services; the exit codes of those that ended by themselves, before either was told to."""
    ports = free_port(), free_port()
    with (
        started(data, "serve", SCREENING_PORT=str(ports[0])) as one,
        started(data, "serve", SCREENING_PORT=str(ports[1])) as other,
    ):
        until(lambda: one.poll() is not None or other.poll() is not None)
        going = one if one.poll() is None else other
        assert going.stdout.readline()  # it has installed, and says how to get in
        codes = [each.poll() for each in (one, other)]
        said = (one if going is other else other).stderr.read()
        going.terminate()
        going.wait(PATIENCE)
    assert said.strip().endswith("[served-already]")
    return codes


@pytest.mark.slow
def test_of_two_services_that_start_at_once_exactly_one_goes_on(data):
    assert sorted(map(str, of_two_at_once(data))) == ["2", "None"]


@pytest.mark.soak
def test_of_two_services_exactly_one_goes_on_twenty_times(data):
    for _ in range(20):
        assert sorted(map(str, of_two_at_once(data))) == ["2", "None"]


@pytest.mark.soak
def test_a_killed_service_can_be_started_again_twenty_times(data):
    port = free_port()
    for _ in range(20):
        with started(data, "serve", SCREENING_PORT=str(port), SCREENING_WEB_PROCESSES="1") as service:
            wait_for(port, PATIENCE)
            under = below(service.pid)
            service.kill()
            service.wait()
            until(lambda: not any(map(lives, under)) and not holders(data))  # noqa: B023 - within its turn
