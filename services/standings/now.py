"""What stands now: read from the projections, at the position that they have reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from events.log.source import Source
from projections.folds.plan import Plan
from projections.tables import current_state, governance
from services.standings.standing import Standing, Unknown, listed

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
    page = await current_state.read_ranges(source, org, ranges, at_most)
    return Standing(
        position=page.position,
        judged_position=page.position,
        states={each.stream: each.state for each in page.standings},
        parked={each.stream: each.parked_at for each in page.standings if each.parked_at is not None},
    )


async def names(source: Source, org: str, range_: Range, at_most: int = MOST) -> tuple[int, list[str]]:
    """The names of the streams in a range, without their states, and the position."""
    return await current_state.read_names(source, org, *range_, at_most)


async def plan(source: Source, org: str, cycle: str, unit: str) -> Standing:
    """A plan with its check-ins. Raises Unknown where there is none."""
    subject, check_ins = f"plan/{cycle}/{unit}", f"check-ins/{cycle}/{unit}/"
    standing = await states(source, org, [one(subject), under(check_ins)])
    if subject not in standing.states:
        await missing(source, org, cycle, unit)
    return standing


async def plans(
    source: Source, org: str, cycle: str, behind: str, limit: int, wanted: Callable[[Plan], bool]
) -> Standing:
    """The next plans of a cycle that are wanted, at most so many, with their check-ins; those behind a unit, by unit.

    Raises Unknown where there is no such cycle.
    """
    prefix, found = f"plan/{cycle}/", dict[str, Plan]()
    position, parked = 0, dict[str, int]()
    while len(found) < limit:
        page = await current_state.read(
            source, org, f"{prefix}{behind}{BEHIND if behind else ''}", prefix[:-1] + "0", PAGE
        )
        position = page.position
        found |= {each.stream: each.state for each in page.standings if wanted(each.state)}
        parked |= {each.stream: each.parked_at for each in page.standings if each.parked_at is not None}
        if len(page.standings) < PAGE:
            break
        behind = page.standings[-1].stream.removeprefix(prefix)
    shown = dict(list(found.items())[:limit])
    if not shown:
        await missing(source, org, cycle)
        return Standing(position=position, judged_position=position, states={})
    # By name `a-b/` stands before `a/`, though `a` stands before `a-b`.
    below = [under(f"check-ins/{name.removeprefix('plan/')}/") for name in shown]
    checked_in = await states(source, org, [(min(below)[0], max(until for _, until in below))])
    position = min(position, checked_in.position)
    return Standing(
        position=position,
        judged_position=position,
        states={**shown, **checked_in.states},
        parked={**parked, **checked_in.parked},
    )


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
        parked=page.parked,
    )


async def whole(source: Source, org: str, cycle: str, unit: str | None = None) -> Standing:
    """A cycle with all that a report needs of it. Raises Unknown where there is no such cycle or unit."""
    plans = one(f"plan/{cycle}/{unit}") if unit else under(f"plan/{cycle}/")
    standing = await states(source, org, [one("org"), one(f"cycle/{cycle}"), plans])
    if not standing.plans(cycle):
        await missing(source, org, cycle, unit)
    page = await governance.judgements(source, org, cycle, unit, MOST)
    return Standing(
        position=standing.position,
        judged_position=min(page.judged_position, standing.position),
        states=standing.states,
        judgements=page.judgements,
    )


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
