"""Other hands that write the same plan: formatters, other bullets, links, emphasis. None of them tells anything."""

from __future__ import annotations

import re

from hypothesis import strategies as st
from msgspec.structs import replace

from tests.services.histories.generated.styles import TITLES, Style


@st.composite
def restyled(draw: st.DrawFn, style: Style) -> Style:
    """Another hand that says the same: other bullets, spaces, links, emphasis, labels, words around the plan."""
    other = {name: draw(values) for name, values in HANDS.items() if draw(st.booleans())}
    if style.owners and "owners" in other and not re.match(r" \[", style.owners):
        style = replace(style, owners=other["owners"])
    return replace(style, **{name: value for name, value in other.items() if name != "owners"})


HANDS = {
    "level": st.integers(2, 4),
    "bullet": st.sampled_from(("-", "*", "+")),
    "indent": st.sampled_from(("  ", "    ", "\t")),
    "titles": st.sampled_from(TITLES),
    "owners": st.sampled_from((" @{o}", " - @{o}", " (@{o})", " (owner: {n})", " — Owner: {n}", " | @{o}")),
    "struck": st.sampled_from(("~~{}~~", "~{}~", "**~~{}~~**", "<del>{}</del>")),
    "foot": st.sampled_from(
        ("", "\n---\n", "\n\nSee [the guide](https://e.org).\n", "\n## Notes\n\n- Lunch at noon\n")
    ),
}


def loosened(page: str) -> str:
    """A blank line before every item."""
    return re.sub(r"\n([ \t]*(?:[-*+]|1\.) )", r"\n\n\1", page)


def trailed(page: str) -> str:
    """Two spaces at the end of every line, which some keep for a break."""
    return re.sub(r"(?<=\S)\n", "  \n", page)


def padded(page: str) -> str:
    """Tables as a formatter sets them."""
    return re.sub(r" \| ", "    |  ", page) if "| --- |" in page else page


def wrapped(page: str) -> str:
    """Items over several lines."""
    return re.sub(r"(?m)^([ \t]*)((?:[-*+]) .{20,60}? (?:for|near|with)) ", r"\1\2\n\1  ", page)


FORMATTERS = (str, loosened, trailed, padded, wrapped, lambda page: page.replace("\n", "\r\n"))
