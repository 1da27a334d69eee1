"""Who answers for an item: its owner, and its sponsor. Persons need not be registered."""

from __future__ import annotations

from events.facts.plan import OwnerChanged, SponsorChanged
from services.decisions.case import Case, Stated
from services.decisions.command import Decision
from services.decisions.plan.items import pursued, unchanged


def change_owner(case: Case, wish: OwnerChanged) -> Stated:
    """The item has the owner, or none any more."""
    item = pursued(case.plan, wish.item, "item")
    unchanged(item, "owner", item.owner, wish.to, "to")
    return case.states(wish)


def change_sponsor(case: Case, wish: SponsorChanged) -> Stated:
    """The item has the sponsor, or none any more."""
    item = pursued(case.plan, wish.item, "item")
    unchanged(item, "sponsor", item.sponsor, wish.to, "to")
    return case.states(wish)


COMMANDS = {
    "owner.change": Decision(OwnerChanged, change_owner),
    "sponsor.change": Decision(SponsorChanged, change_sponsor),
}
