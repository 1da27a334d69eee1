"""Culture Amp: a row a goal, its key results beside it in columns of their own (those are read by their number)."""

from __future__ import annotations

from services.histories.tables.layout import Layout

LAYOUT = Layout(
    name="Culture Amp",
    known_by=("email", "name", "due_at", "completion", "key_result_1_title"),
    columns={
        "owner": ("email",),
        "title": ("name",),
        "due": ("due_at",),
        "priority": ("priority",),
        "status": ("status",),
        "progress": ("completion",),
    },
)
