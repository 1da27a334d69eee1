"""Plans kept as Markdown: headings and lists, tables, check boxes, in any mixture.

No line is lost: what is no heading, list item or table row comes out as `Unread`, with what it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from services.histories.cycles import names_a_cycle
from services.histories.pages.blocks import Block, Heading, Item, Row, Text, excerpt
from services.histories.pages.outline import outline
from services.histories.pages.tokens import blocks_of_body
from services.histories.snapshot import Page, Unread
from services.histories.sources.version import as_text

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
LARGEST = 1_000_000
"""Characters of a text that is still read: far more than a plan has, and parsed within seconds."""
MOST_LINES, MOST_BARS = 50_000, 100_000
"""Lines, and bars between the cells of tables: in memory each becomes hundreds of times what it is in the file."""
MOST = 5_000
LONGEST_LINE = 4_000
DEFINITION = re.compile(r"\s{0,3}\[[^\]]+\]:\s*\S+")
FRONT_MATTER = re.compile(r"---[ \t]*\n(?:(?!---).*\n){0,60}?---[ \t]*(?:\n|$)")
TITLE = re.compile(r"^title:[ \t]*[\"']?(.{1,300}?)[\"']?[ \t]*$", re.MULTILINE | re.IGNORECASE)
FRONT_MATTER_LINE = re.compile(r"[ \t]*[\w -]+:.*|[ \t]+.*|- .*|#.*|")
REFERENCE = re.compile(r"^[ ]{0,3}\[([^\]\[\n^]{1,200})\]:[ \t]*<?(\S+?)>?(?:[ \t].*)?$", re.MULTILINE)
REFERRED = re.compile(r"\[((?:[^\[\]\n]|\n(?![ \t]*\n)){1,400})\](?:\[([^\[\]\n]{0,200})\]|(?![\[(:]))")
BULLET = re.compile(r"^([ \t]*)[•◦▪‣●○∙·](?=[ \t])", re.MULTILINE)
RULE = re.compile(r"[\s|:>*_=-]*")


def page(body: bytes, columns: Mapping[str, str]) -> Page:
    """The page that the bytes are; a Markdown table says what its columns are itself."""
    return read(as_text(body))


def read(text: str) -> Page:
    """The page that the text is. Lines end at `\\n`, `\\r\\n` or `\\r`; a byte order mark is no text."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.count("\n") + 1
    if "\0" in text:
        return Page(unread=(Unread(line=1, end=lines, why="not a text: it contains NUL"),))
    if len(text) > LARGEST:
        return Page(unread=(Unread(line=1, end=lines, why=f"larger than {LARGEST:,} characters"),))
    if lines > MOST_LINES or text.count("|") > MOST_BARS:
        why = f"more than {MOST_LINES:,} lines, or {MOST_BARS:,} bars of tables"
        return Page(unread=(Unread(line=1, end=lines, why=why),))
    blocks = [part for block in blocks_of(text) for part in _short(block)]
    if len(blocks) > MOST:
        return Page(unread=(Unread(line=1, end=lines, why=f"more than {MOST:,} headings, items and rows"),))
    found = outline(blocks)
    return replace(found, period=found.period or _front_title(text))


def _front_title(text: str) -> str | None:
    """The title in the front matter, where it names a cycle."""
    front = FRONT_MATTER.match(text)
    title = TITLE.search(front[0]) if front else None
    return title[1].strip() if title and names_a_cycle(title[1]) else None


def _with_links(text: str) -> str:
    """The text, each link that the text defines elsewhere with where it leads."""
    defined = {found[1].strip().casefold(): found[2] for found in REFERENCE.finditer(text)}
    if not defined:
        return text

    def link(found: re.Match[str]) -> str:
        to = defined.get((found[2] or found[1]).strip().casefold())
        return f"[{found[1]}](<{to}>)" if to else found[0]

    return REFERRED.sub(link, text)


def _short(block: Block) -> list[Block]:
    """The block; of a line longer than any promise only how it begins."""
    if not isinstance(block, Heading | Item | Text) or len(block.raw) <= LONGEST_LINE:
        return [block]
    why = f"what follows the first {LONGEST_LINE:,} characters of a line"
    return [replace(block, raw=block.raw[:LONGEST_LINE]), Unread(line=block.line, end=block.end, why=why)]


def blocks_of(text: str) -> list[Block]:
    """The text's blocks in their order, `Unread` where lines belong to none. `text` has `\\n` line ends."""
    front = FRONT_MATTER.match(text)
    if front and not all(FRONT_MATTER_LINE.fullmatch(line) for line in front[0].splitlines()[1:-1]):
        front = None
    body = re.sub(r"[^\n]", "", front[0]) + text[front.end() :] if front else text
    body = BULLET.sub(r"\1-", _with_links(body))
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
