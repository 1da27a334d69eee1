"""Lattice: a row an objective or a key result, with the title or the id of the goal above it."""

from __future__ import annotations

from services.histories.tables.layout import Layout

LAYOUT = Layout(
    name="Lattice",
    known_by=("okrType", "startingAmount", "endingAmount", "currentAmount"),
    columns={
        "type": ("okrType",),
        "id": ("id", "goalId", "entityId"),
        "title": ("name", "title", "goal", "goalName"),
        "parent": ("parentGoal", "parentGoalId"),
        "owner": ("owner", "owners", "ownerEmail", "ownerEmails"),
        "start": ("startingAmount",),
        "target": ("endingAmount",),
        "current": ("currentAmount",),
        "measured_in": ("unit", "unitType"),
        "start_date": ("startDate",),
        "due": ("dueDate", "endDate"),
        "status": ("status",),
        "team": ("department", "team"),
    },
)
