"""Waivers: granted, where a rule does not apply to a plan, an item of it, or its cycle."""

from __future__ import annotations

from events.facts.plan import WaiverGranted
from events.strictness import nearest
from projections.rules.registry import registered
from services.decisions.case import Case, Refused, Stated
from services.decisions.command import Decision
from services.decisions.plan.amounts import lasting


def grant(case: Case, wish: WaiverGranted) -> Stated:
    """The rule does not apply to the subject, until the waiver expires."""
    rules = [rule.name for rule in registered()]
    if wish.rule not in rules:
        raise Refused(f"there is no rule {wish.rule}{nearest(wish.rule, rules)}", "rule")
    plan = case.subject
    cycle = f"cycle/{plan.split('/')[1]}"
    item = wish.subject.removeprefix(f"{plan}/")
    if wish.subject not in (plan, cycle) and (item == wish.subject or item not in case.plan.items):
        raise Refused(f"{wish.subject} is neither {plan}, nor {plan}/ITEM of it, nor {cycle}", "subject")
    lasting(case, wish.expires)
    return case.states(wish)


COMMANDS = {"waiver.grant": Decision(WaiverGranted, grant)}
