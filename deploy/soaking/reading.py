"""Readers: of states, other days, findings, the audit trail, events by position, and what is not theirs to read."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
from collections.abc import Iterator

from deploy.soaking.asking import Asker
from deploy.soaking.diary import Diary
from deploy.soaking.installation import ORGANISATIONS, Installation
from deploy.soaking.planning import CYCLE, UNITS

PAUSE_SECONDS = 0.1
MAGIC = {"json": b"{", "html": b"<!doctype", "pdf": b"%PDF", "xlsx": b"PK", "csv": b""}


def paths(today: dt.date) -> list[str]:
    """What is read, below the organisation's path."""
    cycle, plan = f"/cycles/{CYCLE}", f"/cycles/{CYCLE}/plans/{UNITS[0]}"
    day, before = today, today - dt.timedelta(days=1)
    return [
        *("", "/cycles", cycle, f"{cycle}/plans", plan, f"{plan}/items/kept", f"{plan}/replay"),
        *(f"{cycle}?as_of={day}", f"{plan}?as_of={day}&known_at={day}", f"{cycle}/diff?from={before}&to={day}"),
        *(f"{cycle}/findings", f"{cycle}/findings?as_of={day}", f"{cycle}/shifts", f"{cycle}/timeline"),
        *(
            "/audit",
            "/events?after=3",
            "/events?after=0&limit=20",
            "/log/checkpoint?min_position=1",
            "/persons",
            "/readings",
        ),
        *("/reports", f"{cycle}/report", f"//orgs/{{org}}{cycle}/report", "//healthz", "//metrics"),
    ]


async def reads(installation: Installation, org: str, diary: Diary, today: dt.date, ended: asyncio.Event) -> None:
    """Everything was read again and again until then, and what is not to be read was refused."""
    lead, reader = (Asker(installation, org, role, diary) for role in ("governance_lead", "reader"))
    other = next(each for each in ORGANISATIONS if each != org)
    foreign = Asker(installation, other, "admin", diary)
    foreign.org = org
    async with lead.http, reader.http, foreign.http:
        for path in itertools.cycle(paths(today)):
            if ended.is_set():
                return
            if await lead.ask(path.format(org=org)) is not None:
                diary.done["read"] += 1
            if path == "/events?after=3":
                await reader.ask(path, 403)
                await foreign.ask(path, 404)
                diary.done["read refused"] += 2
            await asyncio.sleep(PAUSE_SECONDS)


async def reports(installation: Installation, org: str, diary: Diary, ended: asyncio.Event) -> None:
    """A report in each format in turn was asked for, made by a worker and fetched, until then."""
    asker = Asker(installation, org, "governance_lead", diary)
    async with asker.http:
        for format in _formats(ended):
            asked = await asker.ask(f"/cycles/{CYCLE}/reports", 202, "POST", json={"format": format})
            if asked is None:
                continue
            made = await asker.ask(f"/reports/{asked.json()['report']}/file")
            if made is None:
                continue
            if not made.content[:20].lower().startswith(MAGIC[format].lower()) or not made.content:
                diary.finds(f"a report in {format} begins with {made.content[:20]!r}")
            diary.done[f"report {format}"] += 1


def _formats(ended: asyncio.Event) -> Iterator[str]:
    for format in itertools.cycle(MAGIC):
        if ended.is_set():
            return
        yield format
