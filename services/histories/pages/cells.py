"""What one cell of a table says, by its look and by the role of its column."""

from __future__ import annotations

import re
from typing import Any

from services.histories.lines.marks import read_marks
from services.histories.lines.roles import Role
from services.histories.lines.spans import read_line
from services.histories.lines.values import value_of


def said_in(role: Role | None, cell: str) -> dict[str, Any] | None:
    """What one cell says, by its look and then by its column; None where it cannot be used."""
    marked, text = read_marks(cell), read_line(cell).text
    if not text and marked.marks.priority is None:
        return {}
    if marked.marks.priority and not marked.title:
        return {"priority": marked.marks.priority}
    if bare := re.fullmatch(r"p\s?([0-4])", text, re.IGNORECASE):
        return {"priority": f"p{bare[1]}"}
    if marked.marks.owners and not marked.title and text.lstrip("(").startswith("@"):
        return {"owners": marked.marks.owners, "owner_stated": True}
    return value_of(role, text)
