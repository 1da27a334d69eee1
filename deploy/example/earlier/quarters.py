"""The earlier cycles: a pilot, and four quarters of growth and platform, with what the rules find in each."""

from __future__ import annotations

import datetime as dt

from deploy.example.earlier.telling import Aim, Late, Quarter, Share, Team
from events.facts import plan as facts
from events.terms import Points

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
        grade=0.5,
        points="3",
    )


def incidents(carried: str | None, sure: tuple[float, float], *readings: float | None) -> Aim:
    """Platform's key result that goes from cycle to cycle: the same target, and ever less belief in it."""
    return Aim(
        key="incidents",
        title=INCIDENTS,
        measured_in="incidents",
        start=9,
        target=2,
        readings=readings,
        sure=sure,
        grade=0.1,
        points="3",
        carried=carried,
    )


GROWTH = Team("growth", "linnet", "swift")
PLATFORM = Team("platform", "dunlin", "falcon")

PILOT = Quarter(
    id="2025-pilot",
    name="Pilot 2025",
    start=dt.date(2025, 4, 7),
    end=dt.date(2025, 6, 13),
    kind="pilot",
    reviews=2,
    held=1,
    priorities=False,
    # Nobody knows yet what a confidence means, when to lock, or what the year is for: that is what a pilot is for.
    shares=(
        Share(
            team=Team("product", "tern", "heron"),
            capacity="6",
            objective="Dispatchers try out the new planner",
            lock=False,
            aims=(
                Aim(
                    key="tried",
                    title="Dispatchers who plan a day with it",
                    measured_in="dispatchers",
                    start=0,
                    target=20,
                    readings=(4, None, 11, 17),
                    sure=(0.95, 0.9),
                    grade=0.85,
                ),
            ),
        ),
    ),
)

SUMMER = Quarter(
    id="2025-q3",
    name="Third quarter 2025",
    start=dt.date(2025, 7, 1),
    end=dt.date(2025, 9, 30),
    held=4,
    shares=(
        Share(
            team=GROWTH,
            capacity="10",
            objective="More small hauliers stay",
            outcome="recurring-revenue",
            aims=(
                trials(4, 5, 4.1, 4.2, 4.4, 4.4, 4.6, 4.6),
                Aim(
                    key="invited",
                    title="Carriers who join on an invitation in a month",
                    measured_in="carriers",
                    start=40,
                    target=80,
                    readings=(44, None, 50, None, 57, 61),
                    sure=(0.7, 0.5),
                    grade=0.5,
                ),
            ),
            late=(
                Late(
                    week=4,
                    aim=Aim(
                        key="fair",
                        title="Demo requests from the Hamburg fair",
                        measured_in="requests",
                        start=0,
                        target=60,
                        readings=(None, None, 10, 25, 31, 38),
                        sure=(0.5, 0.5),
                        grade=0.6,
                    ),
                ),
            ),
        ),
        Share(
            team=PLATFORM,
            capacity="9",
            objective="Customers never notice a release",
            outcome="trusted-platform",
            aims=(
                incidents(None, (0.6, 0.5), 9, 8, None, 8, 7, None),
                Aim(
                    key="tickets",
                    # Only numbers are reported, fortnight after fortnight, and nobody decides by them.
                    title="Support tickets about tracking in a month",
                    measured_in="tickets",
                    start=120,
                    target=80,
                    readings=(119, 118, 121, 117, 118, 118),
                    sure=(0.5, 0.5),
                    grade=0.1,
                    bare=True,
                ),
                Aim(
                    key="loss",
                    title="Positions lost",
                    measured_in="%",
                    start=0.4,
                    target=0.4,
                    kind="guardrail",
                    readings=(0.4, 0.4, 0.3, 0.4, 0.4, 0.4),
                    sure=(0.9, 0.9),
                    bare=True,
                ),
            ),
        ),
    ),
)

HOPES = tuple(
    Aim(
        key=key,
        title=title,
        measured_in="%",
        start=start,
        target=target,
        readings=tuple(round(start + (target - start) * part, 2) for part in (0.05, 0.1, 0.1, 0.15, 0.2, 0.2)),
        sure=(0.8, 0.75),
        grade=0.2,
    )
    for key, title, start, target in (
        ("found", "Sign-ups that come from a search", 12, 30),
        ("second", "Trials with a second user", 20, 45),
        ("routes", "Trials that plan a route on the first day", 35, 60),
        ("back", "Lost trials that come back", 3, 12),
        ("open", "Newsletters that are read", 18, 35),
    )
)

AUTUMN = Quarter(
    id="2025-q4",
    name="Fourth quarter 2025",
    start=dt.date(2025, 10, 1),
    end=dt.date(2025, 12, 31),
    held=3,
    priorities=False,
    shares=(
        Share(
            team=GROWTH,
            capacity="16",
            objective="Hauliers find us by themselves",
            # Hopes that were kept high to the end, and graded low.
            aims=(*HOPES, trials(4.6, 5.5, 4.7, 4.8, 4.9, 4.9, 5.0, 5.1)),
            late=(
                Late(
                    week=5,
                    aim=Aim(
                        key="poland",
                        title="Polish hauliers on a trial",
                        measured_in="hauliers",
                        start=0,
                        target=40,
                        readings=(None, None, 3, 6, 9, 12),
                        sure=(0.5, 0.4),
                        grade=0.3,
                    ),
                ),
            ),
        ),
        Share(
            team=PLATFORM,
            capacity="10",
            objective="Tracking keeps up",
            outcome="trusted-platform",
            aims=(
                incidents("2025-q3", (0.5, 0.4), 9, None, 8, None, 8, 8),
                Aim(
                    key="load",
                    # What can be measured only when the new meters are in has no numbers yet.
                    title="Tracking holds at ten times the load",
                    measured_in="done",
                    start=None,
                    target=None,
                    readings=(),
                ),
            ),
            initiatives=(
                facts.InitiativeCommitted(
                    initiative="platform-2025-q4-console",
                    title="A console for everything",
                    points=Points("4"),
                    owner="dunlin",
                ),
                facts.InitiativeCommitted(
                    initiative="platform-2025-q4-on-call",
                    title="On call, every week",
                    points=Points("3"),
                    owner="dunlin",
                    business_as_usual=True,
                ),
            ),
        ),
    ),
)

