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


def test_a_client_that_does_not_close_keeps_nobody_waiting():
    settings = Config()
    settings.set("threads", 2)
    worker = ProblemWorker(1, 1, [], None, 30, settings, logging.getLogger("test.worker"))
    worker.tpool, worker.nr_conns = worker.get_thread_pool(), 1
    worker.method_queue.init()
    here, there = socket.socketpair()
    with worker.tpool, here, selectors.DefaultSelector() as called:
        called.register(worker.method_queue.fileno(), selectors.EVENT_READ)
        worker.finish_request(
            TConn(settings, there, ("127.0.0.1", 1), ("127.0.0.1", 2)), answered_without_keeping()
        )
        assert worker.nr_conns == 1  # it is closing, and the worker goes on meanwhile
        assert here.recv(1) == b""
        here.close()
        assert called.select(timeout=30)
        worker.method_queue.run_callbacks(None)
    worker.method_queue.close()
    assert worker.nr_conns == 0


def answered_without_keeping():
    """What handling a request gives when its connection is to be closed."""
    done = Future()
    done.set_result(False)
    return done
