"""What a heading is in a plan: an objective, a key result, or one that only says what is under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from services.histories.blocks import Block, Heading, Item, Row
from services.histories.columns import columns_of
from services.histories.cycles import is_title, names_only_a_cycle
from services.histories.marks import MarkedLine, read_marks
from services.histories.spans import read_line

SECTION = re.compile(
    r"(?:the |our )?(?:key[ -]results?|krs?|results|objectives?|okrs?|goals?|objectives? (?:and|&) key[ -]results?)",
    re.IGNORECASE,
)
ASIDE = re.compile(
    r".*\b(?:retrospective|retro|lessons learned|learnings)\b.*|(?:.* )?notes?|(?:references?|links?|resources|"
    r"(?:table of )?contents|appendix|legend|scoring|grading|glossary|changelog|archive|about|how to .*|"
    r"what (?:is|are) .*|previous .*|see also|(?:key )?concepts|intro(?:duction)?|background|purpose|scope|process|"
    r"(?:external|further) (?:references|reading)|tips and .*)",
    re.IGNORECASE,
)
Role = Literal["objective", "key_result", "title", "announcement", "aside", "bare"]


LINK = re.compile(r"\s*\[[^\]]*\]\([^)]*\)[\s.]*")


class Section(Struct):
    """What stands under a heading: items of its own, of these any that hold others, and items under headings below.

    `plain` are items of its own that are more than a link to where the plan really stands.
    """

    own: bool = False
    plain: bool = False
    grouped: bool = False
    below: bool = False
    first: bool = False
    alone: bool = False


def sections_of(blocks: Sequence[Block]) -> dict[int, Section]:
    """The section of each heading, by the heading's index among the blocks."""
    sections: dict[int, Section] = {}
    above: list[tuple[int, Section]] = []
    for at, block in enumerate(blocks):
        if isinstance(block, Heading):
            marked = read_marks(block.raw)
            beside = announces(marked)
            while above and above[-1][0] >= block.level:
                if beside and above[-1][0] == block.level and not (above[-1][1].own or above[-1][1].below):
                    break
                above.pop()
            sections[at] = Section(first=not sections)
            if marked.label == "key_result" and marked.title:
                for _, section in above:
                    section.below = True
            above.append((block.level, sections[at]))
        elif isinstance(block, Item | Row) and above:
            for _, section in above[:-1]:
                section.below = True
            own = above[-1][1]
            own.own, own.grouped = True, own.grouped or _groups(block)
            own.plain = own.plain or isinstance(block, Row) or LINK.fullmatch(block.raw) is None
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    if levels:
        first = next(iter(sections.values()))
        first.alone = first.below and not first.own and all(level > levels[0] for level in levels[1:])
    return sections


def _groups(block: Item | Row) -> bool:
    """Whether the block makes an objective itself: an item that holds others or says so, a row that names one."""
    if isinstance(block, Row):
        columns = columns_of(block.header)
        return columns is not None and "objective" in columns.roles
    return block.nested or read_marks(block.raw).label == "objective"


def announces(marked: MarkedLine) -> bool:
    """Whether the heading only says that objectives or key results follow."""
    return SECTION.fullmatch(marked.title.strip(":# ")) is not None or (not marked.title and marked.label is not None)


def role_of(block: Heading, marked: MarkedLine, section: Section, under_objective: bool) -> Role:
    """What the heading is. The page's title, a heading that names a cycle and an announcement are no objectives.

    Unless plain items stand right under it and it is all that they have above them.
    """
    text = read_line(block.raw).text
    first = section.first and marked.label is None and (is_title(text) or section.alone)
    titled = first or names_only_a_cycle(text)
    if ASIDE.fullmatch(marked.title):
        return "aside"
    if marked.label == "key_result" and marked.title and under_objective:
        return "key_result"
    if titled or announces(marked):
        plain = section.plain and not section.grouped and not section.below and not under_objective
        return "objective" if plain else "title" if titled else "announcement"
    if section.own or section.below or marked.label == "objective":
        return "objective"
    return "bare"
