"""Reads metrics as a Prometheus does."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample


def samples(text: str) -> list[Sample]:
    """Every sample of the text."""
    return [sample for family in text_string_to_metric_families(text) for sample in family.samples]


def value(text: str, name: str, **labels: str) -> float:
    """The value of the series; 0 where there is none yet."""
    return next((each.value for each in samples(text) if (each.name, each.labels) == (name, labels)), 0.0)
