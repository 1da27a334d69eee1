"""The report as JSON: byte for byte the same from the same inputs."""

from __future__ import annotations

import msgspec

from projections.reports.content import Report

_encoder = msgspec.json.Encoder(order="deterministic", decimal_format="number")


def render(report: Report) -> bytes:
    """One JSON object, with a line's end."""
    return _encoder.encode(report) + b"\n"
