"""Asks a vulnerability service about what is pinned; "could not look" never reads as "nothing found".

Exit codes: 0 all was looked at and nothing is known; 1 something is known; 3 something could not be looked at (and
nothing is known of the rest). make ends with 2 whatever fails, so ask this program where the code matters:

    .venv-supply/bin/python .ci/audit.py requirements/lock.txt
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

FOUND, NOT_LOOKED = 1, 3
_NO_CLEARANCE = "COULD NOT LOOK: no vulnerability service answered about any of it. This is no clearance."


def verdict(dependencies: list[dict[str, Any]]) -> tuple[list[str], int]:
    """Give what to print and the exit code, from pip-audit's list of dependencies."""
    skipped = [each for each in dependencies if "skip_reason" in each]
    looked = [each for each in dependencies if "skip_reason" not in each]
    if not looked:
        return [_NO_CLEARANCE], NOT_LOOKED
    lines = [
        f"{each['name']} {each['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'no version'}"
        for each in looked
        for flaw in each["vulns"]
    ]
    found = len(lines)
    lines += [f"{each['name']}: NOT LOOKED AT ({each['skip_reason']})" for each in skipped]
    lines.append(f"{len(looked)} dependencies looked at, {len(skipped)} not; {found} known vulnerabilities.")
    if skipped:
        lines.append("Of what was not looked at nothing is said. This is no clearance.")
    return lines, FOUND if found else NOT_LOOKED if skipped else 0


def ask(lock: str, program: str) -> tuple[list[dict[str, Any]], str]:
    """Have pip-audit ask about a lock; give its list of dependencies, empty where it could not say, and its last words."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "audit.json"
        words = ["--requirement", lock, "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
        said = subprocess.run(  # noqa: S603 - our own environment's program, with words of ours
            [program, *words, "--format", "json", "--output", str(out)],
            capture_output=True,
            text=True,
            check=False,
        )
        try:
            found: list[dict[str, Any]] = json.loads(out.read_text())["dependencies"]
        except (OSError, ValueError, KeyError):
            found = []  # it ended before it could say anything
    reasons = [each["skip_reason"] for each in found if "skip_reason" in each]
    return found, (reasons or said.stderr.strip().splitlines() or [""])[-1]


def main(lock: str, program: str = str(Path(sys.executable).with_name("pip-audit"))) -> int:
    """Print the verdict on a lock; give the exit code."""
    dependencies, last = ask(lock, program)
    lines, code = verdict(dependencies)
    if lines == [_NO_CLEARANCE] and last:
        lines.append(f"What was said last: {last}")
    sys.stdout.write("\n".join([*lines, f"Exit code {code}."]) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
