"""The totals of a plan and of a cycle (governance.md §2), over the shifts in force."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from projections.books import overloads
from projections.books.classes import class_of
from projections.books.ledger import Books
from projections.books.load import ZERO, rounded
from projections.books.patterns import Pair
from projections.books.verdicts import Verdict

VERDICTS = ("traded", "late", "accepted_overload", "open", "partial", "untraded", "below_minimum", "reversed")
CLASSES = ("A", "B", "C", "D", "E")


class Figures(Struct, frozen=True, kw_only=True):
    """One row of figures, in points; those of a cycle are the sums of its plans'.

    `demand` to `uncovered` count what is in force of the shifts that reach the minimum; `small` is the demand of the
    others. `implied` is what likely pairs, which nobody recorded, would cover.
    """

    plans: int = 1
    items: int = 0
    base: Decimal = ZERO
    load: Decimal = ZERO
    capacity: Decimal = ZERO
    demand: Decimal = ZERO
    traded: Decimal = ZERO
    late: Decimal = ZERO
    change_budget: Decimal = ZERO
    overload: Decimal = ZERO
    uncovered: Decimal = ZERO
    implied: Decimal = ZERO
    small: Decimal = ZERO
    moved: Decimal = ZERO
    assumed_baselines: int = 0
    verdicts: dict[str, int] = {}
    classes: dict[str, int] = {}

    @property
    def untraded_rate(self) -> Decimal | None:
        """Uncovered over demand; None without demand."""
        return rounded(self.uncovered / self.demand) if self.demand else None

    @property
    def implied_rate(self) -> Decimal | None:
        """The untraded rate as if every likely pair had been recorded."""
        return rounded((self.uncovered - self.implied) / self.demand) if self.demand else None

    @property
    def churn(self) -> Decimal | None:
        """All demands and credits over the bases; None without a base."""
        return rounded(self.moved / self.base) if self.base else None


def count(books: Books, judged: list[Verdict], pairs: list[Pair], served: overloads.Served) -> Figures:
    """The figures of one plan."""
    in_force = [verdict for verdict in judged if verdict.shift.undone_at is None]
    counted = [verdict for verdict in in_force if verdict.verdict != "below_minimum"]
    links = [link for verdict in counted for link in verdict.shift.links]
    brought = [served[o.event.id][0] for o in books.overloads if any(o.shift is v.shift for v in counted)]
    budget = sum((link.held for link in links if link.source == "change_budget"), ZERO)
    traded = sum((link.held for link in links if link.source == "credit" and link.timely), ZERO)
    late = sum((link.held for link in links if link.source == "credit" and not link.timely), ZERO)
    demand = sum((verdict.shift.remaining for verdict in counted), ZERO)
    overload = sum(brought, ZERO)
    accounts = [account for account in books.accounts.values() if "@" not in account.key]
    given = sum((credit.points for credit in books.credits.values()), ZERO)
    asked = sum((verdict.shift.remaining for verdict in in_force), ZERO)
    return Figures(
        items=sum(1 for item in books.plan.items.values() if item.status == "open"),
        base=sum((account.base for account in accounts), ZERO),
        load=sum((account.load for account in accounts), ZERO),
        capacity=books.capacity_now,
        demand=demand,
        traded=traded,
        late=late,
        change_budget=budget,
        overload=overload,
        uncovered=demand - traded - late - budget - overload,
        implied=sum((points for pair in pairs for _, points in pair.brought), ZERO),
        small=sum((v.shift.remaining for v in in_force if v.verdict == "below_minimum"), ZERO),
        moved=asked + given,
        assumed_baselines=int(books.lock is not None and books.lock.event is None),
        verdicts={name: sum(1 for v in judged if v.verdict == name) for name in VERDICTS},
        classes=_classes(books),
    )


def _classes(books: Books) -> dict[str, int]:
    found = [class_of(books, step) for step in books.steps]
    return {name: found.count(name) for name in CLASSES}  # type: ignore[arg-type]


def total(figures: Iterable[Figures]) -> Figures:
    """The figures of several plans together."""
    rows = list(figures)
    whole = ("plans", "items", "assumed_baselines")
    points = [name for name in Figures.__struct_fields__ if name not in (*whole, "verdicts", "classes")]
    counts: dict[str, int] = {name: sum(getattr(row, name) for row in rows) for name in whole}
    amounts: dict[str, Decimal] = {name: sum((getattr(row, name) for row in rows), ZERO) for name in points}
    return replace(
        Figures(),
        **counts,
        **amounts,
        verdicts={name: sum(row.verdicts[name] for row in rows) for name in VERDICTS},
        classes={name: sum(row.classes[name] for row in rows) for name in CLASSES},
    )
