"""Ed25519: keys as PEM that other tools read too, and what is signed by them.

The private key signs and stays where it was made; the public key is all that others need to know whom to believe.
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

from watchlists.errors import KeyUnfit


def new_key(path: Path) -> Path:
    """Create a key: `path` for the private part, readable by its owner alone, and beside it the public one.

    Returns:
        The public key's path.

    Raises:
        KeyUnfit: one of the files is there already; nothing was written.
    """
    public = path.with_name(f"{path.name}.pub")
    if path.exists() or public.exists():
        raise KeyUnfit(f"{path.name} or {public.name} is there already; choose another name.")
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as file:
        file.write(text)
    public.write_bytes(public_pem(key.public_key()))
    return public


def private_key(key: Path) -> Ed25519PrivateKey:
    """Read the private key in that file.

    Raises:
        KeyUnfit: it holds none of this kind.
    """
    try:
        private = load_pem_private_key(key.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnfit(f"{key.name} holds no private key; make one with `bundle new-key`.") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyUnfit(f"{key.name} is not an Ed25519 key; make one with `bundle new-key`.")
    return private


def public_key(content: bytes, name: str) -> Ed25519PublicKey:
    """Read a public key from the content of a PEM file of that name.

    Raises:
        KeyUnfit: it is none of this kind.
    """
    try:
        public = load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyUnfit(f"{name} holds no public key; it ends in .pub or .pem.") from error
    if not isinstance(public, Ed25519PublicKey):
        raise KeyUnfit(f"{name} is not an Ed25519 public key.")
    return public


def public_pem(public: Ed25519PublicKey) -> bytes:
    """A public key as the PEM file that is handed out."""
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def is_signed(content: bytes, signature: bytes, public: Ed25519PublicKey) -> bool:
    """Whether this is the signature of that content by that key."""
    try:
        public.verify(signature, content)
    except InvalidSignature:
        return False
    return True
