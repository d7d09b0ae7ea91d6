"""Signatures: of one secret, one body and these minutes, and in the form that libraries elsewhere verify."""

import re
import time
from pathlib import Path

import pytest

from screening.webhooks.signing import REPLAY_SECONDS, headers_of, is_genuine, secret_of

SECRET = secret_of(b"k" * 32, "target", "nonce")
BODY = b'{"id":"evt_1"}'
NOW = 1_764_061_200


def test_the_example_of_standard_webhooks_gives_its_signature():
    secret, event_id = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    signed = headers_of(secret, event_id, 1_614_265_330, b'{"test": 2432232314}')
    assert signed["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_was_signed_is_genuine_within_the_replay_window_and_not_beside_it():
    headers = headers_of(SECRET, "evt_1", NOW, BODY)
    for late in (0, REPLAY_SECONDS, -REPLAY_SECONDS):
        assert is_genuine(SECRET, headers, BODY, NOW + late)
    for late in (REPLAY_SECONDS + 1, -REPLAY_SECONDS - 1):
        assert not is_genuine(SECRET, headers, BODY, NOW + late)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "evt_2"},
        {"webhook-timestamp": str(NOW + 1)},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "9" * 400},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,\u00e9"},
    ],
)
def test_a_header_that_was_changed_is_not_genuine(changed):
    assert not is_genuine(SECRET, headers_of(SECRET, "evt_1", NOW, BODY) | changed, BODY, NOW)


def test_another_body_or_secret_is_not_genuine_and_one_right_signature_of_several_is():
    headers = headers_of(SECRET, "evt_1", NOW, BODY)
    other = secret_of(b"k" * 32, "target", "another nonce")
    assert other != SECRET
    assert not is_genuine(SECRET, headers, BODY + b" ", NOW)
    assert not is_genuine(other, headers, BODY, NOW)
    assert not is_genuine("whsec_not base64", headers, BODY, NOW)
    both = headers_of(other, "evt_1", NOW, BODY)["webhook-signature"] + " " + headers["webhook-signature"]
    assert is_genuine(SECRET, headers | {"webhook-signature": both}, BODY, NOW)


def test_the_check_in_the_documentation_believes_our_calls_and_no_others():
    page = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    (check,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    names = {}
    exec(check, names)
    secret, body, moment = secret_of(b"k" * 32, "target", "nonce"), b'{"type": "ping"}', int(time.time())
    genuine = headers_of(secret, "evt_1", moment, body)
    assert names["is_genuine"](secret, genuine, body)
    assert not names["is_genuine"](secret, genuine, body + b" ")
    assert not names["is_genuine"](secret_of(b"k" * 32, "target", "other"), genuine, body)
    assert not names["is_genuine"](secret, headers_of(secret, "evt_1", moment - 301, body), body)
