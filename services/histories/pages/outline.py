"""Which blocks are objectives, which are key results of which objective, and which belong to no plan.

- A heading with key results anywhere below it is an objective: also one with nothing but objectives below, since such a
  section is promised, renamed and given up as a whole. The page's title, a heading that names a cycle and one that only
  announces what follows ("Key results") are none.
- A list item is a key result of the objective it stands under, at any depth: an item nested in another is ticked, noted
  and moved by itself, and of all that a plan can hold only a key result can be. Not so a plain line, without box, label
  or mark, nested in an item that has one: that is a remark.
- Where no heading is an objective, an item that holds others is one; so is one in bold that holds others anywhere.
- A row of a table with a column of key results is a key result.
- An item or a line `Owner: Jane`, `Target: 20` says it of what it stands under.
- Where objectives call themselves so, or hold what calls itself a key result, the headings above them are units', and
  none of the plan's items.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from services.histories.cycles import names_a_cycle
from services.histories.lines.attributes import attributes
from services.histories.lines.marks import MarkedLine, read_marks
from services.histories.lines.settling import settled
from services.histories.lines.spans import read_line
from services.histories.pages.above import Level
from services.histories.pages.blocks import Block, Heading, Item, Row, Text
from services.histories.pages.collected import Collected
from services.histories.pages.headings import CONTENTS, PUT_OFF, role_of
from services.histories.pages.sections import announces, beside_announced, holders_of, is_announcement, sections_of
from services.histories.pages.table_rows import TableRows
from services.histories.pages.weights import WEIGHTS, without_weights
from services.histories.snapshot import Kind, Marks, Page, Unread, joined

LOWEST = 99
"""The level of a heading that nothing stands under."""


def outline(blocks: Sequence[Block]) -> Page:
    """The page's entries in their order, each key result with its objective, and all that is none of them."""
    return _Outline(blocks).page()


class _Outline:
    """One pass over the blocks."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks, self.found = blocks, Collected()
        self.above = self.found.above
        self.rows = TableRows(blocks, self.found)
        self.sections = sections_of(blocks, self.rows.tables)
        self.holders, self.beside = holders_of(blocks), beside_announced(blocks)
        self.period: str | None = None
        self.taken: set[int] = set()

    def page(self) -> Page:
        for at, block in enumerate(self.blocks):
            match block:
                case Heading():
                    self._heading(at, block)
                case Item():
                    self._item(at, block)
                case Row():
                    self.rows.take(block)
                case Text() if at not in self.taken:
                    self._text(block)
                case Unread():
                    self.found.unread.append(block)
        kept, weighed = without_weights(self.found.entries, self.found.led)
        entries = tuple(settled(entry) for entry in kept)
        remarks = (WEIGHTS,) if weighed else ()
        return Page(entries=entries, unread=tuple(joined(self.found.unread)), period=self.period, remarks=remarks)

    def _heading(self, at: int, block: Heading) -> None:
        marked, text, headings = self._worded(at, block), read_line(block.raw).text, self.above.headings
        while headings and headings[-1].level >= block.level:
            if headings[-1].level == block.level and announces(marked) and self.found.waits(headings[-1].entry):
                break
            headings.pop()
        self.above.items = []
        over = self.above.objective
        under = None if over is None else "waiting" if self.found.waits(over) else "served"
        role = role_of(block, marked, self.sections[at], under)
        level = Level(
            LOWEST if CONTENTS.fullmatch(marked.title) else block.level,
            role,
            marked.title or text,
            formal=marked.label is not None,
        )
        level.priority = marked.marks.priority if role == "announcement" else None
        whole = role in ("title", "unit", "announcement") or (role == "objective" and self.sections[at].first)
        if whole and names_a_cycle(text):
            level.period = text
            self.period = self.period or text
        if role == "aside" or self.above.aside:
            level.role = "aside"
            self.found.leave(block, "a section that is no plan")
        elif role in ("unit", "announcement") and PUT_OFF.fullmatch(marked.title):
            level.closing = "deferred"
        elif role == "unit":
            self.found.leave(block, "a heading over objectives")
        elif role in ("objective", "key_result", "bare"):
            kind: Kind = "key_result" if role == "key_result" else "objective"
            level.entry = self.found.enter(kind, block, marked, period=level.period, bare=role == "bare")
        headings.append(level)

    def _worded(self, at: int, block: Heading) -> MarkedLine:
        """The heading; one that only numbers an objective takes its words from the line right below."""
        marked = read_marks(block.raw)
        after = self.blocks[at + 1] if at + 1 < len(self.blocks) else None
        if marked.label != "objective" or marked.title or not isinstance(after, Text) or attributes(after.raw):
            return marked
        below = read_marks(after.raw)
        self.taken.add(at + 1)
        return replace(below, label="objective")

    def _item(self, at: int, block: Item) -> None:
        above, marked = self.above, read_marks(block.raw)
        while above.items and above.items[-1].level >= block.depth:
            if above.items[-1].keeps(block.depth, marked.label):
                break
            above.items.pop()
        if above.aside:
            self.found.leave(block, "a section that is no plan")
            return
        if not (marked.formal or block.nested) and self.found.says(above.holder, block):
            return
        level = Level(block.depth, "bare", marked.title, formal=marked.formal, labelled=marked.label == "objective")
        if is_announcement(block):
            level.role = "announcement"
        elif not marked.title:
            self.found.leave(block, "an item without words")
        elif not marked.formal and at in self.beside:
            self.found.leave(block, "an item beside the key results")
        elif self._makes_objective(at, block, marked):
            level.role, level.entry = "objective", self.found.enter("objective", block, marked)
        elif above.objective is None:
            self.found.leave(block, "an item under no objective")
        elif self.found.stood(above.holder, block):
            return
        elif self._is_remark(marked):
            self.found.leave(block, "a remark below a key result")
        else:
            level.role, level.entry = "key_result", self.found.enter("key_result", block, marked)
        above.items.append(level)

    def _makes_objective(self, at: int, block: Item, marked: MarkedLine) -> bool:
        if marked.label is not None:
            return marked.label == "objective"
        holds = block.nested and block.depth == 0
        bold = marked.bold and not marked.boxed
        return at in self.holders or (holds and (self.above.objective is None or bold))

    def _is_remark(self, marked: MarkedLine) -> bool:
        holder = self.above.holder
        return holder is not None and holder.role == "key_result" and holder.formal and not _is_marked(marked)

    def _text(self, block: Text) -> None:
        """What the lines of a paragraph say of the item it stands in, or of the heading it stands right under."""
        items = self.above.items
        holder = (items[-1] if items else None) if block.inner else (None if items else self.above.heading)
        for number, line in enumerate(block.raw.split("\n"), block.line):
            part = Text(number, number, line, block.inner)
            if not self.found.says(holder, part):
                self.found.leave(part, "text below an item" if block.inner else "text")


def _is_marked(marked: MarkedLine) -> bool:
    return marked.marks != Marks() or marked.label is not None
