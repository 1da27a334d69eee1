"""Viva Goals, once Ally.io: a row an objective or a key result, each with the row ids of its parents."""

from __future__ import annotations

from services.histories.tables.layout import Layout

LAYOUT = Layout(
    name="Viva Goals",
    known_by=("Row ID", "Parent", "Time Period"),
    columns={
        "id": ("Row ID",),
        "key": ("OKR ID", "ID"),
        "title": ("Title",),
        "type": ("Type", "Object Type"),
        "parent": ("Parent",),
        "team": ("Entity",),
        "owner": ("Owner Email", "Owner"),
        "period": ("Time Period",),
        "start_date": ("Start Date",),
        "due": ("End Date",),
        "start": ("Start Value", "Metric Start", "Starting Value"),
        "target": ("Target Value", "Metric Target", "Target"),
        "current": ("Current Value",),
        "progress": ("Progress", "Progress %"),
        "status": ("Status",),
        "note": ("Check-in Note", "Latest Note"),
    },
    of_hundred=frozenset(("progress",)),
)
