"""The client, the examples and the command line against a service that really listens."""

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from accounts import new_key
from click.testing import CliRunner
from local_token import TOKEN
from werkzeug.serving import make_server

from screening.accounts.one_time_links import FIRST_TEAM
from screening.cli import main
from screening.client import Client, ServiceAway, ServiceRefused
from screening.watch.queries import team_watches

ROOT = Path(__file__).parents[3]


@pytest.fixture
def listening(make_app):
    """Let an application listen; gives its address."""
    servers = []

    def listen(app=None):
        server = make_server("127.0.0.1", 0, app or make_app(), threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield listen
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def test_batches_of_any_size_come_back_in_order(listening):
    names = ["Beihang University", "KU Leuven"] * 1_100
    results = list(Client(listening(), TOKEN).screen({"name": name} for name in names))
    assert [each["subject"]["name"] for each in results] == names
    assert [each["assessment"]["outcome"] for each in results[:2]] == ["review", "no_match"]


def test_long_texts_are_sent_in_as_many_calls_as_they_need(listening):
    long = {"name": "KU Leuven", "affiliations": ["KU Leuven, " + "x" * 1_900] * 50}
    results = list(Client(listening(), TOKEN).screen([long] * 5))
    assert [each["error"] for each in results] == [None] * 5


def test_what_the_service_looks_in_is_asked_for(listening):
    client = Client(listening(), TOKEN)
    assert {each["id"] for each in client.lists()} == {"us-entity-list", "jp-end-users", "un-sanctions"}
    assert "international-baseline" in {each["id"] for each in client.policies()}
    assert [each["name"] for each in client.organisations("KU Leu")] == ["KU Leuven"]


def test_a_refusal_is_raised_with_its_code_and_not_tried_again(listening, make_app, place):
    new_key(place)
    waited = []
    client = Client(listening(make_app(context=place)), "rs_wrong", sleep=waited.append)
    with pytest.raises(ServiceRefused) as refused:
        client.lists()
    assert (refused.value.code, refused.value.status, waited) == ("key-needed", 401, [])


def test_a_service_that_asks_to_wait_is_waited_for_and_asked_again(listening, make_app, clock, place):
    key = new_key(place, calls=1)

    def sleep(seconds):
        clock.moved(seconds=seconds)

    client = Client(listening(make_app(context=place)), key, sleep=sleep)
    began = clock.now
    assert client.lists() == client.lists()
    assert (clock.now - began).total_seconds() == 60


def test_a_service_that_is_not_there_is_named_as_such():
    waited = []
    with pytest.raises(ServiceAway):
        Client("http://127.0.0.1:9", tries=3, sleep=waited.append).lists()
    assert waited == [0.5, 1.0]


@pytest.mark.parametrize(
    ("subjects", "says"),
    [
        (["KU Leuven"], "number 0 of it is a str"),
        ([{"name": "KU Leuven"}, ["KU Leuven"]], "number 1 of it is a list"),
        ({"name": "KU Leuven"}, "it is one object"),
        ("KU Leuven", "it is a str"),
        (None, "it is a NoneType"),
    ],
)
def test_subjects_that_are_no_list_of_objects_are_named_as_such(listening, subjects, says):
    client = Client(listening(), TOKEN)
    for ask in (lambda: list(client.screen(subjects)), lambda: client.start_run_of(subjects)):
        with pytest.raises(TypeError, match="subjects is a list of objects") as wrong:
            ask()
        assert says in str(wrong.value)


def test_an_address_without_its_scheme_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(ServiceAway, match="begins with http://"):
        Client("screening.example.org")
    (tmp_path / "a.csv").write_text("Name\nKU Leuven\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["screen", str(tmp_path / "a.csv"), "--server", "screening.example.org"])
    assert "begins with http://" in done.output
    assert done.exit_code == 2


def test_a_refusal_keeps_each_fault_of_the_body(listening):
    with pytest.raises(ServiceRefused) as refused:
        list(Client(listening(), TOKEN).screen([{"name": "KU Leuven"}], project={"a": 1}))
    assert [each["pointer"] for each in refused.value.errors] == ["/project/a"]


@pytest.mark.parametrize(
    "command",
    [
        ["examples/api_batch.py"],
        ["examples/api_batch.py", "no-such-file.csv"],
        ["examples/api_batch.py", "README.md"],
        ["examples/webhook_receiver.py"],
        ["examples/webhook_receiver.py", "8100"],
    ],
)
def test_an_example_that_lacks_something_says_how_it_is_started(command):
    environment = {key: text for key, text in os.environ.items() if key != "WEBHOOK_SECRET"}
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Usage: ")
    assert len(done.stderr.splitlines()) == 1


def test_the_python_example_runs(listening):
    environment = {**os.environ, "SCREENING_SERVER": listening(), "SCREENING_API_KEY": TOKEN}
    command = [sys.executable, "examples/api_batch.py", "examples/organisations.csv"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    rows = (ROOT / "examples/organisations.csv").read_text(encoding="utf-8").splitlines()
    assert len(done.stdout.splitlines()) == len(rows) - 1


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_shell_example_runs(listening):
    environment = {**os.environ, "SCREENING_SERVER": listening(), "SCREENING_API_KEY": TOKEN}
    done = subprocess.run(
        ["sh", "examples/api.sh"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.count("Beihang University") > 3


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_shell_example_of_a_watch_runs_as_often_as_one_likes(listening, make_app, place):
    key = new_key(place)
    environment = {**os.environ, "SCREENING_API_KEY": key}
    environment["SCREENING_SERVER"] = listening(make_app(context=place))
    command = ["sh", "examples/watch.sh", "examples/organisations.csv", "2027-11-25"]
    for _ in range(2):
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        made, given, changes, read = map(json.loads, filter(None, done.stdout.splitlines()))
        assert (made["state"], made["reference"], made["version"]) == ("watching", "laser-laboratory", 1)
        assert (given["new"], given["watch"]["id"]) == (False, made["id"])
        assert (changes["changes"], read["read"]) == ([], 0)
    assert [each.id for each in team_watches(place, FIRST_TEAM)] == [made["id"]]


def test_the_command_line_refuses_what_a_service_cannot_do_for_it(tmp_path):
    done = CliRunner().invoke(
        main, ["screen", "x.csv", "--server", "http://127.0.0.1:9", "--fail-on", "high"]
    )
    assert done.exit_code == 2
    assert "do not go with --server" in done.output
