"""The receipt beside a report: which bytes were screened into which, and where the log stood.

It stands beside the report and not in it, because the same run must give the same bytes. Whoever holds the
installation's public key can check it.
"""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from screening.audit.signing import fingerprint, private_key, public_key
from screening.errors import ScreeningError
from watchlists.editions.signing import is_signed


class ReceiptInvalid(ScreeningError):
    """The receipt does not bear our signature, or is none."""

    code = "receipt-invalid"


def make_receipt(facts: dict[str, Any], secret: bytes) -> str:
    """Give the receipt as JSON: the facts, the fingerprint of the key that signs, and the signature over them.

    Args:
        facts: what is vouched for.
        secret: of the installation.
    """
    said = {**facts, "key": fingerprint(public_key(secret))}
    signature = private_key(secret).sign(_bytes(said)).hex()
    return json.dumps({"receipt": said, "signature": signature}, sort_keys=True, ensure_ascii=False, indent=1)


def read_receipt(content: str, public: Ed25519PublicKey) -> dict[str, Any]:
    """Give the facts of a receipt.

    Raises:
        ReceiptInvalid: it is no receipt, or was changed.
    """
    try:
        given = json.loads(content)
        facts: dict[str, Any] = given["receipt"]
        signature, said = bytes.fromhex(given["signature"]), _bytes(facts)
    except (ValueError, KeyError, TypeError) as error:
        raise ReceiptInvalid("This is no receipt; give the file that came beside the report.") from error
    if not is_signed(said, signature, public):
        raise ReceiptInvalid("The receipt was changed, or is from another installation.")
    return facts


def _bytes(facts: dict[str, Any]) -> bytes:
    return json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()
