"""The receipt beside a report: which bytes were screened into which, and where the log stood.

It stands beside the report and not in it, because the same run must give the same bytes.
"""

from __future__ import annotations

import hmac
import json
from typing import Any

from screening.audit.heads import sign
from screening.errors import ScreeningError


class ReceiptInvalid(ScreeningError):
    """The receipt does not bear our signature, or is none."""

    code = "receipt-invalid"


def make_receipt(facts: dict[str, Any], key: bytes) -> str:
    """Give the receipt as JSON: the facts and a signature over them."""
    said = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return json.dumps(
        {"receipt": facts, "signature": sign(key, said)}, sort_keys=True, ensure_ascii=False, indent=1
    )


def read_receipt(content: str, key: bytes) -> dict[str, Any]:
    """Give the facts of a receipt.

    Raises:
        ReceiptInvalid: it is no receipt, or was changed.
    """
    try:
        given = json.loads(content)
        facts: dict[str, Any] = given["receipt"]
        signature = str(given["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise ReceiptInvalid("This is no receipt; give the file that came beside the report.") from error
    if not hmac.compare_digest(signature, sign(key, json.dumps(facts, sort_keys=True, ensure_ascii=False))):
        raise ReceiptInvalid("The receipt was changed, or is from another installation.")
    return facts
