"""Keys that sign bundles: Ed25519, as PEM files that other tools read too.

The private key signs and stays with whoever fetches; the public key is all that a machine without internet
needs to know whom to believe.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from watchlists.keeping.refusals import BundleRefused


def new_key(path: Path) -> Path:
    """Make a key: `path` for the private part, readable by its owner alone, and beside it the public one.

    Returns:
        The public key's path.

    Raises:
        BundleRefused: one of the files is there already; nothing was written.
    """
    public = path.with_name(f"{path.name}.pub")
    if path.exists() or public.exists():
        raise BundleRefused(f"{path.name} or {public.name} is there already; choose another name.")
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as file:
        file.write(text)
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return public


def sign(content: bytes, key: Path) -> bytes:
    """The signature of `content` by the private key in that file.

    Raises:
        BundleRefused: the file holds no private key of ours.
    """
    try:
        private = load_pem_private_key(key.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BundleRefused(f"{key.name} holds no private key; make one with `bundle new-key`.") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise BundleRefused(f"{key.name} is not an Ed25519 key; make one with `bundle new-key`.")
    return private.sign(content)


def check(content: bytes, signature: bytes, key: Path) -> None:
    """Check a signature by the public key in that file.

    Raises:
        BundleRefused: it is not by this key, or the file holds none.
    """
    try:
        public = load_pem_public_key(key.read_bytes())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BundleRefused(f"{key.name} holds no public key; it ends in .pub.") from error
    if not isinstance(public, Ed25519PublicKey):
        raise BundleRefused(f"{key.name} is not an Ed25519 public key.")
    try:
        public.verify(signature, content)
    except InvalidSignature as error:
        raise BundleRefused(
            f"The bundle is not signed by {key.name}, or was changed since; nothing was taken."
        ) from error
