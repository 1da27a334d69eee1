"""Key results that were carried over, followed through the cycles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from projections.diagnosis.diagnosis import Carried
from projections.measures.measures import KeyResult
from projections.rules.rule import Quarter

MOST = 200
Path = tuple[str, str, str]  # cycle, unit, key result


def carried(quarters: Sequence[Quarter]) -> tuple[Carried, ...]:
    """What the last of the quarters, which are in order, carries over from earlier ones: the longest on their way
    first, and at most `MOST`."""
    if not quarters:
        return ()
    known = {quarter.id: quarter for quarter in quarters}
    last = quarters[-1]
    found = [
        _carried(list(chain(known, (last.id, unit, item.id))))
        for unit, row in last.rows.items()
        for item in row.measures.key_results
        if item.carried_from
    ]
    found.sort(key=lambda each: (-len(each.paths), each.paths[-1]))
    return tuple(found[:MOST])


def chain(quarters: Mapping[str, Quarter], path: Path) -> Iterator[tuple[Path, KeyResult | None]]:
    """A key result and what it was carried over from, back through the cycles; None where it is not to be found."""
    seen: set[Path] = set()
    while path not in seen:
        seen.add(path)
        item = _item(quarters, path)
        yield path, item
        if item is None or not item.carried_from:
            return
        cycle, unit, name = item.carried_from.split("/")
        path = cycle, unit, name


def _item(quarters: Mapping[str, Quarter], path: Path) -> KeyResult | None:
    cycle, unit, name = path
    quarter = quarters.get(cycle)
    row = quarter.rows.get(unit) if quarter else None
    return next((item for item in row.measures.key_results if item.id == name), None) if row else None


def _carried(steps: list[tuple[Path, KeyResult | None]]) -> Carried:
    first, *_ = (item for _, item in steps)
    assert first is not None, "it is one of the last quarter's"
    steps.reverse()
    return Carried(
        title=first.title,
        paths=tuple("/".join(path) for path, _ in steps),
        targets=tuple(item.target if item else None for _, item in steps),
        values=tuple(item.value if item else None for _, item in steps),
        grades=tuple(item.grade if item else None for _, item in steps),
        status=first.status,
    )
