"""Requests that gunicorn itself refuses: the same shape as all other refusals, and nothing of what was sent."""

import json
import logging
import selectors
import socket
from concurrent.futures import Future

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import InvalidHeader, InvalidRequestLine, LimitRequestHeaders, LimitRequestLine
from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import TConn

from web.api.error_catalogue import error_codes
from web.gunicorn_worker import ProblemWorker, answer_of, problem_of


def refusal_of(sent):
    """What the parser of gunicorn, under our limits, says of these bytes."""
    settings = Config()
    settings.set("limit_request_line", 8_190)
    settings.set("limit_request_fields", 50)
    here, there = socket.socketpair()
    with here, there:
        here.sendall(sent)
        here.shutdown(socket.SHUT_WR)
        with pytest.raises(Exception) as refused:  # noqa: PT011 - which one is asked of the caller
            next(RequestParser(settings, there, ("127.0.0.1", 1)))
    return refused.value


@pytest.mark.parametrize(
    ("sent", "kind", "status", "code"),
    [
        (b"GET /?name=" + b"x" * 9_000 + b" HTTP/1.1\r\n\r\n", LimitRequestLine, 414, "address-too-long"),
        (
            b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: Roe\r\n" % n for n in range(60)) + b"\r\n",
            LimitRequestHeaders,
            431,
            "request-header-fields-too-large",
        ),
        (b"Jane Roe\r\n\r\n", InvalidRequestLine, 400, "bad-request"),
        (b"GET / HTTP/1.1\r\nJane Roe\r\n\r\n", InvalidHeader, 400, "bad-request"),
    ],
)
def test_a_request_that_cannot_be_read_is_a_problem(sent, kind, status, code):
    error = refusal_of(sent)
    assert isinstance(error, kind)
    head, _, body = answer_of(*problem_of(error)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"Content-Type: application/problem+json" in head
    assert b"Content-Length: %d" % len(body) in head
    said = json.loads(body)
    assert (said["status"], said["code"]) == (status, code)
    assert error_codes()[code].status == status
    assert b"Roe" not in head + body


def test_a_failure_of_ours_is_left_to_gunicorn():
    assert problem_of(RuntimeError("broken")) is None


def test_the_worker_sends_it_and_logs_nothing_of_the_request(caplog):
    worker = ProblemWorker(1, 1, [], None, 30, Config(), logging.getLogger("test.worker"))
    here, there = socket.socketpair()
    with here, there:
        worker.handle_error(None, there, ("127.0.0.1", 1), refusal_of(b"Jane Roe\r\n\r\n"))
        there.close()
        assert here.recv(4_096).startswith(b"HTTP/1.1 400 Bad Request")
    assert "bad-request" in caplog.text
    assert "Roe" not in caplog.text


@pytest.fixture
def worker():
    """A worker that polls, without a server."""
    made = ProblemWorker(1, 1, [], None, 30, Config(), logging.getLogger("test.worker"))
    made.nr_conns, made.poller = 1, selectors.DefaultSelector()
    yield made
    made.poller.close()


@pytest.fixture
def pair(worker):
    """A client, and the connection of its request, which is to be closed."""
    here, there = socket.socketpair()
    connection = TConn(worker.cfg, there, ("127.0.0.1", 1), ("127.0.0.1", 2))
    done = Future()
    done.set_result(False)
    worker.finish_request(connection, done)
    yield here, connection
    here.close()
    there.close()


def test_a_client_that_does_not_close_keeps_nobody_waiting_and_is_told_the_end_at_once(worker, pair):
    here, _ = pair
    assert worker.nr_conns == 1
    assert here.recv(1) == b""
    here.close()
    worker.wait_for_and_dispatch_events(30)
    assert worker.nr_conns == 0


def test_a_client_that_never_closes_is_closed_when_its_time_is_over(worker, pair):
    _, connection = pair
    worker.murder_pending()
    assert worker.nr_conns == 1
    connection.timeout = 0
    worker.murder_pending()
    assert worker.nr_conns == 0
    assert connection.sock.fileno() == -1


def test_a_client_that_goes_on_sending_is_closed_after_some_bytes(worker, pair):
    here, connection = pair
    sent = 0
    while worker.nr_conns:
        sent += here.send(b"x" * 4_096)
        worker.wait_for_and_dispatch_events(30)
    assert 65_536 <= sent <= 80_000
    assert connection.sock.fileno() == -1


def test_a_connection_that_is_gone_already_is_counted_out(worker):
    here, there = socket.socketpair()
    connection = TConn(worker.cfg, there, ("127.0.0.1", 1), ("127.0.0.1", 2))
    here.close()
    there.close()
    done = Future()
    done.set_result(False)
    worker.finish_request(connection, done)
    assert worker.nr_conns == 0
