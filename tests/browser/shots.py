"""Pictures of every page at 1280 and 390 pixels, light and dark: `make shots` writes them to out/shots.

They are for looking at. The best are kept in docs/pictures by hand.
"""

from __future__ import annotations

import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from chromium import browser, serving

from screening.engine import load_engine
from web.app import create_app
from web.config import Config

OUT = Path("out/shots")
WIDTHS = (1280, 390)


def main(wanted: list[str]) -> None:
    """Take the pictures of the pages named, or of all."""
    OUT.mkdir(parents=True, exist_ok=True)
    addresses = tomllib.loads(Path(__file__).with_name("addresses.toml").read_text(encoding="utf-8"))["pages"]
    now = datetime.now(UTC)
    app = create_app(Config(), load_engine(on=now.date()), lambda: now)
    with serving(app) as base, browser() as opened:
        for scheme in ("light", "dark"):
            for width in WIDTHS:
                context = opened.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
                page = context.new_page()
                for name in wanted or addresses:
                    page.goto(base + addresses[name])
                    page.screenshot(path=OUT / f"{name}-{width}-{scheme}.png", full_page=scheme == "light")
                context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
