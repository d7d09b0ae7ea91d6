"""Forms of many parts, without their boundary or of another length than they say: refused, and nothing is kept."""

import pytest

from web.app import create_app
from web.config import Config

LIST = b"Institution,Country\r\nBeihang University,China\r\n"
BOUNDARY = "edge"


def part(name, content, file=""):
    named = f'; filename="{file}"' if file else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()
WHOLE = part("file", LIST, "list.csv") + END


@pytest.fixture
def client(tmp_path, small_engine, clock, place):
    return create_app(Config(rates=tmp_path / "rates"), small_engine, clock, place).test_client()


def send(client, body, boundary=f"; boundary={BOUNDARY}", length=None, url="/api/v1/runs"):
    said = {} if length is None else {"CONTENT_LENGTH": str(length)}
    return client.post(url, data=body, content_type=f"multipart/form-data{boundary}", environ_overrides=said)


def test_a_whole_form_is_taken(client):
    assert send(client, WHOLE).status_code == 202


@pytest.mark.parametrize("url", ["/api/v1/runs", "/upload", "/checks/"])
@pytest.mark.parametrize(
    ("body", "boundary", "length"),
    [
        (b"".join(part(f"p{n}", b"x") for n in range(10_000)) + WHOLE, None, None),
        (b"".join(part("file", LIST, f"{n}.csv") for n in range(10_000)) + END, None, None),
        (WHOLE, "", None),
        (WHOLE, "; boundary=", None),
        (WHOLE, "; boundary=another", None),
        (WHOLE, "; boundary=" + "e" * 5_000, None),
        (WHOLE, None, len(WHOLE) + 100),
        (WHOLE, None, len(WHOLE) - len(END) - 10),
        (WHOLE, None, 0),
        (WHOLE[:40], None, None),
        (b"\r\n" * 10_000 + WHOLE[:-4], None, None),
    ],
    ids=[
        "10,000 parts",
        "10,000 files",
        "no boundary",
        "empty boundary",
        "another boundary",
        "long boundary",
        "said to be longer",
        "said to be shorter",
        "said to be empty",
        "cut",
        "cut at the end",
    ],
)
def test_a_form_that_is_not_whole_is_refused(client, url, body, boundary, length):
    named = f"; boundary={BOUNDARY}" if boundary is None else boundary
    answer = send(client, body, named, length, url)
    assert 400 <= answer.status_code < 500, answer.text
    if url.startswith("/api"):
        assert answer.content_type == "application/problem+json"
    assert client.get("/api/v1/runs").json["runs"] == []
