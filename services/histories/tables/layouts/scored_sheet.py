"""The spreadsheet of a planning round: key results with what was measured and expected at half time, and the end."""

from __future__ import annotations

from services.histories.tables.layout import Layout

LAYOUT = Layout(
    name="a spreadsheet of scores",
    known_by=("KR", "Mid-Q Actual", "End-Q"),
    columns={
        "title": ("KR",),
        "priority": ("Priority",),
        "owner": ("Owner",),
        "score": ("Mid-Q Actual",),
        "confidence": ("Mid-Q Projection",),
        "grade": ("End-Q",),
    },
)
