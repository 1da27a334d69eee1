"""The entries and the lines left of a page, as they are found."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from services.histories.lines.attributes import attributes
from services.histories.lines.dated import Day, dated
from services.histories.lines.marks import MarkedLine
from services.histories.lines.roles import Role
from services.histories.lines.settling import beside
from services.histories.lines.spans import clean, read_line
from services.histories.pages.above import Above, Level
from services.histories.pages.blocks import Block, Heading, Item, Row, Text, excerpt
from services.histories.snapshot import Entry, Kind, Unread

LONGEST_TITLE = 2000
OF_AN_OBJECTIVE: tuple[Role, ...] = ("owner", "priority", "value", "grade", "status")


class Collected:
    """What is found so far; `above` is what the next block stands under."""

    def __init__(self) -> None:
        self.above = Above()
        self.entries: list[Entry] = []
        self.unread: list[Unread] = []
        self.served: set[int | None] = set()
        self.newest: dict[int, Day] = {}
        self.led: dict[int, float] = {}

    def waits(self, entry: int | None) -> bool:
        """Whether an objective has no key result yet, so that a heading beside it may announce them."""
        return entry is not None and entry not in self.served

    def enter(self, kind: Kind, block: Block, line: MarkedLine, **more: Any) -> int:
        """The index of the new entry, which stands under all that is above it now, or under the `objective` given."""
        above, row = self.above, isinstance(block, Row)
        title = line.title or (read_line(block.raw).text if isinstance(block, Heading | Item) else "")
        if len(title) > LONGEST_TITLE:
            self.leave(block, f"what follows the first {LONGEST_TITLE} characters of a title")
        closing = line.marks.closing or (None if line.marks.ticked else above.closing)
        entry = Entry(
            kind=kind,
            title=title[:LONGEST_TITLE] or "?",
            line=block.line,
            path=above.path,
            parent=more.get("objective", above.parent) if row else above.parent,
            objective=(more.get("objective", above.objective)) if kind == "key_result" else None,
            marks=replace(line.marks, priority=line.marks.priority or above.priority, closing=closing),
            links=line.links,
            row=row,
            scored=more.get("scored", False),
            period=more.get("period") or above.period,
            bare=more.get("bare", False),
        )
        if line.led and kind == "key_result" and line.marks.share is not None:
            self.led[len(self.entries)] = line.marks.share
        self.served.add(entry.objective)
        self.entries.append(entry)
        return len(self.entries) - 1

    def leave(self, block: Block, why: str, text: str = "") -> None:
        """The block gives no entry."""
        raw = " | ".join(block.cells) if isinstance(block, Row) else "" if isinstance(block, Unread) else block.raw
        self.unread.append(Unread(line=block.line, end=block.end, why=why, text=excerpt(clean(text or raw))))

    def says(self, holder: Level | None, block: Item | Text) -> bool:
        """Whether the block does nothing but name values of the holder, which are then its marks."""
        if holder is None or holder.entry is None:
            return False
        told, found = self.entries[holder.entry], attributes(read_line(block.raw).text)
        if not found or (told.kind == "objective" and any(role not in OF_AN_OBJECTIVE for role, _ in found)):
            return False
        for _, said in found:
            if said is None:
                self.leave(block, "a value that cannot be used")
            else:
                told = replace(told, marks=replace(told.marks, **beside(said, told.marks)))
        self.entries[holder.entry] = told
        return True

    def stood(self, holder: Level | None, block: Item) -> bool:
        """Whether the block says how the key result that holds it stood on a day; the newest of these counts."""
        if holder is None or holder.entry is None or self.entries[holder.entry].kind != "key_result":
            return False
        if block.nested or (found := dated(block.raw)) is None:
            return False
        day, said = found
        if not holder.formal and said.keys() <= {"note"}:
            return False  # words alone, below what is no promise by its form, may be a milestone
        if day >= self.newest.get(holder.entry, day):
            told = self.entries[holder.entry]
            self.newest[holder.entry] = day
            self.entries[holder.entry] = replace(told, marks=replace(told.marks, **said))
        return True
