"""Betterworks: a row a goal, the milestones of a goal in the rows below it, progress counted to 100."""

from __future__ import annotations

from services.histories.tables.layout import Layout

LAYOUT = Layout(
    name="Betterworks",
    known_by=("name", "type", "progress", "owner_email"),
    columns={
        "title": ("name",),
        "type": ("type",),
        "progress": ("progress",),
        "start_date": ("start_date",),
        "due": ("end_date",),
        "owner": ("owner_email",),
    },
    of_hundred=frozenset(("progress",)),
)
