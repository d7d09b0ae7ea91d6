"""Which application answers a call: the one over the real lists, or for a sandbox key the one over invented bodies.

It is told by the form of the key alone, before anything is looked up; both applications then check the key and refuse one
of the other kind. So no call of a sandbox key reaches a real list, and none of a real key the invented one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import unquote

from werkzeug.wrappers import Request

from screening.accounts.keys import is_sandbox_key
from web.access import key_in_header, key_of_request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_KEY_IN_PATH = "/key/"


class SandboxSwitch:
    """A WSGI application that hands calls with sandbox keys to another, which is made when the first one comes."""

    def __init__(
        self, real: WSGIApplication, make_sandbox: Callable[[], WSGIApplication], protocols: tuple[str, ...]
    ) -> None:
        """Answer nothing yet.

        Args:
            real: answers all other calls.
            make_sandbox: makes the application over invented bodies; it takes a few seconds.
            protocols: how the addresses begin at which keys are answered.
        """
        self._real, self._make_sandbox, self._protocols = real, make_sandbox, protocols
        self._sandbox: WSGIApplication | None = None
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with the application that the key is for."""
        if environ.get("PATH_INFO", "").startswith(self._protocols) and is_sandbox_key(_key(environ)):
            return self._made()(environ, start_response)
        return self._real(environ, start_response)

    def _made(self) -> WSGIApplication:
        with self._lock:
            if self._sandbox is None:
                self._sandbox = self._make_sandbox()
            return self._sandbox


def _key(environ: WSGIEnvironment) -> str:
    """The key as sent, in whatever form; no part of the body is read."""
    # Most calls bring it there, and need no request made of them only to be told apart.
    if (given := key_in_header(environ.get("HTTP_AUTHORIZATION", ""))) is not None:
        return given
    request = Request(environ, populate_request=False)
    _, _, rest = request.path.partition(_KEY_IN_PATH)
    return key_of_request(request, in_path=unquote(rest.partition("/")[0]))
