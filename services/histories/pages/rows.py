"""The rows of a Markdown table, each with its header, and the cells that a table has no column for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from services.histories.pages.blocks import Block, Row, excerpt
from services.histories.snapshot import Unread


def rows_of(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Block]:
    """The rows that the tokens of one table make; `lines` are those of the whole text."""
    start = (tokens[0].map or [0, 1])[0] + 1
    rows, numbers = list[list[str]](), list[int]()
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
            numbers.append((token.map or [start - 1, start])[0] + 1)
        elif token.type == "inline":
            rows[-1].append(token.content)
    header = tuple(rows[0])
    if len(rows) == 1:
        yield Unread(line=start, end=start + 1, why="a table without rows", text=excerpt(lines[start - 1]))
    for row, number in zip(rows[1:], numbers[1:], strict=True):
        yield Row(number, number, header, tuple(row), start)
        written = escapedSplit(lines[number - 1].strip().removeprefix("|"))
        if beyond := " | ".join(cell.strip() for cell in written[len(header) :] if cell.strip()):
            yield Unread(line=number, end=number, why="cells beyond the table's columns", text=excerpt(beyond))
