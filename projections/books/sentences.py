"""The findings in sentences that a leader understands, and what would clear each."""

from __future__ import annotations

from projections.books.findings import points
from projections.books.ledger import Books
from projections.books.verdicts import Verdict
from projections.folds.plan import Item

ASKS = {
    "added": "{item} was added after the plan was locked",
    "reweighted": "{item} was made heavier",
    "retargeted": "the target of {item} was raised",
    "reinstated": "{item} was taken up again",
    "brought_forward": "{item} is due earlier",
    "capacity_withdrawn": "capacity was withdrawn from the plan",
}
VERDICTS = {
    "reversed": "it was taken back within the grace",
    "below_minimum": "too small to count by itself",
    "traded": "{covered} given up for it in time",
    "accepted_overload": "a sponsor accepted {overload} on top",
    "late": "{covered} given up for it, but after the grace",
    "open": "{covered} covered so far, and the grace ends with {due}",
    "partial": "only {covered} covered, {uncovered} not",
    "untraded": "nothing was given up for it",
}
CLEARS = {
    "open": "Drop, defer or lower something worth {uncovered} and record the trade-off by the end of {due}.",
    "partial": "Record a trade-off for the {uncovered} still uncovered, or have a sponsor accept them as overload.",
    "untraded": "Record what is given up for the {uncovered}, take the change back, or have a sponsor accept it.",
}
SAYS = {
    "pool_mismatch": "Another plan's sacrifice was named; it does not free this unit's people.",
    "empty_credit": "What was named as given up gave nothing up, or was taken back before.",
    "self_approved": "The new capacity was approved by nobody but the one who asked.",
    "double_claim": "What was named as given up had already paid for other shifts.",
    "change_budget_spent": "The change budget had less left than was drawn; only what was left counts.",
    "overload_capped": "More overload was accepted than the cap allows; only what was left under it counts.",
    "self_accepted": "The one who asked for the shift accepted the overload; that counts for nothing.",
    "not_a_sponsor": "The overload was accepted by somebody who sponsors nothing here.",
    "overload_expired": "The acceptance of the overload has expired.",
    "rank_without_displacement": "{item} moved up, and nobody said what gives way.",
    "unexplained": "{item} was lowered or handed on without a reason.",
    "unapproved": "The baseline or the cycle's end was moved without a reason or an approver.",
    "weightless": "{item} was added after the lock with no weight at all.",
    "late_lock": "The plan was locked after a baseline had to be assumed; what came before stays a shift.",
    "implied_trade": "{item} was probably paid for by what was given up in the same days; nobody said so.",
    "moved_goalpost": "The target of {item} was brought nearer.",
    "silent_drop": "{item} had no check-in for a long time.",
}
WAYS_OUT = {
    "pool_mismatch": "Name something that this plan gives up.",
    "empty_credit": "Name a drop, deferral or lowering that still stands.",
    "self_approved": "Have the capacity approved by somebody else.",
    "double_claim": "Name something else that is given up.",
    "change_budget_spent": "Cover the rest with a trade-off.",
    "overload_capped": "Cover the rest with a trade-off.",
    "self_accepted": "Have a sponsor accept it who did not ask for it.",
    "not_a_sponsor": "Have a sponsor of the plan accept it.",
    "overload_expired": "Renew the acceptance, or record a trade-off.",
    "rank_without_displacement": "Say which open item gives way.",
    "unexplained": "Record the reason: repeat the change with it, or note it in a decision.",
    "unapproved": "Record who approved it and why.",
    "weightless": "Weigh it: reweight it to what it takes.",
    "late_lock": "Lock the next plan in time.",
    "implied_trade": "Record the trade-off, if it was one; it does not count before.",
    "moved_goalpost": "Grade it against the original target too, and say why it was lowered.",
    "silent_drop": "Check in, or drop it openly.",
}


def named(books: Books, item: str | None) -> str:
    """An item in a sentence: its kind and its title."""
    known: Item | None = books.plan.items.get(item or "")
    if known is None:
        return "The plan" if item is None else item
    kind = {"objective": "Objective", "key_result": "Key result", "initiative": "Initiative"}[known.kind]
    return f"{kind} “{known.title}”"


def of_shift(books: Books, verdict: Verdict, item: str | None, days: int | None) -> str:
    """What a shift asked for, and what came of it; `days`: how long it was in force, where it was taken back late."""
    asks = ASKS[verdict.shift.kind].format(item=named(books, item))
    demand = points(verdict.shift.demand)
    asked = "" if verdict.verdict == "reversed" else f" and asks for {demand}"
    undone = "" if days is None else f"; taken back after {days} days"
    return f"{asks[0].upper()}{asks[1:]}{asked}: {_filled(VERDICTS[verdict.verdict], verdict)}{undone}."


def clearing(verdict: Verdict, *, closed: bool) -> str:
    """What would clear a shift; nothing where nothing is open, or nothing can be covered any more."""
    if closed or verdict.shift.undone_at is not None:
        return ""
    return _filled(CLEARS.get(verdict.verdict, ""), verdict)


def _filled(text: str, verdict: Verdict) -> str:
    return text.format(
        covered=points(verdict.covered),
        uncovered=points(verdict.uncovered),
        overload=points(verdict.overload),
        due=verdict.shift.due.isoformat(),
    )