WINTER = Quarter(
    id="2026-q1",
    name="First quarter 2026",
    start=dt.date(2026, 1, 1),
    end=dt.date(2026, 3, 31),
    held=5,
    shares=(
        Share(
            team=GROWTH,
            capacity="8",
            objective="Small hauliers get going by themselves",
            outcome="recurring-revenue",
            aims=(
                trials(5.1, 6, 5.2, 5.3, 5.5, 5.6, 5.7, 5.8),
                Aim(
                    key="paper",
                    # Asked for by law: an activity, and that is as it should be.
                    title="Publish the data protection paper for carriers",
                    measured_in="milestones",
                    start=0,
                    target=1,
                    readings=(0, 0, 0, 1, 1, 1),
                    sure=(0.8, 1.0),
                    grade=1.0,
                    points="1",
                ),
            ),
            story=(
                (
                    2,
                    facts.WaiverGranted(
                        rule="activity_key_result",
                        subject="plan/2026-q1/growth/growth-2026-q1-paper",
                        reason="The authority wants a paper, not an effect",
                        approved_by="owl",
                    ),
                ),
            ),
        ),
        Share(
            team=PLATFORM,
            capacity="9",
            objective="Customers never notice a release",
            outcome="trusted-platform",
            aims=(
                incidents("2025-q4", (0.45, 0.35), 8, 8, 7, 8, 7, 7),
                Aim(
                    key="uptime",
                    # As good as certain from the first day.
                    title="Days with an answer in under a second",
                    measured_in="days",
                    start=88,
                    target=89,
                    readings=(88, 88, 88, 89, 89, 89),
                    sure=(0.95, 0.97),
                    grade=1.0,
                ),
            ),
        ),
    ),
)

SPRING = Quarter(
    id="2026-q2",
    name="Second quarter 2026",
    start=dt.date(2026, 4, 1),
    end=dt.date(2026, 6, 30),
    held=6,
    shares=(
        Share(
            team=GROWTH,
            capacity="9",
            objective="Customers bring customers",
            outcome="net-retention",
            aims=(
                trials(5.8, 6.5, 5.9, 6.0, 6.1, 6.3, 6.4, 6.5),
                Aim(
                    key="sent",
                    title="New accounts that a customer sent",
                    measured_in="%",
                    start=5,
                    target=9,
                    readings=(5.2, 5.9, 6.4, 7.1, 7.8, 8.2),
                    sure=(0.6, 0.8),
                    grade=0.8,
                ),
                Aim(
                    key="cost",
                    title="Cost of a qualified demo request",
                    measured_in="EUR",
                    start=240,
                    target=210,
                    readings=(238, 231, 226, 221, 217, 212),
                    sure=(0.6, 0.8),
                    grade=0.9,
                ),
            ),
            late=(
                Late(
                    week=6,
                    dropped="cost",
                    aim=Aim(
                        key="mailing",
                        title="Carriers who answer the fuel card's mailing",
                        measured_in="carriers",
                        start=0,
                        target=50,
                        readings=(None, None, None, 12, 24, 41),
                        sure=(0.6, 0.7),
                        grade=0.8,
                    ),
                ),
            ),
        ),
        Share(
            team=PLATFORM,
            capacity="9",
            objective="Customer data is safe by default",
            outcome="trusted-platform",
            # For the fourth time, and nobody believes in it any more; it is refused to every trade-off.
            aims=(
                incidents("2026-q1", (0.35, 0.3), 7, 7, 7, 6, 7, 6),
                Aim(
                    key="keys",
                    title="Services whose keys are changed every month",
                    measured_in="services",
                    start=6,
                    target=30,
                    readings=(9, 13, 18, 22, 27, 30),
                    sure=(0.6, 0.9),
                    grade=1.0,
                ),
            ),
            late=(
                Late(
                    week=5,
                    aim=Aim(
                        key="audit",
                        title="Findings of the audit that are closed",
                        measured_in="findings",
                        start=0,
                        target=12,
                        points="1",
                        readings=(None, None, 2, 6, 9, 12),
                        sure=(0.7, 0.8),
                        grade=1.0,
                    ),
                ),
            ),
            story=tuple(
                (
                    week,
                    facts.TradeOffRejected(
                        shift="platform-2026-q2-audit",
                        item="platform-2026-q2-incidents",
                        rejected_by="falcon",
                        reason="It was promised to the board",
                    ),
                )
                for week in (5, 7)
            ),
        ),
    ),
)

QUARTERS = (PILOT, SUMMER, AUTUMN, WINTER, SPRING)
