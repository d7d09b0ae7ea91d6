"""Runs measurements: `python -m benchmarks [part ...]`, every part where none is named.

A part is a module of this package with a function `run`, which prints what it measured.
"""

from __future__ import annotations

import importlib
import pkgutil
import resource
import sys
import time

import benchmarks


def parts() -> list[str]:
    """Names of the modules that measure something."""
    names = sorted(
        module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "__main__"
    )
    return [name for name in names if hasattr(importlib.import_module(f"benchmarks.{name}"), "run")]


def main(wanted: list[str]) -> int:
    """Run the parts asked for; 2 where one is not known."""
    known = parts()
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"There is no part {', '.join(unknown)}; there are: {', '.join(known)}.")
        return 2
    for name in wanted or known:
        print(f"== {name}", flush=True)
        start = time.perf_counter()
        importlib.import_module(f"benchmarks.{name}").run()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"   {time.perf_counter() - start:.0f} s, peak memory of this process so far {peak:.0f} MB",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
