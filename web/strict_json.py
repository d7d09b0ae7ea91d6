"""JSON as it is meant: one value for a name, numbers that are numbers, text that is text.

Python's reader lets duplicate names, NaN, Infinity and lone surrogates pass; here each is refused with its own
code, as are texts nested deeper than any honest caller nests. Nothing here ends in a 500.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NoReturn

from flask import Request

from screening.errors import ScreeningError

_PIECE = 2**16
DEPTH = 16  # a subject in a list in a body has five levels


class JsonRefused(ScreeningError):
    """The body is not JSON that can be read in one way only."""

    code = "json-invalid"


def body_json(request: Request) -> Any:  # noqa: ANN401 - JSON is any value
    """Read the body of a call as JSON; one longer than its address takes is refused, never cut.

    Raises:
        JsonRefused: as for `read_json`.
        RequestEntityTooLarge: it is longer.
    """
    body = bytearray()
    while piece := request.stream.read(_PIECE):  # reading all at once would end at the cap without a word
        body += piece
    return read_json(bytes(body))


def read_json(body: bytes) -> Any:  # noqa: ANN401 - JSON is any value
    """Read a body of JSON.

    Raises:
        JsonRefused: not UTF-8, not JSON, a name twice in an object, NaN or Infinity, half a surrogate pair,
            a number of more than 4,300 digits, or more than 16 levels.
    """
    try:
        text = body.decode("utf-8-sig")
        said = json.loads(text, object_pairs_hook=_one_each, parse_constant=_no_constant)
        if "\\u" in text:
            json.dumps(said, ensure_ascii=False).encode()
    except JsonRefused:
        raise
    except UnicodeDecodeError as error:
        raise JsonRefused(f"Byte {error.start} of the body is not UTF-8; send JSON as UTF-8.") from error
    except UnicodeEncodeError as error:
        raise JsonRefused("A text holds half a surrogate pair; send whole characters.") from error
    except json.JSONDecodeError as error:
        raise JsonRefused(
            f"The body is not JSON: {error.msg}, line {error.lineno}, column {error.colno}."
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise JsonRefused("A number has more digits than any figure needs; send it as text.") from error
    _check_depth(said)
    return said


def _one_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise JsonRefused(f"The name {twice[:80]!r} stands twice in one object; which one counts?")
    return said


def _no_constant(name: str) -> NoReturn:
    raise JsonRefused(f"{name} is not JSON; leave the value out or send null.")


def _check_depth(said: Any) -> None:  # noqa: ANN401 - JSON is any value
    level = [said]
    for _ in range(DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, (dict, list))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> JsonRefused:
    return JsonRefused(f"The body is nested more than {DEPTH} levels deep; no question needs that.")
