"""The receipt beside a report: which bytes were screened into which, and where the log stood.

It stands beside the report and not in it, because the same run must give the same bytes. Whoever holds the
installation's public key can check it.
"""

from __future__ import annotations

import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ConfigDict, Field, ValidationError

from screening.audit.signing import fingerprint, private_key, public_key
from screening.errors import ScreeningError
from screening.json_model import JsonModel, JsonObject, is_none
from watchlists.editions.signing import is_signed


class ReceiptInvalid(ScreeningError):
    """The receipt does not bear our signature, or is none."""

    code = "receipt-invalid"


class LogPlace(JsonModel):
    """An entry of the log."""

    model_config = ConfigDict(strict=True)

    sequence: int
    hash: str


class SealedReport(JsonModel):
    """What the log and the receipt say of a report; hashes are SHA-256."""

    model_config = ConfigDict(strict=True)

    upload: str = Field(description="Hash of the list as it was given.")
    report: str = Field(description="Hash of the report.")
    size: int = Field(description="Bytes of the report.")
    rows: int
    decisions: str | None = Field(
        default=None, exclude_if=is_none, description="Hash of the decisions that the report shows."
    )


class Receipt(SealedReport):
    """What a receipt vouches for. One of a later version may say more: its signature covers all that it says."""

    model_config = ConfigDict(extra="ignore")

    run: str
    pins: JsonObject = Field(description="Which engine, lists, register and policies the run is bound to.")
    notice: str = Field(description="How people learn that they are screened.")
    screened_at: str
    ended_at: str
    log: LogPlace = Field(description="The entry that says that the run was finished.")
    key: str = Field(default="", description="Fingerprint of the key that signs.")


def make_receipt(facts: Receipt, secret: bytes) -> str:
    """Give the receipt as JSON: the facts, the fingerprint of the key that signs, and the signature over them.

    Args:
        facts: what is vouched for; the key is put in here.
        secret: of the installation.
    """
    said = {**facts.model_dump(mode="json"), "key": fingerprint(public_key(secret))}
    signature = private_key(secret).sign(_bytes(said)).hex()
    return json.dumps({"receipt": said, "signature": signature}, sort_keys=True, ensure_ascii=False, indent=1)


def read_receipt(content: str, public: Ed25519PublicKey) -> Receipt:
    """Give the facts of a receipt.

    Raises:
        ReceiptInvalid: it is no receipt, or was changed.
    """
    try:
        given = json.loads(content)
        facts: JsonObject = given["receipt"]
        signature, said = bytes.fromhex(given["signature"]), _bytes(facts)
    except (ValueError, KeyError, TypeError) as error:
        raise ReceiptInvalid("This is no receipt; give the file that came beside the report.") from error
    if not is_signed(said, signature, public):
        raise ReceiptInvalid("The receipt was changed, or is from another installation.")
    try:
        return Receipt.model_validate_json(said)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ReceiptInvalid(
            f"The receipt does not say what a receipt does ({where}: {first['msg']}); fetch it again."
        ) from error


def _bytes(facts: JsonObject) -> bytes:
    return json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()
