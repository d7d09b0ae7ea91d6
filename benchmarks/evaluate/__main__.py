"""Run every part of the evaluation that is present, or the parts named: `python -m benchmarks.evaluate [part]…`."""

from __future__ import annotations

import importlib
import pkgutil
import sys

from benchmarks import evaluate

NOT_PARTS = frozenset({"__main__", "world"})


def main(asked: list[str]) -> None:
    parts = [part.name for part in pkgutil.iter_modules(evaluate.__path__) if part.name not in NOT_PARTS]
    for part in parts:
        if not asked or part in asked:
            print(f"\n== {part} ==")
            importlib.import_module(f"benchmarks.evaluate.{part}").run()


if __name__ == "__main__":
    main(sys.argv[1:])
