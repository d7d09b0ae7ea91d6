"""The address of a service is told once the service answers there, with what it lacks."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event

from receiver import HERE, free_port

from screening.runs.readiness import ask_ready, watch_until_ready
from screening.settings import Settings


@contextmanager
def answering(port, *answers):
    """A service that gives these answers at /readyz, the last one ever after."""
    rest = list(answers)

    class Probe(BaseHTTPRequestHandler):
        def do_GET(self):
            status, body = rest.pop(0) if len(rest) > 1 else rest[0]
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer((HERE, port), Probe)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


READY = (200, {"status": "ok"})
NO_WORKER = (503, {"status": "not ready", "faults": ["no worker lives"]})


def test_nobody_answers_before_the_port_is_open():
    assert ask_ready(Settings(port=free_port())) is None


def test_a_service_says_what_it_lacks():
    settings = Settings(port=free_port())
    with answering(settings.port, NO_WORKER, READY):
        assert ask_ready(settings) == ["no worker lives"]
        assert ask_ready(settings) == []


def test_another_program_at_the_port_is_not_taken_for_the_service():
    settings = Settings(port=free_port())
    with answering(settings.port, (404, "Nothing here")):
        assert ask_ready(settings) is None


def test_a_service_that_listens_everywhere_is_asked_on_this_machine():
    settings = Settings(port=free_port(), host="0.0.0.0")
    with answering(settings.port, READY):
        assert ask_ready(settings) == []


def test_the_service_is_told_of_once_when_it_is_ready():
    settings, told = Settings(port=free_port()), []
    watching = watch_until_ready(settings, Event(), told.append, pause=0.01)
    assert told == []
    with answering(settings.port, NO_WORKER, NO_WORKER, READY):
        watching.join(60)
    assert told == [[]]


def test_a_service_that_stays_unready_is_told_of_with_its_faults():
    settings, told = Settings(port=free_port()), []
    with answering(settings.port, NO_WORKER):
        watch_until_ready(settings, Event(), told.append, pause=0.01).join(60)
    assert told == [["no worker lives"]]


def test_nothing_is_told_of_a_service_that_was_stopped():
    stopping, told = Event(), []
    stopping.set()
    watch_until_ready(Settings(port=free_port()), stopping, told.append).join(60)
    assert told == []
