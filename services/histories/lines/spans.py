"""A line's Markdown as plain text: what is struck, what is a link, which images it carries."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import Struct

from services.histories.lines.pictures import spelled_out

LONE_TILDE = re.compile(r"(?<![~\w\\])~(?![~\s])((?:[^~]*[^~\s])?)~(?![~\w])")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
NO_TEXT = re.compile(r"<!--.*?(?:-->|$)|\[\^[^\]\s]{1,40}\]|\{[:#.][^{}\n]{0,200}\}|<sup>[^<]{0,80}</sup>", re.DOTALL)
"""Comments, marks of footnotes, attributes of a site's generator."""
WIDE = str.maketrans("（）［］％：", "()[]%:")
STRIKE_TAG = re.compile(r"</?(?:s|del|strike)>", re.IGNORECASE)
_inline = MarkdownIt("commonmark", {"maxNesting": 40}).enable("strikethrough")


class Line(Struct, frozen=True):
    """`text` is what stands, `struck` what was struck, `links` where they lead, `images` what their captions say."""

    text: str
    struck: str
    links: tuple[str, ...]
    images: tuple[str, ...]
    bold: bool


@lru_cache(maxsize=8192)  # most lines of a version stood in the one before it
def read_line(raw: str) -> Line:
    """The text of one line, without its formatting. One tilde strikes like two; a comment is not text."""
    raw = raw.translate(WIDE)
    source = spelled_out(STRIKE_TAG.sub("~~", NO_TEXT.sub(" ", raw)))
    source = LONE_TILDE.sub(lambda found: f"~~{found[1]}~~" if found[1] else found[0], source)
    tokens = [inner for token in _inline.parseInline(source) for inner in token.children or ()]
    standing, struck = _texts(tokens)
    links = tuple(str(token.attrGet("href")) for token in tokens if token.type == "link_open")
    images = tuple(caption for token in tokens if token.type == "image" if (caption := clean(token.content)))
    bold = bool(tokens) and tokens[0].type == "text" and not tokens[0].content and _bold(tokens)
    return Line(clean(standing), clean(struck), links, images, bold or _bold(tokens))


def _texts(tokens: list[Token]) -> tuple[str, str]:
    standing: list[str] = []
    struck: list[str] = []
    depth = 0
    for token in tokens:
        depth += (token.type == "s_open") - (token.type == "s_close")
        if token.type in ("text", "code_inline", "softbreak", "hardbreak"):
            (struck if depth else standing).append(token.content or " ")
        elif token.type == "html_inline":
            (struck if depth else standing).append(" ")
    return "".join(standing), "".join(struck)


def _bold(tokens: list[Token]) -> bool:
    kept = [token for token in tokens if token.type != "text" or token.content.strip()]
    inner = sum(token.type == "strong_open" for token in kept)
    return bool(kept) and inner == 1 and kept[0].type == "strong_open" and kept[-1].type == "strong_close"


def clean(text: str) -> str:
    """The text in one line, without what cannot be printed."""
    return " ".join(UNPRINTABLE.sub(" ", text).split())
