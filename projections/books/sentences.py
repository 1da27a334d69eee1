"""The findings in sentences that a leader understands, and what would clear each."""

from __future__ import annotations

from decimal import Decimal

from projections.books.accounts import Shift
from projections.books.findings import points
from projections.books.ledger import Books
from projections.books.load import ZERO
from projections.books.verdicts import Verdict
from projections.folds.plan import Item

ASKS = {
    "added": "{item} was added after the plan was locked",
    "reweighted": "{item} was made heavier{moved}",
    "retargeted": "the target of {item} was raised{moved}",
    "reinstated": "{item} was taken up again",
    "brought_forward": "{item} is due earlier{moved}",
    "capacity_withdrawn": "capacity was withdrawn from the plan{moved}",
}
CLEARS = {
    "open": "Drop, defer or lower something worth {uncovered} and record the trade-off by the end of {due}.",
    "partial": "Record a trade-off for the {uncovered} still uncovered{overload}.",
    "untraded": "Record what is given up for the {uncovered}, {back}take the change back{overload}.",
}
SAYS = {
    "pool_mismatch": "For {item}, another plan's sacrifice was named; it does not free this unit's people.",
    "empty_credit": "What was named as given up for {item} gave nothing up, or was taken back before.",
    "self_approved": "The new capacity named for {item} was approved by nobody but the one who asked.",
    "double_claim": "What was named as given up for {item} had already paid for other shifts.",
    "change_budget_spent": "The change budget had less left than was drawn for {item}; only what was left counts.",
    "overload_capped": "More overload was accepted for {item} than the cap allows; only what was left under it counts.",
    "self_accepted": "The one who asked for {item} accepted the overload too; that counts for nothing.",
    "not_a_sponsor": "The overload for {item} was accepted by somebody who sponsors nothing here.",
    "overload_expired": "The acceptance of the overload for {item} has expired.",
    "rank_without_displacement": "{item} moved up the priorities, and nobody said what gives way.",
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
    "unexplained": "It stays on record; bring the reason with the next change, and tell it in the next review.",
    "unapproved": "Record who approved it and why.",
    "weightless": "Weigh it: reweight it to what it takes.",
    "late_lock": "Lock the next plan in time.",
    "implied_trade": "Record the trade-off, if it was one; it does not count before.",
    "moved_goalpost": "Grade it against the original target too, and say why it was lowered.",
    "silent_drop": "Check in, or drop it openly.",
}


def named(books: Books, item: str | None) -> str:
    """An item within a sentence: its kind and its title."""
    known: Item | None = books.plan.items.get(item or "")
    if known is None:
        return "the plan" if item is None else item
    return f"{known.kind.replace('_', ' ')} “{known.title}”"


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def of_shift(books: Books, verdict: Verdict, item: str | None, days: int | None) -> str:
    """What a shift asked for, and what came of it; `days`: how long it was in force, where it was taken back late."""
    asks = ASKS[verdict.shift.kind].format(item=named(books, item), moved=_moved(books, verdict.shift, item))
    asked = "" if verdict.verdict == "reversed" else f", which asks for {points(verdict.shift.demand)}"
    undone = "" if days is None else f"; taken back after {days} days"
    return sentence(f"{asks}{asked}: {_became(books, verdict)}{undone}.")


def clearing(verdict: Verdict, *, closed: bool, room: Decimal) -> str:
    """What would clear a shift; nothing where nothing is open, or nothing can be covered any more.

    `room` is what the cap on overload has left: without any, no sponsor can help.
    """
    if closed or verdict.shift.undone_at is not None:
        return ""
    overload, back = (", or have a sponsor accept it as overload", "") if room > 0 else ("", "or ")
    due = verdict.shift.due.isoformat()
    text = CLEARS.get(verdict.verdict, "")
    return text.format(uncovered=points(verdict.uncovered), due=due, overload=overload, back=back)


def _moved(books: Books, shift: Shift, item: str | None) -> str:
    """To what the event moved what it is about, and from what."""
    step = next((step for step in books.steps if step.event.id == shift.event.id), None)
    field = {"reweighted": "points", "retargeted": "target", "brought_forward": "due"}.get(shift.kind)
    if step is None:
        return ""
    if shift.kind == "capacity_withdrawn":
        return _instead(step.after.capacity, step.before.capacity)
    before, after = step.before.items.get(item or ""), step.after.items.get(item or "")
    if before is None or after is None or field is None:
        return ""
    return _instead(getattr(after, field), getattr(before, field) or (step.end if field == "due" else None))


def _instead(after: object, before: object) -> str:
    new, old = (f"{value:g}" if isinstance(value, float | Decimal) else str(value) for value in (after, before))
    if after is None or before == after:
        return ""
    return f" ({new})" if before is None else f" ({new} instead of {old})"


def _became(books: Books, verdict: Verdict) -> str:
    """What came of a shift: the verdict in words, with what brought it about."""
    shift = verdict.shift
    match verdict.verdict:
        case "reversed":
            return "it was taken back within the grace"
        case "below_minimum":
            return "too small to count by itself"
        case "open":
            return f"{_covered(verdict) or 'nothing'} so far; its grace ends on {shift.due.isoformat()}"
        case "partial":
            return f"only {_covered(verdict)}; {points(verdict.uncovered)} covered by nothing"
        case "untraded":
            return _uncovered(books, shift)
    return _covered(verdict)


def _covered(verdict: Verdict) -> str:
    given_up = [link for link in verdict.shift.links if link.source == "credit"]
    parts = [
        (sum((link.served for link in given_up if link.timely), ZERO), "given up for it in time"),
        (sum((link.served for link in given_up if not link.timely), ZERO), "given up for it after the grace"),
        (verdict.budget, "out of the change budget"),
        (verdict.overload, "accepted on top by a sponsor"),
    ]
    return ", ".join(f"{points(amount)} {what}" for amount, what in parts if amount > 0)


def _uncovered(books: Books, shift: Shift) -> str:
    if "credit_revoked" in shift.flags:
        return "what had been given up for it was taken back"
    tried = shift.links or any(overload.shift is shift for overload in books.overloads)
    return "nothing that counts was given up for it" if tried else "nothing was given up for it"
