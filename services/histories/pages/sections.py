"""What stands under each heading of a page, and which conventions the page keeps.

A page that calls its objectives objectives means it: a heading beside or above them that does not is a unit's, or no
part of the plan. A page that names its cycles keeps its plan under those names; the rest of it is a handbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from services.histories.cycles import is_title, names_only_a_cycle
from services.histories.lines.marks import MarkedLine, read_marks
from services.histories.lines.spans import read_line
from services.histories.lines.terms import KEY_RESULT, OBJECTIVE
from services.histories.pages.blocks import Block, Heading, Item, Row
from services.histories.pages.columns import Columns, read_row

SECTION = re.compile(
    rf"(?:the |our )?(?:(?:{KEY_RESULT})s?|krs?|results|(?:{OBJECTIVE})s?|okrs?|"
    rf"(?:{OBJECTIVE})s? (?:and|&) (?:{KEY_RESULT})s?)",
    re.IGNORECASE,
)
LINK = re.compile(r"\s*\[[^\]]*\]\([^)]*\)[\s.]*(?:\(\w+\))?")


class Section(Struct):
    """What stands under a heading: items of its own, of these any that hold others, and items under headings below.

    `plain` are items of its own that are more than a link to where the plan really stands, `promises` those with a box
    or a label and rows; `explicit` is what calls itself an objective anywhere below. `dated` is a heading that names a
    cycle, `outside` one outside all of these in a page that has them. `beside` says that the page's objectives call
    themselves so, on other levels than this one's.
    """

    level: int = 0
    own: bool = False
    plain: bool = False
    promises: bool = False
    grouped: bool = False
    below: bool = False
    explicit: bool = False
    first: bool = False
    alone: bool = False
    dated: bool = False
    holds_dated: bool = False
    outside: bool = False
    beside: bool = False


Tables = Mapping[int, Columns | None]


def sections_of(blocks: Sequence[Block], tables: Tables) -> dict[int, Section]:
    """The section of each heading, by the heading's index among the blocks; `tables` are the columns of each table."""
    sections: dict[int, Section] = {}
    above: list[Section] = []
    levels: set[int] = set()
    holding = holders_of(blocks)
    for at, block in enumerate(blocks):
        if isinstance(block, Heading):
            marked = read_marks(block.raw)
            above = _above(above, block, marked)
            section = sections[at] = Section(level=block.level, first=not sections)
            section.dated = names_only_a_cycle(read_line(block.raw).text)
            section.outside = not any(other.dated for other in (*above, section))
            for other in above:
                other.below = other.below or (marked.label == "key_result" and bool(marked.title))
                other.explicit = other.explicit or (marked.label == "objective" and bool(marked.title))
                other.holds_dated = other.holds_dated or section.dated
            if marked.label == "objective" and marked.title:
                levels.add(block.level)
            above.append(section)
        elif above and (isinstance(block, Item) or (isinstance(block, Row) and tables[block.table])):
            _count(block, above, tables, held=at in holding)
    _settle(list(sections.values()), levels)
    return sections


def _above(above: list[Section], block: Heading, marked: MarkedLine) -> list[Section]:
    """The sections that a heading stands in; one that only announces stands in an empty one of its own level."""
    kept = list(above)
    while kept and kept[-1].level >= block.level:
        if announces(marked) and kept[-1].level == block.level and not (kept[-1].own or kept[-1].below):
            break
        kept.pop()
    return kept


def _count(block: Item | Row, above: Sequence[Section], tables: Tables, *, held: bool) -> None:
    *outer, own = above
    for section in outer:
        section.below = True
    own.own = True
    if isinstance(block, Row):
        columns = tables[block.table]
        lines = read_row(columns, block.cells).lines if columns else ()
        named = columns is not None and "objective" in columns.roles
        groups = explicit = named or any(line.label == "objective" for line in lines)
        own.plain = own.promises = True
    else:
        marked = read_marks(block.raw)
        explicit = held or marked.label == "objective"
        groups = block.nested or explicit
        own.plain = own.plain or LINK.fullmatch(block.raw) is None
        own.promises = own.promises or marked.formal
    own.grouped = own.grouped or groups
    for section in above:
        section.explicit = section.explicit or explicit


def _settle(sections: Sequence[Section], levels: set[int]) -> None:
    """What only the whole page tells: a title that all else stands under, and the page's conventions."""
    if sections:
        first = sections[0]
        first.alone = first.below and not first.own and all(other.level > first.level for other in sections[1:])
    dated = any(section.dated and (section.below or section.grouped or section.promises) for section in sections)
    for section in sections:
        section.outside = section.outside and dated and not section.holds_dated
        section.beside = bool(levels) and section.level not in levels


def announces(marked: MarkedLine) -> bool:
    """Whether the heading only says that objectives or key results follow."""
    return SECTION.fullmatch(marked.title.strip(":：# ")) is not None or (not marked.title and marked.label is not None)


def holders_of(blocks: Sequence[Block]) -> set[int]:
    """The items that hold an item calling itself a key result, by their index: these are objectives."""
    return {
        parent
        for at, parent in _parents(blocks)
        if parent is not None and isinstance(block := blocks[at], Item) and _is_key_result(block)
    }


def _is_key_result(block: Item) -> bool:
    marked = read_marks(block.raw)
    return marked.label == "key_result" and bool(marked.title)


def beside_announced(blocks: Sequence[Block]) -> set[int]:
    """The items in whose list another one announces the key results: they are said of the objective, and none."""
    families: dict[tuple[int, int | None], list[int]] = {}
    heading = -1
    parents = dict(_parents(blocks))
    for at, block in enumerate(blocks):
        heading = at if isinstance(block, Heading) else heading
        if at in parents:
            families.setdefault((heading, parents[at]), []).append(at)
    found: set[int] = set()
    for family in families.values():
        announcing = [at for at in family if is_announcement(blocks[at])]
        if announcing:
            found |= {at for at in family if at not in announcing}
    return found


def is_announcement(block: Block) -> bool:
    """Whether an item only says that what it holds are key results."""
    return isinstance(block, Item) and block.nested and announces(read_marks(block.raw))


def _parents(blocks: Sequence[Block]) -> Iterator[tuple[int, int | None]]:
    """Each item's index with that of the item it is nested in."""
    stack: list[tuple[int, int]] = []
    for at, block in enumerate(blocks):
        if isinstance(block, Heading):
            stack = []
        elif isinstance(block, Item):
            while stack and stack[-1][0] >= block.depth:
                stack.pop()
            yield at, stack[-1][1] if stack else None
            stack.append((block.depth, at))


def is_page_title(text: str, section: Section, marked: MarkedLine) -> bool:
    """Whether a heading is the title of its page: the first one, which names a cycle or OKRs, or has all below it."""
    return section.first and marked.label is None and (is_title(text) or section.alone)
