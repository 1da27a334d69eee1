"""An organisation that has something to be folded, and whether it is."""

from __future__ import annotations

from deploy.system import System
from events.log import read
from events.log.append import append
from projections.tables import current_state
from tests.events.log.acts import act, check_in

ORG = "acme"
SOON = 5.0  # seconds; a wake-up takes some milliseconds


async def appended(system: System, org: str = ORG) -> None:
    """One event more is in the organisation's log; nobody is woken."""
    await append(system.app, act(check_in(org=org), org=org))


async def folded(system: System, org: str = ORG) -> bool:
    """Whether the current state of an organisation is at its head."""
    head = await read.head(system.app, org)
    reached, _ = await current_state.read_one(system.app, org, "org")
    return head is not None and reached == head.position


async def all_folded(system: System, orgs: list[str]) -> bool:
    """Whether each is."""
    return all([await folded(system, org) for org in orgs])
