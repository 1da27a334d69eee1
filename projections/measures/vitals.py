"""The figures by which cycles are compared: each a share of so many, so that little is told from much."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

NAMES = ("untraded_rate", "churn", "reviews_held", "check_in_adherence", "outcome_key_results", "decisions_that_cite")


class Part(Struct, frozen=True):
    """So much of so much: points of points, or a count of a count."""

    of: float = 0.0
    whole: float = 0.0

    @staticmethod
    def counted(of: int, whole: int) -> Part:
        """So many of so many: as what is read back from the tables, where a number is a float."""
        return Part(float(of), float(whole))

    @property
    def share(self) -> float | None:
        """The share, to four places; None of nothing."""
        return round(self.of / self.whole, 4) if self.whole else None


class Vitals(Struct, frozen=True, kw_only=True):
    """Of a plan, a unit's cycle or a whole cycle. Untraded rate and churn are in points (uncovered of demand; moved of
    bases, which may be more than all of it), the rest are counts: reviews held in time of those due, check-ins in time
    of those due, key results that say an outcome, decisions that cite a commitment."""

    untraded_rate: Part = Part()
    churn: Part = Part()
    reviews_held: Part = Part()
    check_in_adherence: Part = Part()
    outcome_key_results: Part = Part()
    decisions_that_cite: Part = Part()


def together(rows: Iterable[Vitals]) -> Vitals:
    """The vitals of several as one."""
    listed = list(rows)
    return Vitals(**{name: _sum(getattr(row, name) for row in listed) for name in NAMES})


def _sum(parts: Iterable[Part]) -> Part:
    listed = list(parts)
    of, whole = (round(sum(each), 4) for each in ([part.of for part in listed], [part.whole for part in listed]))
    return Part(float(of), float(whole))
