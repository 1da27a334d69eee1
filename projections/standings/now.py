"""What stands now: read from the projections, at the position that they have reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from events.log.source import Source
from projections.folds.plan import Plan
from projections.standings.snapshot import snapshot
from projections.standings.standing import Standing, Unknown, listed
from projections.tables import current_state, governance

Range = tuple[str, str]
MOST = 100_000
PAGE = 500
BEHIND_ALL = "~"  # no name is behind this one
BEHIND = "\x01"  # a stream's name and this is behind it, and before every other name


def one(stream: str) -> Range:
    """The range of one stream."""
    return stream, stream + BEHIND


def under(prefix: str) -> Range:
    """The range of the streams whose name begins so; the prefix ends with a slash."""
    return prefix, prefix[:-1] + chr(ord("/") + 1)


async def states(source: Source, org: str, ranges: Sequence[Range], at_most: int = MOST) -> Standing:
    """The states of the streams in the ranges, in one round trip and one snapshot."""
    return _standing(await current_state.read_ranges(source, org, ranges, at_most))


async def states_beside_names(
    source: Source, org: str, ranges: Sequence[Range], named: Range
) -> tuple[Standing, list[str]]:
    """The same, and the names of the streams in another range, without their states, in the same snapshot."""
    page, names = await current_state.read_beside_names(source, org, ranges, named, MOST)
    return _standing(page), names


def _standing(page: current_state.Page) -> Standing:
    return Standing(
        position=page.position,
        judged_position=page.position,
        states={each.stream: each.state for each in page.standings},
        parked={each.stream: each.parked_at for each in page.standings if each.parked_at is not None},
    )


async def names(source: Source, org: str, range_: Range, at_most: int = MOST) -> tuple[int, list[str]]:
    """The names of the streams in a range, without their states, and the position."""
    return await current_state.read_names(source, org, *range_, at_most)


def plan_ranges(cycle: str, unit: str) -> tuple[Range, Range]:
    """Where a plan stands, and where its check-ins do."""
    return one(f"plan/{cycle}/{unit}"), under(f"check-ins/{cycle}/{unit}/")


async def plan(source: Source, org: str, cycle: str, unit: str) -> Standing:
    """A plan with its check-ins. Raises Unknown where there is none."""
    while f"plan/{cycle}/{unit}" not in (standing := await states(source, org, plan_ranges(cycle, unit))).states:
        await missing(source, org, cycle, unit)
    return standing


async def plans(
    source: Source, org: str, cycle: str, behind: str, limit: int, wanted: Callable[[Plan], bool]
) -> Standing:
    """The next plans of a cycle that are wanted, at most so many, with their check-ins; those behind a unit, by unit.

    Raises Unknown where there is no such cycle.
    """
    async with snapshot(source) as still:
        position, shown, parked = await _next_plans(still, org, cycle, behind, limit, wanted)
        if not shown:
            await missing(still, org, cycle)
            return Standing(position=position, judged_position=position, states={})
        # By name `a-b/` stands before `a/`, though `a` stands before `a-b`.
        below = [under(f"check-ins/{name.removeprefix('plan/')}/") for name in shown]
        checked_in = await states(still, org, [(min(below)[0], max(until for _, until in below))])
    return Standing(
        position=position,
        judged_position=position,
        states={**shown, **checked_in.states},
        parked={**parked, **checked_in.parked},
    )


async def _next_plans(
    source: Source, org: str, cycle: str, behind: str, limit: int, wanted: Callable[[Plan], bool]
) -> tuple[int, dict[str, Plan], dict[str, int]]:
    """The position, those plans by stream, and the positions of what is parked among all that were looked at."""
    prefix, found, parked = f"plan/{cycle}/", dict[str, Plan](), dict[str, int]()
    while True:
        first = f"{prefix}{behind}{BEHIND if behind else ''}"
        page = await current_state.read(source, org, first, prefix[:-1] + "0", PAGE)
        found |= {each.stream: each.state for each in page.standings if wanted(each.state)}
        parked |= {each.stream: each.parked_at for each in page.standings if each.parked_at is not None}
        if len(found) >= limit or len(page.standings) < PAGE:
            return page.position, dict(list(found.items())[:limit]), parked
        behind = page.standings[-1].stream.removeprefix(prefix)


async def judged(source: Source, org: str, cycle: str, unit: str | None = None) -> Standing:
    """The judgements of a cycle's plans. Raises Unknown where there is no such cycle or unit."""
    page = await governance.judgements(source, org, cycle, unit, MOST)
    if not page.judgements and not page.parked:
        await missing(source, org, cycle, unit)
    return Standing(
        position=page.position,
        judged_position=page.judged_position,
        states={},
        judgements=page.judgements,
        whole=page.whole,
        parked=page.parked,
    )


async def whole(source: Source, org: str, cycle: str, unit: str | None = None) -> Standing:
    """A cycle with all that a report needs of it. Raises Unknown where there is no such cycle or unit."""
    plans = one(f"plan/{cycle}/{unit}") if unit else under(f"plan/{cycle}/")
    async with snapshot(source) as still:
        standing = await states(still, org, [one("org"), one(f"cycle/{cycle}"), plans])
        if not standing.plans(cycle):
            await missing(still, org, cycle, unit)
        page = await governance.judgements(still, org, cycle, unit, MOST, rows=True)
    return Standing(
        position=standing.position,
        judged_position=min(page.judged_position, standing.position),
        states=standing.states,
        judgements=page.judgements,
        whole=page.whole,
        parked=page.parked,
    )


async def count(source: Source, org: str, cycle: str) -> int:
    """How many plans a cycle has."""
    _, found = await names(source, org, under(f"plan/{cycle}/"))
    return len(found)


async def missing(source: Source, org: str, cycle: str, unit: str | None = None) -> None:
    """Raises Unknown with what there is instead; nothing where the cycle, or the plan, is there after all."""
    _, found = await names(source, org, under("plan/"))
    _, opened = await names(source, org, under("cycle/"))
    cycles = {name.split("/")[1] for name in (*found, *opened)}
    if cycle not in cycles:
        raise Unknown(f"there is no cycle {cycle}; {listed(list(cycles))}")
    units = [name.split("/")[2] for name in found if name.startswith(f"plan/{cycle}/")]
    if unit is not None and unit not in units:
        raise Unknown(f"the cycle {cycle} has no plan of {unit}; {listed(units)}")
