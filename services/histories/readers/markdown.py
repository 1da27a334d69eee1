"""Plans kept as Markdown: headings and lists, tables, check boxes, in any mixture.

No line is lost: what is no heading, list item or table row comes out as `Unread`, with what it is.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from services.histories.blocks import Block, Heading, Item, Row, excerpt
from services.histories.outline import outline
from services.histories.snapshot import Page, Unread
from services.histories.tokens import blocks_of_body

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
LARGEST = 1_000_000
"""Characters of a text that is still read: far more than a plan has, and parsed within seconds."""
MOST = 5_000
LONGEST_LINE = 4_000
DEFINITION = re.compile(r"\s{0,3}\[[^\]]+\]:\s*\S+")
FRONT_MATTER = re.compile(r"---[ \t]*\n(?:(?!---).*\n){0,60}?---[ \t]*(?:\n|$)")
FRONT_MATTER_LINE = re.compile(r"[ \t]*[\w -]+:.*|[ \t]+.*|- .*|#.*|")
RULE = re.compile(r"[\s|:>*_=-]*")


def read(text: str) -> Page:
    """The page that the text is. Lines end at `\\n`, `\\r\\n` or `\\r`; a byte order mark is no text."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.count("\n") + 1
    if "\0" in text:
        return Page(unread=(Unread(line=1, end=lines, why="not a text: it contains NUL"),))
    if len(text) > LARGEST:
        return Page(unread=(Unread(line=1, end=lines, why=f"larger than {LARGEST:,} characters"),))
    blocks = [part for block in blocks_of(text) for part in _short(block)]
    if len(blocks) > MOST:
        return Page(unread=(Unread(line=1, end=lines, why=f"more than {MOST:,} headings, items and rows"),))
    return outline(blocks)


def _short(block: Block) -> list[Block]:
    """The block; of a line longer than any promise only how it begins."""
    if not isinstance(block, Heading | Item) or len(block.raw) <= LONGEST_LINE:
        return [block]
    why = f"what follows the first {LONGEST_LINE:,} characters of a line"
    return [replace(block, raw=block.raw[:LONGEST_LINE]), Unread(line=block.line, end=block.end, why=why)]


def blocks_of(text: str) -> list[Block]:
    """The text's blocks in their order, `Unread` where lines belong to none. `text` has `\\n` line ends."""
    front = FRONT_MATTER.match(text)
    if front and not all(FRONT_MATTER_LINE.fullmatch(line) for line in front[0].splitlines()[1:-1]):
        front = None
    body = re.sub(r"[^\n]", "", front[0]) + text[front.end() :] if front else text
    lines = body.split("\n")
    found = blocks_of_body(body, lines)
    if front:
        last = front[0].rstrip("\n").count("\n") + 1
        found.append(Unread(line=1, end=last, why="front matter", text=excerpt(text.split("\n")[1])))
    covered = {number for block in found for number in range(block.line, block.end + 1)}
    covered |= {number for block in found if isinstance(block, Row) for number in (block.table, block.table + 1)}
    for number, line in enumerate(lines, 1):
        if number not in covered and not RULE.fullmatch(line) and not DEFINITION.match(line):
            found.append(Unread(line=number, end=number, why="a line in no block", text=excerpt(line)))
        if "\ufffd" in line:
            found.append(Unread(line=number, end=number, why="characters that are no UTF-8", text=excerpt(line)))
    return sorted(found, key=lambda block: block.line)
