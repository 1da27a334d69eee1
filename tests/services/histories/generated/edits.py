"""Edits of a plan, each with the facts that explain it: none, where nothing but a letter or an order changed."""

from __future__ import annotations

import re
from collections.abc import Callable

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from services.histories.matching.identity import slug
from tests.services.histories.generated.pages import FLAT
from tests.services.histories.generated.plans import OWNERS, QUALITIES, KeyResult, Objective, Plan, Standing
from tests.services.histories.generated.styles import Style

Told = list[str]
STANDS: dict[Standing, str] = {
    "going": "check_in.recorded",
    "half": "check_in.recorded",
    "done": "check_in.recorded",
    "failed": "key_result.graded",
    "struck": "commitment.deferred",
    "dropped": "commitment.dropped",
}


class Edited(Struct):
    """A plan after an edit: the ids of its items by their words, what was touched so far, and what is to be told.

    Objectives that were `reordered` may be told to have another rank, where the page numbers them.
    """

    plan: Plan
    ids: dict[str, str]
    told: Told = []
    touched: set[str] = set()
    reordered: bool = False


def begun(plan: Plan) -> Edited:
    """The plan as it was first seen."""
    titles = [o.title for o in plan] + [e.title for o in plan for k in o.key_results for e in (k, *k.nested)]
    return Edited(plan, {title: slug(title, "item", ()) for title in titles})


@st.composite
def edits(draw: st.DrawFn, before: Edited, spare: tuple[Objective, ...], style: Style) -> Edited:
    """One edit to an item that none has touched yet; none where there is no such item."""
    after = Edited(before.plan, dict(before.ids), [], set(before.touched))
    free = [
        (o, k)
        for o, objective in enumerate(after.plan)
        for k, key_result in enumerate(objective.key_results)
        if not {objective.title, key_result.title} & after.touched
    ]
    if free:
        edit = draw(st.sampled_from(EDITS))
        o, k = draw(st.sampled_from(free))
        edit(draw, after, (o, k), spare, style)
    return after


def _put(after: Edited, o: int, *key_results: KeyResult) -> None:
    objective = replace(after.plan[o], key_results=key_results)
    after.plan = (*after.plan[:o], objective, *after.plan[o + 1 :])


def _change(after: Edited, at: tuple[int, int], **changes: object) -> str:
    """The id of the key result that is changed."""
    old = after.plan[at[0]].key_results[at[1]]
    new = replace(old, **changes)
    known = after.ids[old.title]
    after.ids[new.title] = known
    after.touched |= {old.title, new.title}
    _put(after, at[0], *(new if nth == at[1] else each for nth, each in enumerate(after.plan[at[0]].key_results)))
    return known


def _add(draw: st.DrawFn, after: Edited, at: tuple[int, int], spare: tuple[Objective, ...], style: Style) -> None:
    new = spare[0].key_results[0]
    if new.title in after.ids:
        return
    after.ids[new.title] = slug(new.title, "item", ())
    after.touched.add(new.title)
    key_results = list(after.plan[at[0]].key_results)
    key_results.insert(draw(st.integers(0, len(key_results))), replace(new, nested=()))
    _put(after, at[0], *key_results)
    after.told.append(f"key_result.committed {after.ids[new.title]}")


def _drop(draw: st.DrawFn, after: Edited, at: tuple[int, int], spare: tuple[Objective, ...], style: Style) -> None:
    key_results = list(after.plan[at[0]].key_results)
    if len(key_results) > 1:
        gone = key_results.pop(at[1])
        _put(after, at[0], *key_results)
        for each in (gone, *(() if style.layout in FLAT else gone.nested)):
            after.told.append(f"commitment.dropped {after.ids[each.title]}")


def _add_objective(
    draw: st.DrawFn, after: Edited, at: tuple[int, int], spare: tuple[Objective, ...], style: Style
) -> None:
    new = replace(spare[1], key_results=tuple(replace(k, nested=()) for k in spare[1].key_results))
    if new.title in after.ids:
        return
    for title in (new.title, *(k.title for k in new.key_results)):
        after.ids[title] = slug(title, "item", ())
        after.touched.add(title)
    place = draw(st.integers(0, len(after.plan)))
    after.plan = (*after.plan[:place], new, *after.plan[place:])
    after.told.append(f"objective.committed {after.ids[new.title]}")
    after.told += [f"key_result.committed {after.ids[k.title]}" for k in new.key_results]


