"""Who plans in the earlier cycles, and what comes back in all of them."""

from __future__ import annotations

from deploy.example.earlier.rows import Aim, Team

# The same measure in every cycle, and always a little better: a health metric that is planned like a change.
TRIALS = "Trials that become paying customers"
INCIDENTS = "Incidents that a customer notices in a month"


def trials(start: float, target: float, *readings: float) -> Aim:
    """Growth's measure of all seasons."""
    return Aim(
        key="trials",
        title=TRIALS,
        measured_in="%",
        start=start,
        target=target,
        readings=readings,
        sure=(0.6, 0.6),
        points="3",
    )


def incidents(carried: str | None, start: float, sure: tuple[float, float], *readings: float | None) -> Aim:
    """Platform's key result that goes from cycle to cycle: the same target, and ever less belief in it."""
    return Aim(
        key="incidents",
        title=INCIDENTS,
        measured_in="incidents",
        start=start,
        target=2,
        readings=readings,
        sure=sure,
        points="3",
        carried=carried,
    )


GROWTH = Team(
    *("growth", "linnet", "swift"),
    ("Call those who stopped halfway", "Try the shorter form", "Ask sales which of them are real"),
)
PLATFORM = Team(
    *("platform", "dunlin", "falcon"),
    ("Look into the longest one first", "Take the next two services", "Ask support what customers saw"),
)
PRODUCT = Team("product", "tern", "heron", ("Sit with two dispatchers for a day", "Take the map out of the way"))
