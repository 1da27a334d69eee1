"""Measures that nobody decides by (governance.md §3, `measure_without_decision`)."""

from __future__ import annotations

from collections.abc import Iterator

from projections.books.ledger import close_of
from projections.rules.rule import Breach, Matter, Rule


def judge(matter: Matter) -> Iterator[Breach]:
    """At the end of the cycle: a key result that no decision cites, and whose confidence never moved.

    One on which nobody ever checked in is silent, which is another finding; a guardrail is there to stay as it is.
    """
    books = matter.books
    close = close_of(books)
    if close is None or matter.as_of <= close:
        return
    cited = {path for decision in matter.decisions.values() for path in decision.cites}
    for item in matter.key_results():
        of = books.check_ins.get(item.id)
        if item.guardrail or of is None or not of.entries:
            continue
        said = {entry.confidence for entry in of.entries if entry.confidence is not None}
        said |= {item.initial_confidence} if item.initial_confidence is not None else set()
        if len(said) <= 1 and f"{books.subject.removeprefix('plan/')}/{item.id}" not in cited:
            yield Breach(
                item=item.id,
                says=f"“{item.title}” was measured for a cycle, and nothing was decided by it: no decision cites it, "
                "and the confidence in it never moved.",
                clears="Say what would be decided differently if it moved, or measure something else.",
                evidence=(item.committed_by, *(entry.id for entry in of.entries[-1:])),
            )


RULE = Rule(
    name="measure_without_decision",
    scope="plan",
    means="a key result was never cited by a decision, and the confidence in it never moved",
    parameters={"on": "whether it is judged"},
    judge=judge,
)
