"""Profit.co check-ins: a row a check-in, by the id of a key result whose words stand in no column."""

from __future__ import annotations

from services.histories.tables.layout import Layout

LAYOUT = Layout(
    name="Profit.co check-ins",
    known_by=("keyResultId", "value", "actualUpdateDate"),
    columns={
        "key": ("keyResultId",),
        "title": ("keyResultTitle", "keyResultName"),
        "objective": ("objectiveTitle", "objectiveName"),
        "current": ("value",),
        "status": ("statusName",),
        "note": ("comment",),
        "noted_on": ("actualUpdateDate",),
    },
)
