"""What pip-audit found, told so that "could not look" never reads as "nothing found". Run by `make audit`."""

import json
import sys
from pathlib import Path
from typing import Any

FOUND, NOT_LOOKED = 1, 2


def verdict(dependencies: list[dict[str, Any]]) -> tuple[list[str], int]:
    """Give what to print and the exit code, from pip-audit's list of dependencies."""
    skipped = [each for each in dependencies if "skip_reason" in each]
    looked = [each for each in dependencies if "skip_reason" not in each]
    lines = [
        f"{each['name']} {each['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'no version'}"
        for each in looked
        for flaw in each["vulns"]
    ]
    found = len(lines)
    lines += [f"{each['name']}: not looked at ({each['skip_reason']})" for each in skipped]
    if not looked:
        lines.append("Could not look: nothing is said of any dependency. This is no clearance.")
    else:
        lines.append(
            f"{len(looked)} dependencies looked at, {len(skipped)} not; {found} known vulnerabilities."
        )
    return lines, FOUND if found else NOT_LOOKED if skipped or not looked else 0


def main(path: str) -> int:
    """Print the verdict on the file that pip-audit wrote; give the exit code."""
    try:
        dependencies = json.loads(Path(path).read_text())["dependencies"]
    except (OSError, ValueError, KeyError):
        dependencies = []  # pip-audit ended before it could say anything
    lines, code = verdict(dependencies)
    sys.stdout.write("\n".join(lines) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
