"""Golden answers: what a route answered when it was last looked at. `OKR_GOLDEN=write` writes them anew, to be read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "golden"
# What differs from run to run, or is worded elsewhere: there it has to be something, whatever that is.
MASKED = {"recordedat", "root", "says", "clears"}


def same(name: str, body: Any, *masked: str) -> None:
    """The body is the one kept under that name."""
    file = FOLDER / f"{name}.json"
    seen = json.loads(json.dumps(_masked(body, MASKED | set(masked))))
    if os.environ.get("OKR_GOLDEN") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(seen, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert seen == json.loads(file.read_text(encoding="utf-8"))


def _masked(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: "…" if name in names and inner else _masked(inner, names) for name, inner in value.items()}
    return [_masked(inner, names) for inner in value] if isinstance(value, list) else value
