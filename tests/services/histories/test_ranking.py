"""Objectives in another order: the ranks told are those that the plan's own fold then has."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from events.facts.plan import PriorityRanked
from projections.folds import plan as folded
from projections.folds.ranks import rank
from services.histories.changes.ranking import reranked
from tests.services.histories.told import TITLE, history

NAMES = ("apples", "bridges", "candles", "dancers", "engines", "forests")
ORDERS = st.permutations(NAMES).flatmap(lambda names: st.integers(1, len(names)).map(lambda n: tuple(names[:n])))


def page(order: tuple[str, ...], struck: str | None) -> str:
    heads = {name: f"~~More {name} for all~~" if name == struck else f"More {name} for all" for name in order}
    return TITLE + "\n".join(f"## {heads[name]}\n\n- [ ] Count the {name}\n" for name in order)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ORDERS, st.sampled_from((None, *NAMES))), min_size=2, max_size=4))
def test_every_rank_is_new_and_within_the_plan_as_it_is_folded(pages: list[tuple[tuple[str, ...], str | None]]) -> None:
    state = folded.Plan()
    for event in history(*(page(*each) for each in pages)).events:
        if not event.subject.startswith("plan/"):
            continue
        if isinstance(event.data, PriorityRanked):
            assert rank(state.order, event.data.objective) not in (None, event.data.rank)
            assert event.data.rank <= len(state.order)
        state = folded.evolve(state, event)
    assert state.ignored == ()


@given(st.permutations(NAMES), st.permutations(NAMES))
def test_the_ranks_told_lead_from_one_order_to_the_other(before: list[str], now: list[str]) -> None:
    order = tuple(before)
    told = list(reranked(order, before, now))
    assert (told[-1][2] if told else order) == tuple(now)
    assert len(told) < len(NAMES)
