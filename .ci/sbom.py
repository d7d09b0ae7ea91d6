"""Completes the list of what the service is made of: each part's licences, and whether the service runs with it.

Run by `make sbom` where the parts are installed, since pins say nothing of licences. Refuses a list in which a part
that the service runs with stands under the GPL or AGPL, or under a licence that nobody can read.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from licences import core, is_copyleft, licences_of

UNFIT = 1
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*(?<!\.)")


def completed(bom: dict[str, Any], needed: set[str]) -> list[str]:
    """Complete a CycloneDX document; give what is wrong with the parts that the service runs with."""
    wrong = []
    for part in bom["components"]:
        found, runs = licences_of(part["name"]), part["name"] in needed
        part["scope"] = "required" if runs else "excluded"  # tools of development, and extras
        if found:
            part["licenses"] = _as_told(found)
        if runs and found == []:
            wrong.append(
                f"{part['name']} names no licence; read it, then say it in requirements/licences.toml."
            )
        if runs and any(map(is_copyleft, found or [])):
            wrong.append(
                f"{part['name']} is under {', '.join(found or [])}, which the service may not depend on."
            )
    return wrong


def _as_told(licences: list[str]) -> list[dict[str, Any]]:
    if len(licences) == 1 and not _ID.fullmatch(licences[0]):
        return [{"expression": licences[0]}]
    return [{"license": {"id" if _ID.fullmatch(each) else "name": each}} for each in licences]


def main(path: str) -> int:
    """Complete the file at `path`, or refuse; give the exit code."""
    bom = json.loads(Path(path).read_text())
    wrong = completed(bom, core())
    if wrong:
        sys.stderr.write("\n".join(wrong) + "\n")
        return UNFIT
    Path(path).write_text(json.dumps(bom, indent=2, sort_keys=True) + "\n")
    unsaid = [each["name"] for each in bom["components"] if "licenses" not in each]
    sys.stdout.write(
        f"{path}: {len(bom['components'])} parts, {len(bom['components']) - len(unsaid)} with licences\n"
    )
    if unsaid:
        sys.stdout.write(f"Not installed on this system, so no licence was read: {', '.join(unsaid)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
