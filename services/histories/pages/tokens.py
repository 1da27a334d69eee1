"""From a Markdown parser's tokens to blocks. The parser splits the lines; what they mean is read elsewhere."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from services.histories.lines.terms import ANNOUNCEMENT
from services.histories.pages.blocks import Block, Heading, Item, Text, excerpt
from services.histories.pages.paragraphs import LISTS, as_heading, is_plan, no_text
from services.histories.pages.rows import rows_of
from services.histories.snapshot import Unread

NESTING = 60
LONGEST_LINK = 1000
ANCHOR_LINK = re.compile(r"\[.*\]\([^)\s]*#[^)]*\)\s*|[^\n]{0,40}\n\{:toc[^\n]*\}\s*", re.IGNORECASE)
NESTED_BY = 2
"""Columns."""
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
    found = list(_Walk(_markdown.parse(body), lines).blocks())
    for at, (block, after) in enumerate(itertools.pairwise(found)):
        if isinstance(block, Item) and isinstance(after, Item) and after.depth > block.depth:
            found[at] = replace(block, nested=True)
    return found


class _Walk:
    """One pass over the tokens of a text; `at` is the token that comes next."""

    def __init__(self, tokens: list[Token], lines: list[str]) -> None:
        self.tokens, self.lines, self.at = tokens, lines, 0
        self.columns: list[int] = []

    def blocks(self) -> Iterator[Block]:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.nesting >= 0 and token.type not in LISTS:
                self.columns = []
            if token.type == "heading_open":
                yield self._heading(token)
            elif token.type in LISTS:
                yield from self._list()
            elif token.type == "table_open":
                yield from self._table(token)
            elif token.type == "paragraph_open":
                yield from self._paragraph(token)
            elif token.type == "blockquote_open" and is_plan(self.tokens, self.at):
                self.at += 1
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

    def _paragraph(self, token: Token) -> Iterator[Block]:
        """A line in bold, or one that calls itself an objective, is a heading where a list or a table follows."""
        raw = self.tokens[self.at + 1].content
        left = self._other(token)
        if why := no_text(raw):
            yield replace(left, why=why)
        elif heading := as_heading(raw, self.tokens, self.at):
            level, words, rest = heading
            last = left.line + words.count("\n") if rest else left.end
            yield Heading(left.line, last, words, level)
            if rest and not ANNOUNCEMENT.fullmatch(rest):
                yield Text(last + 1, left.end, rest, inner=False)
        else:
            yield Text(left.line, left.end, raw, inner=False)

    def _list(self) -> Iterator[Block]:
        """The items of a list at all depths, unless it is a table of contents: nothing but links into a page.

        A list indented further than the one right before it is nested in that one's last item, as its writer saw it.
        """
        opening = self.tokens[self.at]
        start = self.at
        line = self.lines[(opening.map or [0])[0]].expandtabs(4)
        column = len(line) - len(line.lstrip())
        while self.columns and column < self.columns[-1] + NESTED_BY:
            self.columns.pop()
        found = list(self._items(len(self.columns)))
        self.columns.append(column)
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
            elif token.type == "paragraph_open":
                text = self.tokens[self.at + 1].content
                left = self._other(token)
                inner.append(Text(left.line, left.end, text, inner=True))
            elif token.type in WHAT:
                inner.append(self._other(token))
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
        start = self.at
        self._skip()
        yield from rows_of(self.tokens[start : self.at], self.lines)
