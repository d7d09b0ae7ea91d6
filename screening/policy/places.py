"""Where policy files stand, and what they are called."""

from __future__ import annotations

from pathlib import Path

SHIPPED = Path(__file__).parent.parent / "policies"
EXAMPLES = ".examples.toml"  # after the policy's id: its worked examples
OWN = "SCREENING_POLICY_DIR"  # the environment variable that names an institution's own folder
