"""Where policy files stand, and what they are called."""

from __future__ import annotations

from pathlib import Path

SHIPPED = Path(__file__).parent.parent / "policies"
EXAMPLES = ".examples.toml"  # after the policy's id: its worked examples
OWN = "SCREENING_POLICY_DIR"  # the environment variable that names an institution's own folder


def policy_file(policy_id: str, path: Path) -> Path:
    """Where another policy stands: beside the one at `path`, else among those shipped; there may be none."""
    beside = path.with_name(f"{policy_id}.toml")
    return beside if beside.exists() else SHIPPED / beside.name
