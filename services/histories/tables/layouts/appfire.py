"""Appfire OKR for Jira and BigPicture: a row an objective or a key result, numbered by what it stands under."""

from __future__ import annotations

from services.histories.tables.layout import Layout

LAYOUT = Layout(
    name="Appfire",
    known_by=("Order", "Type", "Summary", "Period"),
    columns={
        "number": ("Order",),
        "type": ("Type",),
        "title": ("Summary",),
        "status": ("Status",),
        "period": ("Period",),
        "owner": ("Owner",),
        "points": ("Weight",),
        "team": ("Teams",),
        "start_date": ("Expected start date",),
        "due": ("Expected end date",),
        "start": ("Start value",),
        "current": ("Current value",),
        "target": ("Target value",),
    },
)
