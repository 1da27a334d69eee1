"""The first half of 2026: the rhythm is found, and two habits stay."""

from __future__ import annotations

import datetime as dt

from deploy.example.earlier.recurring import GROWTH, PLATFORM, incidents, trials
from deploy.example.earlier.rows import Aim, Late, Quarter, Share
from events.facts import plan as facts

WINTER = Quarter(
    id="2026-q1",
    name="First quarter 2026",
    start=dt.date(2026, 1, 1),
    end=dt.date(2026, 3, 31),
    reviews=8,
    # Nobody counts what was cancelled, and for a sponsor comes whoever was sent.
    cancelled=(4, 5),
    sent=(1, 3, 6, 7),
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
                incidents("2025-q4", 8, (0.45, 0.35), 8, 8, 7, 8, 7, 7),
                Aim(
                    key="uptime",
                    # As good as certain from the first day.
                    title="Days of the last ninety with an answer in under a second",
                    measured_in="days",
                    start=88,
                    target=89,
                    readings=(88, 88, 88, 89, 89, 89),
                    sure=(0.95, 0.97),
                ),
                Aim(
                    key="restarts",
                    title="Restarts that need a person, in a month",
                    measured_in="restarts",
                    start=22,
                    target=8,
                    readings=(21, 19, 15, 14, 11, 10),
                    sure=(0.6, 0.8),
                ),
            ),
            late=(
                # The law asked for it, and it had been decided before: nobody went around the plan.
                Late(
                    week=5,
                    decision="customs",
                    aim=Aim(
                        key="customs",
                        title="Crossings that are declared to customs without paper",
                        measured_in="%",
                        start=0,
                        target=100,
                        readings=(None, None, 10, 45, 80, 100),
                        sure=(0.7, 0.95),
                    ),
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
                ),
                Aim(
                    key="cost",
                    title="Cost of a qualified demo request",
                    measured_in="EUR",
                    start=240,
                    target=210,
                    readings=(238, 231, 226, 221, 217, 212),
                    sure=(0.6, 0.8),
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
                incidents("2026-q1", 7, (0.35, 0.3), 7, 7, 7, 6, 7, 6),
                Aim(
                    key="keys",
                    title="Services whose keys are changed every month",
                    measured_in="services",
                    start=6,
                    target=30,
                    readings=(9, 13, 18, 22, 27, 30),
                    sure=(0.6, 0.9),
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
