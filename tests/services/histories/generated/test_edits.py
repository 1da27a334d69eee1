"""The facts between two versions are the edits that were made, no more and no fewer."""

from __future__ import annotations

import msgspec
from hypothesis import given, note, settings
from hypothesis import strategies as st

from events.catalogue import Event
from services.histories.reconstruct import reconstruct
from tests.services.histories.generated.edits import begun, edits
from tests.services.histories.generated.hands import FORMATTERS, restyled
from tests.services.histories.generated.pages import written
from tests.services.histories.generated.plans import Plan, plans
from tests.services.histories.generated.styles import Style, styles
from tests.services.histories.told import OPTIONS, versions

LAW = settings(max_examples=150, deadline=None)
RANKED = "priority.ranked"
PATH = "okrs/2026-q1/okrs.md"


def last_told(*pages: str) -> list[str]:
    """What the last page told beyond the ones before: each fact's type and the item that it is about."""
    found = reconstruct(versions(*pages, path=PATH), OPTIONS)
    events = found.events[len(found.events) - found.readings[-1].events :]
    return sorted(f"{event.type} {_item(event)}" for event in events)


def _item(event: Event) -> str:
    if event.subject.startswith("check-ins/"):
        return event.subject.rsplit("/", 1)[1]
    fields = msgspec.structs.asdict(event.data)
    return str(next((fields[name] for name in ("item", "key_result", "objective") if name in fields), event.subject))


@LAW
@given(st.data(), plans(least=3, most=5, spare=2, standing=st.just("open")), styles())
def test_edits_are_told_and_nothing_else(data: st.DataObject, plan: Plan, style: Style) -> None:
    now, spare = begun(plan[:-2]), plan[-2:]
    pages = [written(now.plan, style)]
    for _ in range(data.draw(st.integers(1, 3))):
        now = data.draw(edits(now, spare, style))
        pages.append(written(now.plan, style))
        told = last_told(*pages)
        assert now.reordered or not any(fact.startswith(RANKED) for fact in told)
        assert [fact for fact in told if not fact.startswith(RANKED)] == sorted(now.told)


@LAW
@given(st.data(), plans(), styles())
def test_another_hand_tells_nothing(data: st.DataObject, plan: Plan, style: Style) -> None:
    before = written(plan, style)
    after = data.draw(st.sampled_from(FORMATTERS))(written(plan, data.draw(restyled(style))))
    note(before)
    note(after)
    assert last_told(before, after) == []
