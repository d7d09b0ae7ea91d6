"""Pictures of every page at 1280 and 390 pixels, light and dark: `make shots` writes them to out/shots.

They are for looking at. The best are kept in docs/pictures by hand.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from chromium import browser, serving
from world import ADDRESSES, World

from screening.engine import load_engine

OUT = Path("out/shots")
WIDTHS = (1280, 390)
EXAMPLE = Path("examples/collaborators.xlsx")


def main(wanted: list[str]) -> None:
    """Take the pictures of the pages named, or of all."""
    OUT.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    engine = load_engine(on=now.date())
    with TemporaryDirectory() as folder:
        os.environ["SCREENING_DATA"] = folder  # the shipped lists, whatever was fetched on this machine
        world = World(Path(folder), engine, now, name=EXAMPLE.name, content=EXAMPLE.read_bytes())
        with serving(world.app) as base, browser() as opened:
            _take(opened, base, world, wanted or list(ADDRESSES))
        world.close()


def _take(opened, base: str, world: World, names: list[str]) -> None:
    for scheme in ("light", "dark"):
        for width in WIDTHS:
            context = opened.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page = context.new_page()
            for name in names:
                page.goto(base + world.address(name))
                page.screenshot(path=OUT / f"{name}-{width}-{scheme}.png", full_page=scheme == "light")
            context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
