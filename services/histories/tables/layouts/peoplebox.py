"""Peoplebox: a row a goal, with the row ids of its parents and an id that it keeps."""

from __future__ import annotations

from services.histories.tables.layout import Layout

LAYOUT = Layout(
    name="Peoplebox",
    known_by=("Goal Title", "Parent Row IDs"),
    columns={
        "id": ("Row ID",),
        "key": ("Goal ID",),
        "parent": ("Parent Row IDs",),
        "title": ("Goal Title",),
        "owner": ("Owner Emails",),
        "period": ("Goal Cycle",),
        "type": ("Goal Type",),
        "team": ("Scope",),
        "start_date": ("Start Date",),
        "due": ("End Date",),
        "start": ("Starting Value",),
        "target": ("Target Value",),
        "current": ("Current Value",),
        "status": ("Progress Status",),
    },
)
