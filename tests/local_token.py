"""The token of services without accounts, as tests bring it: in a client of the application, a header or a browser."""

from flask import Request
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from web import token_cookie

TOKEN = "token-of-tests-0123456789abcdefghijklmnop"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


class ClientWithToken(FlaskClient):
    """A client of whoever started the service: its browser was let in by the token, its programs send it.

    A call with credentials of its own is sent with those alone.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for base in ("http://localhost", "https://localhost"):
            cookie = browser_cookie(base)
            self.set_cookie(cookie["name"], cookie["value"], domain="localhost")

    def open(self, *args, **kwargs):
        own = {name.lower() for name in dict(kwargs.get("headers") or {})}
        if not own & {"authorization", "x-api-key"} and "HTTP_AUTHORIZATION" not in self.environ_base:
            kwargs["headers"] = {**dict(kwargs.get("headers") or {}), **BEARER}
        return super().open(*args, **kwargs)


def stranger(app):
    """A client of somebody on this machine who does not have the token."""
    return FlaskClient(app, app.response_class, use_cookies=True)


def browser_cookie(base, token=TOKEN):
    """The cookie of a browser that was let in at `base`, as Playwright takes it."""
    request = Request(EnvironBuilder(base_url=base).get_environ())
    return {"name": token_cookie.name(request), "value": token_cookie.value(request, token), "url": base}


def let_in(context, base):
    """A context of Playwright's whose browser opened the address with the token."""
    context.add_cookies([browser_cookie(base)])
    return context
