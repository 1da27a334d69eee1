"""2025: a pilot, and two quarters that show why somebody asks for help."""

from __future__ import annotations

import datetime as dt

from deploy.example.earlier.recurring import GROWTH, PLATFORM, PRODUCT, incidents, trials
from deploy.example.earlier.rows import Aim, Late, Quarter, Share
from events.facts import plan as facts
from events.terms import Points

PILOT = Quarter(
    id="2025-pilot",
    name="Pilot 2025",
    start=dt.date(2025, 4, 7),
    end=dt.date(2025, 6, 11),
    kind="pilot",
    reviews=2,
    missed=(2,),
    priorities=False,
    # Nobody knows yet what a confidence means, when to lock, or what the year is for: that is what a pilot is for.
    shares=(
        Share(
            team=PRODUCT,
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
    missed=(5, 6),
    shares=(
        Share(
            team=GROWTH,
            capacity="10",
            objective="More small hauliers stay",
            outcome="paying-hauliers",
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
                    ),
                ),
            ),
        ),
        Share(
            team=PLATFORM,
            capacity="9",
            objective="Customers never notice a release",
            outcome="quiet-nights",
            aims=(
                incidents(None, 9, (0.6, 0.5), 9, 8, None, 8, 7, None),
                Aim(
                    key="tickets",
                    # Only numbers are reported, fortnight after fortnight, and nobody decides by them.
                    title="Support tickets about tracking in a month",
                    measured_in="tickets",
                    start=120,
                    target=80,
                    readings=(119, 118, 121, 117, 118, 118),
                    sure=(0.5, 0.5),
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
    missed=(4, 5, 6),
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
                    ),
                ),
            ),
        ),
        Share(
            team=PLATFORM,
            capacity="10",
            objective="Tracking keeps up",
            outcome="quiet-nights",
            aims=(
                incidents("2025-q3", 7, (0.5, 0.4), 8, None, 8, None, 8, 8),
                Aim(
                    key="load",
                    # What can be measured only when the new meters are in has no numbers yet.
                    title="Load at which tracking still answers",
                    measured_in="times today's",
                    start=None,
                    target=None,
                    readings=(1, None, None, 1, None, None),
                    sure=(0.6, 0.4),
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
                    points=Points("4"),
                    owner="dunlin",
                    business_as_usual=True,
                ),
            ),
        ),
    ),
)
