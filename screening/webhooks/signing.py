"""Secrets and signatures, in the form of Standard Webhooks, which libraries of many languages verify.

`webhook-signature` is `v1,` and the base64 of HMAC-SHA256 over id, time stamp and body, joined by points. The time
stamp is of the try, so a receiver refuses what is older than five minutes: nobody can send again tomorrow what was
overheard today. Within these minutes the id tells a second telling from the first.

A secret is made from the key of the installation and a nonce of the target: it is shown once, stands in no table and
no backup of the database, and another nonce makes another secret.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

REPLAY_SECONDS = 300  # how far the time stamp may be from the receiver's clock; clocks differ by seconds
_PREFIX = "whsec_"


def secret_of(key: bytes, target_id: str, nonce: str) -> str:
    """The secret of a target, as its receiver is to be given it."""
    made = hmac.digest(key, f"webhook\n{target_id}\n{nonce}".encode(), "sha256")
    return _PREFIX + base64.b64encode(made).decode()


def headers_of(secret: str, event_id: str, moment: int, body: bytes) -> dict[str, str]:
    """The headers that sign one try; `moment` is in seconds since the epoch."""
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": f"v1,{_signature(secret, event_id, str(moment), body)}",
    }


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, moment: int) -> bool:
    """Whether a receiver may believe a call: signed with its secret, and of these minutes.

    Args:
        secret: as it was shown when the target was made.
        headers: of the call, names in small letters.
        body: the bytes as they came.
        moment: the receiver's clock, in seconds since the epoch.
    """
    event_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not stamp.isdecimal() or len(stamp) > 12 or abs(moment - int(stamp)) > REPLAY_SECONDS:
        return False
    try:
        right = f"v1,{_signature(secret, event_id, stamp, body)}".encode()
    except (binascii.Error, ValueError):
        return False
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(each.encode(), right) for each in given)


def _signature(secret: str, event_id: str, stamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    signed = f"{event_id}.{stamp}.".encode() + body
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
