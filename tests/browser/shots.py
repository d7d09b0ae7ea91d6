"""Pictures of every page at 1440 and 390 pixels, light and dark: `make shots` writes them to out/shots.

They are for looking at. The best are kept in docs/pictures by hand. A picture wider than its window ends the command: the
page would scroll sideways.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from chromium import browser, serving
from flask import Flask
from local_token import TOKEN, ClientWithToken, browser_cookie
from world import ADDRESSES, SIGNED_IN, SIGNED_OUT, Accounts, World

from screening.engine import load_engine

OUT = Path("out/shots")
WIDTHS = (1440, 390)
EXAMPLE = Path("examples/collaborators.xlsx")


def main(wanted: list[str]) -> None:
    """Take the pictures of the pages named, or of all."""
    if unknown := set(wanted) - set(ADDRESSES) - set(SIGNED_OUT) - set(SIGNED_IN):
        sys.exit(f"No page is called {', '.join(sorted(unknown))}; tests/browser/addresses.toml names them.")
    OUT.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    engine = load_engine(on=now.date())
    with TemporaryDirectory() as folder:
        os.environ["SCREENING_TOKEN"] = TOKEN
        Flask.test_client_class = ClientWithToken
        os.environ["SCREENING_DATA"] = folder  # the shipped lists, whatever was fetched on this machine
        world = World(Path(folder), engine, now, name=EXAMPLE.name, content=EXAMPLE.read_bytes())
        accounts = Accounts(Path(folder), engine, now)
        with serving(world.app) as base, serving(accounts.app) as peopled, browser() as opened:
            for service, at, names in (
                (world, base, ADDRESSES),
                (accounts, peopled, SIGNED_OUT),
                (accounts, peopled, SIGNED_IN),
            ):
                addresses = {name: at + service.address(name) for name in names if name in (wanted or names)}
                _take(opened, addresses, accounts.cookies(at) if names is SIGNED_IN else [browser_cookie(at)])
        accounts.close()
        world.close()


def _take(opened, addresses: dict[str, str], cookies: list[dict[str, str]]) -> None:
    for scheme in ("light", "dark"):
        for width in WIDTHS:
            context = opened.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            context.add_cookies(cookies)
            page = context.new_page()
            for name, address in addresses.items():
                page.goto(address)
                page.screenshot(path=OUT / f"{name}-{width}-{scheme}.png", full_page=scheme == "light")
                if (wide := page.evaluate("document.scrollingElement.scrollWidth")) > width:
                    sys.exit(f"{name} is {wide} pixels wide in a window of {width}.")
            context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
