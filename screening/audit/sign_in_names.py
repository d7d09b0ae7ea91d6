"""How the name that a person signs in with stands in the log: as a hash under the installation's key.

The log names nobody and is kept for ever, and a plain hash of an e-mail address can be guessed. Whoever changes a name
behind the log cannot make its mark; a mark that another key made says nothing, and is not compared.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"research-screening names in the log, 1"
_KEY_ID = hashlib.sha256(_PURPOSE).digest()  # hashed under a key it tells that key from others


def sign_in_mark(key: bytes, person_id: str, login: str, issuer: str, subject: str) -> str:
    """The mark of a name to sign in with: "key:hash", both of them keyed.

    Args:
        key: the installation's.
        person_id: whose name it is.
        login: what is typed.
        issuer: the OpenID provider that vouches for the person, or "".
        subject: who the person is to that provider.
    """
    named = json.dumps([person_id, login, issuer, subject]).encode()
    return f"{key_id(key)}:{hmac.new(_derived(key), named, hashlib.sha256).hexdigest()}"


def key_id(key: bytes) -> str:
    """By which marks of one key are told from those of another."""
    return hmac.new(_derived(key), _KEY_ID, hashlib.sha256).hexdigest()[:8]


@lru_cache(maxsize=8)
def _derived(key: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key)
