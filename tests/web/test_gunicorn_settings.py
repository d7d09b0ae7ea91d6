"""The shipped settings of gunicorn, over an application that answers what it was asked."""

import http.client
import sys
from contextlib import closing
from pathlib import Path

import pytest
from receiver import HERE, free_port, wait_for
from served import program

ROOT = Path(__file__).parents[2]
APPLICATION = """
from flask import Flask, request
from web import locales, problems, responses
from web.config import Config

app = Flask(__name__)
responses.register(app)
locales.register(app, ("/length",), Config().translations)
problems.register(app, lambda path: problems.as_detail)


@app.get("/length")
def length():
    return str(len(request.args["q"]))
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    folder = tmp_path_factory.mktemp("application")
    (folder / "answering.py").write_text(APPLICATION, encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "python:web.gunicorn_settings", "--workers", "1"]
    command += ["--pythonpath", f"{ROOT},{folder}", "--bind", f"{HERE}:{port}", "answering:app"]
    with program(command, cwd=ROOT):
        wait_for(port, 60)
        yield port


def ask(port, characters):
    with closing(http.client.HTTPConnection(HERE, port, timeout=60)) as connection:
        connection.request("GET", f"/length?q={'x' * characters}")
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_an_address_of_sixty_thousand_characters_is_answered(port):
    characters = 60_000 - len("/length?q=")
    assert ask(port, characters) == (200, str(characters).encode())


@pytest.mark.parametrize("characters", [60_000, 70_000, 400_000])
def test_a_longer_address_is_414(port, characters):
    status, body = ask(port, characters)
    assert status == 414
    if characters == 60_000:
        assert b"send the query in a body" in body
