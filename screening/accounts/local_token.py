"""The token of a service without accounts: whoever brings it sits at this machine and may read the data folder.

`screening serve` makes a new one at each start, unless SCREENING_TOKEN sets it, and writes it to a file of the data
folder that its owner alone may read. With the first account it is worth nothing.
"""

from __future__ import annotations

import hmac
import os
from contextlib import suppress
from pathlib import Path

from screening.accounts.credentials import new_secret
from screening.settings import Settings

FILE = "token"


def make_token(settings: Settings) -> str:
    """The token for the service that starts now, written to the data folder."""
    token = settings.token.get_secret_value() or new_secret()
    forget_token(settings)
    handle = os.open(_path(settings), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(token)
    return token


def read_token(settings: Settings) -> str:
    """The token that is in force: the one that is set, else the one in the data folder; "" where there is none."""
    if given := settings.token.get_secret_value():
        return given
    try:
        return _path(settings).read_text()
    except FileNotFoundError:
        return ""


def forget_token(settings: Settings) -> None:
    """Take the token out of the data folder: nothing serves any more."""
    with suppress(FileNotFoundError):
        _path(settings).unlink()


def is_token(given: str, token: str) -> bool:
    """Whether `given` is the token; it takes as long for every wrong one."""
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())


def _path(settings: Settings) -> Path:
    return settings.data / FILE
