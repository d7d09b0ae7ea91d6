"""The installation's signature: Ed25519, so that whoever holds the public key can check it, and nobody else can sign.

The private key is made from the installation's secret, so machines that share the secret sign alike, a backup holds
it, and there is no second file to guard. Heads of the log, which only the installation itself reads back, bear a
cheaper mark (`screening.audit.heads`).
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from watchlists.editions.signing import public_pem

_PURPOSE = b"research-screening receipts and packs, 1"  # another purpose would give another key


@lru_cache(maxsize=8)
def private_key(secret: bytes) -> Ed25519PrivateKey:
    """The key that signs for the installation with this secret."""
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret)
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key(secret: bytes) -> Ed25519PublicKey:
    """The key that is handed out, by which others check what the installation signed."""
    return private_key(secret).public_key()


def fingerprint(public: Ed25519PublicKey) -> str:
    """A short name of a public key to compare by eye: half of the SHA-256 of its PEM file, in groups of four."""
    short = hashlib.sha256(public_pem(public)).hexdigest()[:32]
    return " ".join(short[at : at + 4] for at in range(0, len(short), 4))
