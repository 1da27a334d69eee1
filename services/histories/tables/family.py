"""Which record is an objective, which a key result, and which objective it stands under.

A table says it by a column of types, by ids or titles of parents, by numbers (1, 1.1), by a column of objectives, by a
row that is nothing but a title, or by the order of its rows; the first of these that a row has counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from services.histories.snapshot import Kind
from services.histories.tables.kinds import RowKind
from services.histories.tables.record import Record

NAMED_BY_WORDS = 2
"""So many words in a reference make it a title, and no id."""


class Family(Struct, frozen=True):
    """For each record its kind, and the index of the record right above it, if it has one.

    `absent` is, by record, the title of a parent that has no row of its own; `lost` the reference that leads nowhere.
    """

    kinds: tuple[RowKind, ...]
    parents: tuple[int | None, ...]
    absent: dict[int, str]
    lost: dict[int, str]


def family_of(records: Sequence[Record]) -> Family:
    """The records' kinds and parents. No record stands under itself, however the references go."""
    absent, lost = dict[int, str](), dict[int, str]()
    named = _names(records)
    parents: list[int | None] = []
    for at, record in enumerate(records):
        parent = record.above if record.above is not None else _referred(record.parents, named, at)
        if parent is None and record.parents:
            title = next((name for name in record.parents if len(name.split()) >= NAMED_BY_WORDS), None)
            (absent if title else lost)[at] = title or record.parents[0]
        if parent is None and not record.parents and record.number:
            parent = _numbered(record.number, named, at)
        parents.append(parent)
    parents = _acyclic(parents)
    structured = any(parent is not None for parent in parents) or bool(absent)
    holds = {parent for parent in parents if parent is not None}
    kinds = [
        _kind(record, at in holds, parents[at] is not None or at in absent or at in lost, structured)
        for at, record in enumerate(records)
    ]
    above: int | None = None
    for at, (record, kind) in enumerate(zip(records, kinds, strict=True)):
        if kind == "objective":
            above = at
        elif parents[at] is None and at not in absent and at not in lost and record.objective is None:
            parents[at] = above
    return Family(tuple(kinds), tuple(parents), absent, lost)


def objective_above(at: int, family: Family) -> int | None:
    """The nearest record above that is an objective."""
    above = family.parents[at]
    while above is not None and family.kinds[above] != "objective":
        above = family.parents[above]
    return above


def _kind(record: Record, holds: bool, under: bool, structured: bool) -> RowKind:
    label: Kind | None = record.said.label
    if record.kind or label:
        return record.kind or label or "key_result"
    if record.heads or holds:
        return "objective"
    if record.objective is not None or under or not structured:
        return "key_result"
    return "objective"


def _names(records: Sequence[Record]) -> dict[str, int]:
    """The record that each name stands for: ids and numbers before titles, and of two with one name the first."""
    named: dict[str, int] = {}
    for at, record in enumerate(records):
        for name in (*record.names, *([record.number] if record.number else [])):
            named.setdefault(_plain(name), at)
    for at, record in enumerate(records):
        named.setdefault(_plain(record.said.title), at)
    return named


def _plain(name: str) -> str:
    return " ".join(name.casefold().split()).strip(".")


def _referred(references: Sequence[str], named: dict[str, int], at: int) -> int | None:
    for reference in references:
        for name in (reference, *reference.replace(";", ",").split(",")):
            found = named.get(_plain(name))
            if found is not None and found != at:
                return found
    return None


def _numbered(number: str, named: dict[str, int], at: int) -> int | None:
    """What `1.2.1` stands under: `1.2`, else `1`."""
    while "." in number:
        number = number.rpartition(".")[0]
        found = named.get(_plain(number))
        if found is not None and found != at:
            return found
    return None


def _acyclic(parents: Sequence[int | None]) -> list[int | None]:
    """The parents, where going up never leads back."""
    found = list(parents)
    settled: set[int] = set()
    for start in range(len(found)):
        way: list[int] = []
        at: int | None = start
        while at is not None and at not in settled:
            if at in way:
                found[way[-1]] = None
                break
            way.append(at)
            at = found[at]
        settled.update(way)
    return found
