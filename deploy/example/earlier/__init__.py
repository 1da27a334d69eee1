"""The year before: four quarters and a pilot, told in less detail, which the third quarter of 2026 looks back at."""

from __future__ import annotations

from collections.abc import Iterator

from deploy.example.earlier import around, decided
from deploy.example.earlier.telling import told
from deploy.example.earlier.year_2025 import AUTUMN, PILOT, SUMMER
from deploy.example.earlier.year_2026 import SPRING, WINTER
from events.catalogue import Event


def events() -> Iterator[Event]:
    """The events of the earlier cycles, and what was decided, objected and asked for in them."""
    for quarter in (PILOT, SUMMER, AUTUMN, WINTER, SPRING):
        yield from told(quarter)
    yield from around.supports()
    yield from decided.events()
