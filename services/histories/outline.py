"""Which blocks are objectives, which are key results of which objective, and which belong to no plan.

- A heading with key results anywhere below it is an objective: also one with nothing but objectives below, since such a
  section is promised, renamed and given up as a whole. The page's title, a heading that names a cycle and one that only
  announces what follows ("Key results") are none.
- A list item is a key result of the objective it stands under, at any depth: an item nested in another is ticked, noted
  and moved by itself, and of all that a plan can hold only a key result can be. Not so a plain line, without box, label
  or mark, nested in an item that has one: that is a remark.
- Where no heading is an objective, an item that holds others is one; so is one in bold that holds others anywhere.
- A row of a table with a column of key results is a key result.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from services.histories.above import Above, Level
from services.histories.blocks import Block, Heading, Item, Row, excerpt
from services.histories.columns import Columns, attribute, columns_of, read_row
from services.histories.cycles import is_title
from services.histories.headings import announces, role_of, sections_of
from services.histories.marks import MarkedLine, read_marks
from services.histories.snapshot import Entry, Kind, Marks, Page, Unread, joined
from services.histories.spans import clean, read_line

LONGEST_TITLE = 2000


def outline(blocks: Sequence[Block]) -> Page:
    """The page's entries in their order, each key result with its objective, and all that is none of them."""
    return _Outline(blocks).page()


class _Outline:
    """One pass over the blocks."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks, self.sections, self.above = blocks, sections_of(blocks), Above()
        self.entries: list[Entry] = []
        self.unread: list[Unread] = []
        self.tables: dict[int, Columns | None] = {}
        self.named: tuple[int, str, int] | None = None
        self.served: set[int | None] = set()
        self.period: str | None = None

    def page(self) -> Page:
        for at, block in enumerate(self.blocks):
            match block:
                case Heading():
                    self._heading(at, block)
                case Item():
                    self._item(block)
                case Row():
                    self._row(block)
                case Unread():
                    self.unread.append(block)
        return Page(entries=tuple(self.entries), unread=tuple(joined(self.unread)), period=self.period)

    def _heading(self, at: int, block: Heading) -> None:
        marked, text, headings = read_marks(block.raw), read_line(block.raw).text, self.above.headings
        while headings and headings[-1].level >= block.level:
            if headings[-1].level == block.level and announces(marked) and self._waits(headings[-1]):
                break
            headings.pop()
        self.above.items = []
        role = role_of(block, marked, self.sections[at], self.above.objective is not None)
        level = Level(block.level, role, marked.title or text, marked=_is_marked(marked))
        if is_title(text) and (role == "title" or (role == "objective" and self.sections[at].first)):
            level.period = text
            self.period = self.period or text
        if role == "aside" or self.above.aside:
            level.role = "aside"
            self._leave(block, "a section that is no plan")
        elif role in ("objective", "key_result", "bare"):
            kind: Kind = "key_result" if role == "key_result" else "objective"
            level.entry = self._enter(kind, block, marked, period=level.period, bare=role == "bare")
        headings.append(level)

    def _waits(self, level: Level) -> bool:
        """Whether an objective has no key result yet, so that a heading beside it may announce them."""
        return level.entry is not None and level.entry not in self.served

    def _item(self, block: Item) -> None:
        above, marked = self.above, read_marks(block.raw)
        while above.items and above.items[-1].level >= block.depth:
            above.items.pop()
        if above.aside:
            self._leave(block, "a section that is no plan")
            return
        holder = above.holder
        if holder and holder.entry is not None and (said := attribute(block.raw)) is not None:
            told = self.entries[holder.entry]
            self.entries[holder.entry] = replace(told, marks=replace(told.marks, **said))
            return
        level = Level(block.depth, "bare", marked.title, marked=_is_marked(marked))
        if not marked.title:
            self._leave(block, "an item without words")
        elif self._makes_objective(block, marked):
            level.role, level.entry = "objective", self._enter("objective", block, marked)
        elif above.objective is None:
            self._leave(block, "an item under no objective")
        elif self._is_remark(marked):
            self._leave(block, "a remark below a key result")
        else:
            level.role, level.entry = "key_result", self._enter("key_result", block, marked)
        above.items.append(level)

    def _makes_objective(self, block: Item, marked: MarkedLine) -> bool:
        if marked.label is not None:
            return marked.label == "objective"
        holds = block.nested and block.depth == 0
        return holds and (self.above.objective is None or (marked.bold and marked.marks.ticked is None))

    def _is_remark(self, marked: MarkedLine) -> bool:
        holder = self.above.holder
        return holder is not None and holder.role == "key_result" and holder.marked and not _is_marked(marked)

    def _row(self, block: Row) -> None:
        if block.table not in self.tables:
            self.tables[block.table] = columns_of(block.header)
        columns = self.tables[block.table]
        if columns is None or self.above.aside:
            self._leave(block, "a row of a table without key results")
            return
        row = read_row(columns, block.cells)
        if row.objective and (self.named is None or self.named[:2] != (block.table, row.objective)):
            named = self._enter("objective", block, read_marks(row.objective))
            self.named = block.table, row.objective, named
        objective = self.named[2] if self.named and self.named[0] == block.table else self.above.objective
        if row.left_out:
            self._leave(block, "a cell", " | ".join(row.left_out))
        if objective is None:
            self._leave(block, "a row under no objective")
        elif not row.lines and any(cell.strip() for cell in block.cells):
            self._leave(block, "a row without words")
        else:
            for line in row.lines:
                self._enter("key_result", block, line, objective=objective, scored=columns.scored)

    def _enter(self, kind: Kind, block: Block, line: MarkedLine, **more: Any) -> int:
        """The index of the new entry, which stands under all that is above it now."""
        above, row = self.above, isinstance(block, Row)
        title = line.title or (read_line(block.raw).text if isinstance(block, Heading | Item) else "")
        if len(title) > LONGEST_TITLE:
            self._leave(block, f"what follows the first {LONGEST_TITLE} characters of a title")
        entry = Entry(
            kind=kind,
            title=title[:LONGEST_TITLE] or "?",
            line=block.line,
            path=above.path,
            parent=more.get("objective", above.parent) if row else above.parent,
            objective=(more.get("objective", above.objective)) if kind == "key_result" else None,
            marks=line.marks,
            links=line.links,
            row=row,
            scored=more.get("scored", False),
            period=more.get("period") or above.period,
            bare=more.get("bare", False),
        )
        self.served.add(entry.objective)
        self.entries.append(entry)
        return len(self.entries) - 1

    def _leave(self, block: Block, why: str, text: str = "") -> None:
        raw = " | ".join(block.cells) if isinstance(block, Row) else "" if isinstance(block, Unread) else block.raw
        self.unread.append(Unread(line=block.line, end=block.end, why=why, text=excerpt(clean(text or raw))))


def _is_marked(marked: MarkedLine) -> bool:
    return marked.marks != Marks() or marked.label is not None
