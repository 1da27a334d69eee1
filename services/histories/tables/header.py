"""Where a sheet's table begins, and what its columns hold.

The importer's word on a column goes first, then the layout of a known tool, then the header, then the values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from services.histories.tables.fields import FIELDS, FIGURES, SHARES, Field
from services.histories.tables.figures import decimal_comma, figure_of
from services.histories.tables.guesses import by_header, by_values, named_by, wordiness
from services.histories.tables.layout import Layout, letters
from services.histories.tables.layouts import layout_of
from services.histories.tables.people import surnames_first
from services.histories.tables.sheet import Line, Sheet
from services.histories.tables.wide import beside, numbered

LOOKED_AT = 25
TEN = 10.0


class Table(Struct, frozen=True, kw_only=True):
    """A header and what stands under it: the column of each field, and of each key result beside its objective.

    `of_hundred` are the shares counted to 100, `sure_of_ten` says that confidence is counted to 10, `comma` that
    decimals follow a comma. `above` are the lines before the header.
    """

    header: Line
    column: dict[Field, int]
    beside: dict[int, dict[Field, int]]
    rows: tuple[Line, ...]
    above: tuple[Line, ...] = ()
    layout: Layout | None = None
    of_hundred: frozenset[Field] = frozenset()
    sure_of_ten: bool = False
    surnames_first: bool = False
    comma: bool = False

    def values(self, field: Field) -> list[str]:
        """What the field's column says, without the empty cells."""
        return _values(self.rows, self.column[field]) if field in self.column else []

    def header_of(self, at: int) -> str:
        return self.header.cell(at) or f"column {at + 1}"


def table_of(sheet: Sheet, asked: Mapping[str, str]) -> Table | None:
    """The sheet's table, or None where no column holds the words of objectives or key results.

    The header is the line, among the first, that says most about its columns.
    """
    best: Table | None = None
    for nth, line in enumerate(sheet.lines[:LOOKED_AT]):
        if not asked and sum(1 for cell in line.cells if cell and (named_by(cell) or numbered(cell))) < 2:
            continue
        table = _table(sheet.lines[:nth], line, sheet.lines[nth + 1 :], asked)
        if table and (best is None or _says(table) > _says(best)):
            best = table
    return best or _by_look(sheet)


def _says(table: Table) -> int:
    return len(table.column) + len(table.beside)


def _table(above: Sequence[Line], header: Line, rows: Sequence[Line], asked: Mapping[str, str]) -> Table | None:
    known = layout_of(header.cells)
    values = [_values(rows, at) for at in range(len(header.cells))]
    beside_it = beside(header.cells, values)
    apart = {at for of in beside_it.values() for at in of.values()}
    fields: list[Field | None] = [None] * len(header.cells)
    stated: dict[Field, tuple[str, ...]] = {field: (asked[field],) for field in FIELDS if field in asked}
    stated |= {field: names for field, names in known.columns.items() if field not in asked} if known else {}
    for field, names in stated.items():
        at = next(
            (at for name in names for at, cell in enumerate(header.cells) if letters(cell) == letters(name)), None
        )
        if at is not None and fields[at] is None and at not in apart:
            fields[at] = field
    for at, cell in enumerate(header.cells):
        if fields[at] is None and at not in apart:
            fields[at] = by_header(cell, values[at], fields)
    if "title" not in fields and "objective" in fields:
        fields[fields.index("objective")] = "title"
    told = len({*fields} - {None}) + len(beside_it) > 1 and not {"title", "key"}.isdisjoint(fields)
    if not told and {*asked}.isdisjoint(fields):
        return None
    return _with_values(above, header, rows, fields, beside_it, known, values)


def _by_look(sheet: Sheet) -> Table | None:
    """The table under a first line that says little: the wordiest column holds the titles, whatever it is called."""
    nth = next((nth for nth, line in enumerate(sheet.lines) if sum(map(bool, line.cells)) > 1), None)
    if nth is None:
        return None
    header, rows = sheet.lines[nth], sheet.lines[nth + 1 :]
    values = [_values(rows, at) for at in range(len(header.cells))]
    fields: list[Field | None] = ["title", "objective", *[None] * len(values)]
    for at, cell in enumerate(header.cells):
        fields[at + 2] = by_header(cell, values[at], fields)
    return _with_values(sheet.lines[:nth], header, rows, fields[2:], {}, None, values)


def _with_values(
    above: Sequence[Line],
    header: Line,
    rows: Sequence[Line],
    fields: list[Field | None],
    beside_it: dict[int, dict[Field, int]],
    known: Layout | None,
    values: Sequence[Sequence[str]],
) -> Table | None:
    """The table, once the columns whose headers say nothing were looked at."""
    apart = {at for of in beside_it.values() for at in of.values()}
    for at in range(len(header.cells)):
        if fields[at] is None and at not in apart and "note" not in named_by(header.cells[at]):
            fields[at] = by_values(values[at], fields)
    if not any(field in fields for field in ("title", "key")):
        wordiest = max(
            (at for at, field in enumerate(fields) if field is None), key=lambda at: wordiness(values[at]), default=None
        )
        if wordiest is None or wordiness(values[wordiest]) < 2:
            return None
        fields[wordiest] = "title"
    column = {field: at for at, field in enumerate(fields) if field is not None}
    figures = [value for field in FIGURES if field in column for value in values[column[field]]]
    comma = decimal_comma(figures)
    hundred = {
        field
        for field in SHARES
        if field in column and _of_hundred(header.cell(column[field]), values[column[field]], comma)
    }
    if (
        "target" in column
        and "current" not in column
        and "progress" in hundred
        and "%" not in header.cell(column["progress"])
    ):
        hundred.discard("progress")
    return Table(
        header=header,
        column=column,
        beside=beside_it,
        rows=tuple(rows),
        above=tuple(above),
        layout=known,
        of_hundred=frozenset(hundred) | (known.of_hundred if known else frozenset()),
        sure_of_ten="confidence" in column and _of_ten(values[column["confidence"]], comma),
        surnames_first="owner" in column and surnames_first(values[column["owner"]]),
        comma=comma,
    )


def _of_ten(values: Sequence[str], comma: bool) -> bool:
    """Whether confidence is counted to 10: by one beyond 5, where another scale would end, and none beyond 10."""
    figures = [found.number for value in values if "%" not in value and (found := figure_of(value, comma))]
    return bool(figures) and 5 < max(figures) <= TEN and all(not 0 < figure < 1 for figure in figures)


def _of_hundred(header: str, values: Sequence[str], comma: bool) -> bool:
    """Whether shares are counted to 100: by the header, or by one that is far beyond 1 and none that is beyond 100."""
    figures = [found.number for value in values if "%" not in value and (found := figure_of(value, comma))]
    return "%" in header or (any(TEN < figure <= 100 for figure in figures) and max(figures) <= 100)


def _values(rows: Sequence[Line], at: int) -> list[str]:
    return [cell for row in rows if (cell := row.cell(at))]
