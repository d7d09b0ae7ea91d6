"""Bodies that come compressed: read as if they were not, up to what their endpoint takes, and never a failure of ours."""

import gzip
import io
import json
import zlib

import pytest

URL = "/api/v1/screen"
BODY = json.dumps({"subjects": [{"name": "Beihang University"}]}).encode()


def send(client, body, encoding="gzip", **more):
    return client.post(
        URL, data=body, content_type="application/json", headers={"Content-Encoding": encoding}, **more
    )


def test_a_packed_body_is_answered_like_a_plain_one(client):
    plain = client.post(URL, data=BODY, content_type="application/json")
    packed = send(client, gzip.compress(BODY))
    assert (packed.status_code, packed.data) == (200, plain.data)
    halves = gzip.compress(BODY[:20]) + gzip.compress(BODY[20:])
    assert send(client, halves, "X-GZIP").data == plain.data
    assert send(client, BODY, "identity").data == plain.data


def test_the_other_protocols_take_packed_bodies_too(client):
    asked = {"queries": {"q": {"schema": "Organization", "properties": {"name": ["Beihang University"]}}}}
    packed = gzip.compress(json.dumps(asked).encode())
    assert client.post("/match/default", data=packed, headers={"Content-Encoding": "gzip"}).status_code == 200
    form = gzip.compress(b"queries=%7B%22q0%22%3A%7B%22query%22%3A%22Beihang%20University%22%7D%7D")
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/reconcile", data=form, headers=headers).json["q0"]["result"]


BROKEN = {  # named, for gzip writes the second in which it was made, and every process must give a case one name
    "nothing": b"",
    "no gzip": b"no gzip",
    "without its last byte": gzip.compress(BODY)[:-1],
    "its beginning": gzip.compress(BODY)[:15],
    "more after it": gzip.compress(BODY) + b"more",
    "zlib": zlib.compress(BODY),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_what_is_no_whole_gzip_is_refused(client, body):
    answer = send(client, body)
    assert (answer.status_code, answer.json["code"]) == (400, "packing-broken")


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "compress"])
def test_another_compression_is_refused(client, encoding):
    answer = send(client, gzip.compress(BODY), encoding)
    assert (answer.status_code, answer.json["code"]) == (415, "packing-unknown")


def test_a_bomb_is_left_where_the_endpoint_takes_no_more(client):
    bomb = gzip.compress(bytes(300 * 2**20), 9)
    sent = io.BytesIO(bomb)
    answer = client.post(
        URL, input_stream=sent, content_length=len(bomb), headers={"Content-Encoding": "gzip"}
    )
    assert (answer.status_code, answer.json["code"]) == (413, "request-entity-too-large")
    assert sent.tell() == 2**16  # one piece of what was sent
