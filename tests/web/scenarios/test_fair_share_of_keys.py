"""One key and the others, at a real server: its calls end with its connection, and never take the service from others."""

import http.client
import json
import os
import random
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from accounts import first, new_key
from receiver import HERE, free_port, wait_for

from screening.context import open_context
from screening.file_locks import Slots
from screening.settings import Settings
from watchlists.register import load_register

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]
PATIENCE = 300  # seconds; a loaded machine builds the linker first
THREADS = 12  # of each of two processes
TICKS = os.sysconf("SC_CLK_TCK")


class Service:
    """The service as gunicorn serves it, with an installation of two keys and one person."""

    def __init__(self, data):
        self.slots = Slots(data / "calls-at-once")
        place = open_context(Settings(data=data))
        limits = {"calls": 100_000, "subjects": 10_000_000, "characters": 900_000_000}
        self.greedy, self.other = (new_key(place, holder, **limits) for holder in ("Greedy", "Other"))
        self.session = first(place)
        place.close()
        self.port = free_port()
        settings = {"SCREENING_DATA": str(data), "SCREENING_CALL_SECONDS": "60"}
        command = [sys.executable, "-m", "gunicorn", "--config", "python:web.gunicorn_settings"]
        command += ["--threads", str(THREADS), "--workers", "2", "--bind", f"{HERE}:{self.port}", "wsgi:app"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings)
        wait_for(self.port, PATIENCE)

    def call(self, key, subjects, connection=None):
        """The status of a call and its body; over a connection that somebody else may close."""
        connection = connection or http.client.HTTPConnection(HERE, self.port, timeout=PATIENCE)
        with closing(connection):
            connection.request("POST", "/api/v1/screen", json.dumps({"subjects": subjects}), bearer(key))
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    def page(self, path):
        """The status of a page for the person who is signed in."""
        with closing(http.client.HTTPConnection(HERE, self.port, timeout=PATIENCE)) as connection:
            connection.request("GET", path, headers={"Cookie": f"screening-here={self.session}"})
            return connection.getresponse().status

    def processor_seconds(self):
        """Of gunicorn and its workers, so far."""
        below = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        fields = [Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split() for each in below]
        return sum(int(user) + int(system) for *_, user, system in (each[:13] for each in fields)) / TICKS

    def is_answering(self, key):
        """Whether a call of a key is under way; of several, the first that began."""
        slot = self.slots.take(f"calls key:{key.split('_')[1]}", 1)
        if slot is not None:
            slot.close()
        return slot is None


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    data = tmp_path_factory.mktemp("served") / "data"
    initialise = [sys.executable, "-m", "screening", "init"]
    subprocess.run(initialise, env=os.environ | {"SCREENING_DATA": str(data)}, check=True)
    served = Service(data)
    yield served
    served.process.terminate()
    served.process.wait(60)


def bearer(key):
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}


def heaviest(seed):
    """As much as one call may ask: 199,000 characters of texts that no other call has."""
    chance, names = random.Random(seed), [body.names[0].text for body in load_register().in_order]
    texts = [
        "; ".join(f"Department {chance.random()}, {chance.choice(names)}" for _ in range(60))
        for _ in range(100)
    ]
    return [{"name": "Jane Roe", "affiliations": [text[:1_980]]} for text in texts]


def test_a_call_ends_with_its_connection(service):
    """What the whole call costs is measured at a call that nobody ends, alike but of other texts."""
    service.call(service.other, [{"name": "KU Leuven"}])
    began = service.processor_seconds()
    status, answer = service.call(service.other, heaviest(1))
    whole = service.processor_seconds() - began
    assert (status, len(answer["results"])) == (200, 100)
    assert "deadline" not in {each["error"]["code"] for each in answer["results"] if each["error"]}
    began = service.processor_seconds()
    connection = http.client.HTTPConnection(HERE, service.port, timeout=PATIENCE)
    subjects = json.dumps({"subjects": heaviest(2)})
    connection.request("POST", "/api/v1/screen", subjects, bearer(service.greedy))
    while service.processor_seconds() - began < whole / 10:  # it is under way
        pass
    connection.close()
    while service.is_answering(service.greedy):
        pass
    assert service.processor_seconds() - began < 2 * whole / 3


def test_a_key_that_sends_half_its_calls_takes_no_threads_from_others(service):
    """More of them than there are threads in both processes."""
    head = f"POST /api/v1/screen HTTP/1.1\r\nHost: {HERE}\r\nContent-Length: 1000\r\n"
    half = f"{head}Authorization: Bearer {service.greedy}\r\nContent-Type: application/json\r\n\r\n{{"
    with ExitStack() as opened:
        for _ in range(4 * THREADS):
            connection = opened.enter_context(socket.create_connection((HERE, service.port)))
            connection.sendall(half.encode())
        answers = [service.call(service.other, [{"name": "KU Leuven"}])[0] for _ in range(20)]
        pages = [service.page("/check?name=KU+Leuven") for _ in range(5)]
    assert (answers, pages) == ([200] * 20, [200] * 5)


def test_a_key_that_hammers_with_the_heaviest_calls_takes_no_threads_from_others(service):
    answered, done = [], threading.Event()

    def hammer(seed):
        subjects = heaviest(seed)
        while not done.is_set():
            with suppress(OSError):  # a connection that was refused before all was sent
                answered.append(service.call(service.greedy, subjects)[0])

    with ThreadPoolExecutor(2 * THREADS) as hammering:
        for seed in range(10, 10 + 2 * THREADS):
            hammering.submit(hammer, seed)
        try:
            while 429 not in answered:
                done.wait(0.1)
            answers = [
                service.call(service.other, [{"name": f"Beihang University {n}"}])[0] for n in range(10)
            ]
            pages = [service.page(f"/check?name=Peking+University+{n}") for n in range(5)]
        finally:
            done.set()
    assert (answers, pages) == ([200] * 10, [200] * 5)
    assert set(answered) == {200, 429}
