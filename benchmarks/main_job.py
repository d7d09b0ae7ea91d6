"""The main job as a user starts it: rows per second and peak memory of a whole process."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "collaborators.xlsx"
PARTNERS = ROOT.parent / "shared" / "data" / "inputs" / "openalex_partner_orgs.csv"


def run() -> None:
    """Screen the example and, where it is present, the list of 9,595 real partners."""
    print(f"{'list':34} {'rows':>7} {'seconds':>8} {'rows/s':>8} {'peak MB':>8}")
    measure(EXAMPLE)
    if PARTNERS.exists():
        measure(PARTNERS)
    else:
        print("openalex_partner_orgs.csv is not here: skipped")


def measure(source: Path) -> None:
    """Screen one file in a process of its own and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"out{source.suffix}"
        rows_out = Path(folder) / "rows.csv"
        command = [sys.executable, "-m", "screening", "screen", str(source), "--quiet", "-o"]
        start = time.perf_counter()
        pid = subprocess.Popen([*command, str(out)], cwd=ROOT).pid
        _, status, usage = os.wait4(pid, 0)
        seconds = time.perf_counter() - start
        if status:
            raise SystemExit(f"screening {source.name} failed")
        subprocess.run([*command, str(rows_out), "--format", "csv"], cwd=ROOT, check=True)
        with rows_out.open(encoding="utf-8-sig", newline="") as file:
            rows = sum(1 for _ in csv.reader(file)) - 1
    print(
        f"{source.name:34} {rows:>7,} {seconds:>8.1f} {rows / seconds:>8.0f} {usage.ru_maxrss / 1024:>8.0f}"
    )
