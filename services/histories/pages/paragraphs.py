"""Which paragraphs stand as headings: a line in bold, or one that calls itself an objective, over a list or a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from services.histories.cycles import names_only_a_cycle
from services.histories.lines.attributes import attributes, lines_of
from services.histories.lines.marks import read_marks
from services.histories.lines.spans import read_line
from services.histories.lines.terms import ANNOUNCEMENT, KEY_RESULT, OBJECTIVE

LISTS = ("bullet_list_open", "ordered_list_open")
IN_BOLD = re.compile(r"(\*\*|__)((?:(?!\1).)+)\1:?(?P<beside>.{0,100})")
NAMED = re.compile(rf"[\W_]{{0,4}}(?:{OBJECTIVE}|{KEY_RESULT}|o\d+|kr)s?\b.{{0,400}}", re.IGNORECASE)
CONTENTS = re.compile(r"\s*(?:\[toc\]|\[\[_?toc_?\]\]|\{\{[^{}]{0,60}\}\})\s*", re.IGNORECASE)
ATTRIBUTE_LINE = re.compile(r"\s*\{:[^{}\n]*\}\s*")
FOOTNOTE = re.compile(r"\s*\[\^[^\]\n]{1,80}\]:")
VALUE = re.compile(r"\W{0,4}[A-Z][A-Za-z ]{1,24}\W{0,4}:")
LONGEST = 1000
"""Characters of a line that may stand as a heading."""
AHEAD = 3
"""Paragraphs between an objective and its key results that are looked over."""
PARAGRAPH = 3
"""Tokens of a paragraph."""
FURTHEST = 200
"""Tokens of a quotation that are looked at."""
BOLD_LEVEL, PERIOD_LEVEL = 7, 6


def no_text(raw: str) -> str | None:
    """Why a paragraph has no words of its own, if it has none."""
    if CONTENTS.fullmatch(raw):
        return "a table of contents"
    if FOOTNOTE.match(raw):
        return "a footnote"
    return "an attribute of a heading" if ATTRIBUTE_LINE.fullmatch(raw) else None


def as_heading(raw: str, tokens: Sequence[Token], at: int) -> tuple[int, str, str] | None:
    """The level that a paragraph has as a heading, its words, and the lines after these; None where it is none.

    `at` is the token right behind it. The words of a line that calls itself an objective go on until a line announces
    the key results or names a value.
    """
    first, _, rest = raw.partition("\n")
    if len(first) > LONGEST:
        return None
    bold, named = IN_BOLD.fullmatch(first.strip()), NAMED.fullmatch(first)
    if attributes(read_line(first).text):
        return None
    if bold and not rest and names_only_a_cycle(bold[2]):
        return PERIOD_LEVEL, raw, ""
    if named and read_marks(first).label:
        lines = raw.split("\n")
        end = next((nth for nth, line in enumerate(lines) if nth and _ends(line)), len(lines))
        words, rest = "\n".join(lines[:end]), "\n".join(lines[end:])
    elif (
        bold
        and not read_marks(bold["beside"]).title
        and (not rest or ANNOUNCEMENT.fullmatch(rest) or lines_of(raw)[0] == first)
    ):
        words = first
    else:
        return None
    return (BOLD_LEVEL, words, rest) if _followed(tokens, at, named=bool(named)) else None


def _ends(line: str) -> bool:
    return ANNOUNCEMENT.fullmatch(line) is not None or VALUE.match(line) is not None


def _followed(tokens: Sequence[Token], at: int, *, named: bool) -> bool:
    """Whether a list or a table comes next, behind what only announces it or names values of the objective.

    Behind a line that calls itself an objective also behind a few words about it, or in a quotation.
    """
    for _ in range(AHEAD + 1):
        ahead = tokens[at : at + PARAGRAPH]
        if not ahead or ahead[0].type in (*LISTS, "table_open"):
            return bool(ahead)
        if named and ahead[0].type == "blockquote_open":
            return is_plan(tokens, at)
        if ahead[0].type != "paragraph_open":
            return False
        text = ahead[1].content
        announced = ANNOUNCEMENT.fullmatch(text) is not None
        if NAMED.fullmatch(text.partition("\n")[0]) and not announced:
            return False
        if not named and not announced and lines_of("-\n" + text)[0] != "-":
            return False
        at += PARAGRAPH
    return False


def is_plan(tokens: Sequence[Token], at: int) -> bool:
    """Whether the quotation at this token holds items that call themselves objectives or key results."""
    depth, item = 0, False
    for token in tokens[at : at + FURTHEST]:
        depth += token.nesting
        item = item or token.type == "list_item_open"
        if token.type == "inline" and item and read_marks(token.content).label is not None:
            return True
        if depth == 0:
            break
    return False
