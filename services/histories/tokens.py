"""From a Markdown parser's tokens to blocks. The parser splits the lines; what they mean is read elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from services.histories.blocks import Block, Heading, Item, Row, excerpt
from services.histories.snapshot import Unread

NESTING = 60
LONGEST_LINK = 1000
ANCHOR_LINK = re.compile(r"\[.*\]\([^)\s]*#[^)]*\)\s*")
STANDS_ALONE = re.compile(r"(\*\*|__).+\1:?|(\*\*|__)?(objective|key results?|o\d+)\b.{0,300}", re.IGNORECASE)
ANNOUNCEMENT = re.compile(r"\W*key[ -]results?\W*", re.IGNORECASE)
LISTS = ("bullet_list_open", "ordered_list_open")
WHAT = {
    "paragraph_open": "text",
    "fence": "a block of code",
    "code_block": "a block of code",
    "html_block": "HTML",
    "blockquote_open": "a quotation",
    "heading_open": "text below an item",
}
_markdown = MarkdownIt("commonmark", {"maxNesting": NESTING}).enable("table").disable("inline")


def blocks_of_body(body: str, lines: list[str]) -> list[Block]:
    """The blocks that the body's tokens make, in their order; without what the parser skips as nested too deep."""
    return list(_Walk(_markdown.parse(body), lines).blocks())


class _Walk:
    """One pass over the tokens of a text; `at` is the token that comes next."""

    def __init__(self, tokens: list[Token], lines: list[str]) -> None:
        self.tokens, self.lines, self.at = tokens, lines, 0

    def blocks(self) -> Iterator[Block]:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.type == "heading_open":
                yield self._heading(token)
            elif token.type in LISTS:
                yield from self._list()
            elif token.type == "table_open":
                yield from self._table(token)
            elif token.type == "paragraph_open":
                yield self._paragraph(token)
            elif token.type in WHAT:
                yield self._other(token)
            else:
                self.at += 1

    def _skip(self) -> None:
        """`at` stands after the token it stood at and all that is in it."""
        depth = 0
        while self.at < len(self.tokens):
            depth += self.tokens[self.at].nesting
            self.at += 1
            if depth == 0:
                return

    def _other(self, token: Token, why: str | None = None) -> Unread:
        first, last = token.map or [0, 1]
        self._skip()
        while last > first + 1 and not self.lines[last - 1].strip():
            last -= 1
        text = excerpt(self.lines[first])
        return Unread(line=first + 1, end=max(last, first + 1), why=why or WHAT[token.type], text=text)

    def _heading(self, token: Token) -> Heading:
        first, last = token.map or [0, 1]
        raw = self.tokens[self.at + 1].content
        self._skip()
        return Heading(first + 1, last, raw, int(token.tag[1]))

    def _paragraph(self, token: Token) -> Block:
        """A line in bold, or one that calls itself an objective, is a heading where a list or a table follows."""
        raw = self.tokens[self.at + 1].content
        unread = self._other(token)
        follows = self.at < len(self.tokens) and self.tokens[self.at].type in (*LISTS, "table_open")
        first, _, second = raw.partition("\n")
        named = STANDS_ALONE.fullmatch(first) and (not second or ANNOUNCEMENT.fullmatch(second))
        if named and (follows or self._announced()):
            return Heading(unread.line, unread.end, first, 7)
        return unread

    def _announced(self) -> bool:
        """Whether the next line only announces a list or a table: an objective over its `Key results:`."""
        ahead = self.tokens[self.at : self.at + 4]
        kinds = [token.type for token in ahead]
        return (
            kinds[:3] == ["paragraph_open", "inline", "paragraph_close"]
            and ANNOUNCEMENT.fullmatch(ahead[1].content) is not None
            and kinds[3:] in (["bullet_list_open"], ["ordered_list_open"], ["table_open"])
        )

    def _list(self) -> Iterator[Block]:
        """The items of a list at all depths, unless it is a table of contents: nothing but links into a page."""
        opening = self.tokens[self.at]
        start = self.at
        found = list(self._items(0))
        items = [block for block in found if isinstance(block, Item)]
        if items and len(items) == len(found) and all(ANCHOR_LINK.fullmatch(item.raw[:LONGEST_LINK]) for item in items):
            self.at = start
            yield self._other(opening, "a table of contents")
        else:
            yield from found

    def _items(self, depth: int) -> Iterator[Block]:
        self.at += 1
        while not self.tokens[self.at].type.endswith("_list_close"):
            if self.tokens[self.at].type == "list_item_open":
                yield from self._item(depth)
            else:
                self.at += 1
        self.at += 1

    def _item(self, depth: int) -> Iterator[Block]:
        opening = self.tokens[self.at]
        first = (opening.map or [0, 1])[0]
        self.at += 1
        raw, end = None, first + 1
        inner: list[Block] = []
        while self.tokens[self.at].type != "list_item_close":
            token = self.tokens[self.at]
            if token.type in ("paragraph_open", "heading_open") and raw is None:
                raw, end = self.tokens[self.at + 1].content, (token.map or [0, first + 1])[1]
                self._skip()
            elif token.type in LISTS:
                inner += self._items(depth + 1)
            elif token.type == "table_open":
                inner += self._table(token)
            elif token.type in WHAT:
                inner.append(self._other(token, "text below an item" if token.type == "paragraph_open" else None))
            else:
                self.at += 1
        self.at += 1
        nested = any(isinstance(block, Item) for block in inner)
        if raw is None:
            yield Unread(line=first + 1, end=first + 1, why="an empty item", text=excerpt(self.lines[first]))
        else:
            yield Item(first + 1, end, raw, depth, nested)
        yield from inner

    def _table(self, token: Token) -> Iterator[Block]:
        start = (token.map or [0, 1])[0] + 1
        depth, rows, lines = 0, list[list[str]](), list[int]()
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            depth += token.nesting
            self.at += 1
            if token.type == "tr_open":
                rows.append([])
                lines.append((token.map or [start - 1, start])[0] + 1)
            elif token.type == "inline":
                rows[-1].append(token.content)
            if depth == 0:
                break
        header = tuple(rows[0])
        if len(rows) == 1:
            yield Unread(line=start, end=start + 1, why="a table without rows", text=excerpt(self.lines[start - 1]))
        for row, line in zip(rows[1:], lines[1:], strict=True):
            yield Row(line, line, header, tuple(row), start)
            written = escapedSplit(self.lines[line - 1].strip().removeprefix("|"))
            if beyond := " | ".join(cell.strip() for cell in written[len(header) :] if cell.strip()):
                yield Unread(line=line, end=line, why="cells beyond the table's columns", text=excerpt(beyond))