def _drop_objective(
    draw: st.DrawFn, after: Edited, at: tuple[int, int], spare: tuple[Objective, ...], style: Style
) -> None:
    gone = after.plan[at[0]]
    if len(after.plan) > 1 and not {k.title for k in gone.key_results} & after.touched:
        after.plan = (*after.plan[: at[0]], *after.plan[at[0] + 1 :])
        after.told.append(f"commitment.dropped {after.ids[gone.title]}")


def _reword(draw: st.DrawFn, after: Edited, at: tuple[int, int], spare: tuple[Objective, ...], style: Style) -> None:
    title = after.plan[at[0]].key_results[at[1]].title
    other = next(word for word in draw(st.permutations(QUALITIES)) if word not in title)
    known = _change(after, at, title=re.sub("|".join(QUALITIES), other, title, count=1))
    after.told.append(f"commitment.reworded {known}")


def _retarget(draw: st.DrawFn, after: Edited, at: tuple[int, int], spare: tuple[Objective, ...], style: Style) -> None:
    title = after.plan[at[0]].key_results[at[1]].title
    if re.search(r" \d\d ", title):
        known = _change(after, at, title=re.sub(r" \d\d ", " 40 ", title))
        after.told.append(f"commitment.reworded {known}")
        scored = style.layout in ("table", "one table") and style.names[3] != "Status"
        after.told += [] if scored else [f"key_result.retargeted {known}"]


def _move(draw: st.DrawFn, after: Edited, at: tuple[int, int], spare: tuple[Objective, ...], style: Style) -> None:
    to = draw(st.integers(0, len(after.plan) - 1))
    key_results = list(after.plan[at[0]].key_results)
    moved = key_results[at[1]]
    if to == at[0] or len(key_results) < 2 or moved.nested:
        return
    del key_results[at[1]]
    _put(after, at[0], *key_results)
    _put(after, to, *after.plan[to].key_results, moved)
    after.touched |= {moved.title}
    after.told.append(f"key_result.moved {after.ids[moved.title]}")


def _stand(draw: st.DrawFn, after: Edited, at: tuple[int, int], spare: tuple[Objective, ...], style: Style) -> None:
    stands = draw(st.sampled_from(sorted(STANDS)))
    nested = after.plan[at[0]].key_results[at[1]].nested
    if nested and stands in ("struck", "dropped"):
        return
    known = _change(after, at, standing=stands)
    tables = style.layout in ("table", "one table")
    after.told.append(f"{'check_in.recorded' if tables and stands == 'failed' else STANDS[stands]} {known}")


def _own(draw: st.DrawFn, after: Edited, at: tuple[int, int], spare: tuple[Objective, ...], style: Style) -> None:
    before = after.plan[at[0]].key_results[at[1]].owner
    owner = draw(st.sampled_from([other for other in (None, *OWNERS) if other != before]))
    known = _change(after, at, owner=owner)
    if style.owners or style.layout in FLAT:
        after.told.append(f"owner.changed {known}")


def _rank(draw: st.DrawFn, after: Edited, at: tuple[int, int], spare: tuple[Objective, ...], style: Style) -> None:
    before = after.plan[at[0]].key_results[at[1]].priority
    priority = draw(st.sampled_from([other for other in (None, "p0", "p1", "p2", "p3") if other != before]))
    known = _change(after, at, priority=priority)
    if priority and (style.priorities or style.layout in FLAT):
        after.told.append(f"priority.relabelled {known}")


def _reorder(draw: st.DrawFn, after: Edited, at: tuple[int, int], spare: tuple[Objective, ...], style: Style) -> None:
    _put(after, at[0], *draw(st.permutations(after.plan[at[0]].key_results)))
    before, after.plan = after.plan, tuple(draw(st.permutations(after.plan)))
    after.reordered = [o.title for o in before] != [o.title for o in after.plan]


def _mistype(draw: st.DrawFn, after: Edited, at: tuple[int, int], spare: tuple[Objective, ...], style: Style) -> None:
    """A letter is lost in a long word: no fact comes of it."""
    title = after.plan[at[0]].key_results[at[1]].title
    word = max(title.split(), key=len)
    if len(word) > 7:
        _change(after, at, title=title.replace(word, word[:4] + word[5:]))


Edit = Callable[[st.DrawFn, Edited, tuple[int, int], tuple[Objective, ...], Style], None]
EDITS: list[Edit] = [
    *(_add, _drop, _add_objective, _drop_objective, _reword, _retarget, _move),
    *(_stand, _stand, _own, _rank, _reorder, _mistype),
]
