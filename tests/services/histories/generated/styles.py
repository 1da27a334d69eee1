"""How a page is written: its layout, and a form for each thing that it says."""

from __future__ import annotations

from typing import Literal

from hypothesis import strategies as st
from msgspec import Struct

Layout = Literal[
    "headings", "underlined", "bold", "list", "labelled list", "labelled headings", "table", "one table", "lines"
]
LAYOUTS: tuple[Layout, ...] = (
    *("headings", "underlined", "bold", "list", "labelled list"),
    *("labelled headings", "table", "one table", "lines"),
)


class Style(Struct, frozen=True, kw_only=True):
    """The choices of a writer. `owners`, `priorities` and the rest are format strings; None leaves the thing out.

    `order` is that of a table's columns, `names` what they are called. `numbers` labels objectives and key results;
    `lines` is how a value is said on a line of its own.
    """

    layout: Layout
    level: int
    bullet: str
    indent: str
    boxes: bool
    numbers: tuple[str, str]
    owners: str | None
    priorities: str | None
    going: str
    half: str
    done: str
    failed: str
    struck: str
    dropped: str
    titles: str
    names: tuple[str, str, str, str]
    order: tuple[int, ...]
    lines: str
    head: str
    foot: str
    units: bool


LABELS = (
    *(("", ""), ("", ""), ("O{o}: ", "KR {o}.{k}: "), ("Objective {o}: ", "KR{k}: "), ("O{o} - ", "KR{o}.{k} - ")),
    *(("{o}. ", "{o}.{k} "), ("**Objective:** ", "**Key Result:** "), ("🎯 Objective {o}. ", "**KR{o}.{k}:** ")),
)
OWNER_FORMS = (" @{o}", " - @{o}", " (@{o})", " (owner: {n})", " [{N}]", " — Owner: {n}", " | @{o}", None)
PRIORITY_FORMS = (
    "[{P}] {{}}",
    "{P}: {{}}",
    "{{}} ({P})",
    "`{P}` - {{}}",
    "**[{P}]** {{}}",
    "![{p}](https://e.org/{p}.svg) {{}}",
    None,
)
TITLES = (
    "{}",
    "{}",
    "_{}_",
    "[{}](https://example.org/a_b)",
    "[{}][1]",
    "{} :tada:",
    "{}[^1]",
    "{} <!-- ask -->",
    "{} 🚀",
)
INTRODUCTIONS = (
    "",
    "Welcome to our plan, which is reviewed each month.\n\n",
    "> These are the OKRs of the whole house.\n\n",
    "**Period:** January to March\n**Status:** final\n\n",
    "## How to write objectives\n\n- Be bold\n- Be brief\n\n| Term | Meaning |\n| --- | --- |\n| O | objective |\n\n",
    "<!-- keep this short -->\n\n![badge](https://e.org/b.svg)\n\n",
    "## Table of contents\n\n- [The plan](#the-plan)\n  - [More](#more)\n\n",
    "[[_TOC_]]\n\n",
)
TITLE_LINES = (
    "# OKRs 2026 Q1\n\n",
    "# 2026 Q1\n\n",
    "---\ntitle: OKRs 2026 Q1\n---\n\n# 2026 Q1 OKRs\n\n",
    "2026 Q1 OKRs\n===\n\n",
)
FEET = (
    "",
    "\n---\n",
    "\n## Notes\n\n- Lunch at noon\n",
    "\n## Retrospective\n\n- [ ] Talk more\n",
    "\n\nSee [the guide](https://e.org).\n",
)
NAMES = (
    ("Key Result", "Assignee", "Priority", "Score"),
    ("KR", "Owner", "Prio", "Status"),
    ("What", "DRI", "P", "Progress"),
)


@st.composite
def styles(draw: st.DrawFn, layouts: tuple[Layout, ...] = LAYOUTS) -> Style:
    """Any writer's choices."""
    layout = draw(st.sampled_from(layouts))
    pick = st.sampled_from
    labelled = layout.startswith(("labelled", "lines"))
    numbers = draw(pick([both for both in LABELS if "R" in both[1]] if labelled else LABELS))
    return Style(
        layout=layout,
        level=draw(st.integers(2, 4)),
        bullet=draw(pick(("-", "*", "+", "1."))),
        indent=draw(pick(("  ", "    ", "\t"))),
        boxes=draw(st.booleans()),
        numbers=numbers,
        owners=draw(pick(OWNER_FORMS)),
        priorities=draw(pick(PRIORITY_FORMS)),
        going=draw(pick(("{} (WIP)", "{} ⏳", "{} — in progress", "{} (WIP: _texts done_)", "{} => in progress"))),
        half=draw(pick(("{} _(50%)_", "{} (50%)", "{} [50%]", "{} (5/10)", "{} (0.5)", "{} => 50%", "{} — 50% done"))),
        done=draw(
            pick(("{} ✅", "✅ {}", "{} (done)", "{} — done", "{} => Done.", "{} :white_check_mark:", "{} (100%)"))
        ),
        failed=draw(pick(("{} 🚫", "{} NOT DONE", "{} (not done)", "{} => not done"))),
        struck=draw(pick(("~~{}~~", "~{}~", "**~~{}~~**", "<del>{}</del>", "~~{}~~ (no money)"))),
        dropped=draw(pick(("{} (dropped)", "{} [cancelled]", "{} — dropped"))),
        titles=draw(pick(TITLES)),
        names=draw(pick(NAMES)),
        order=draw(st.permutations((0, 1, 2, 3)).map(tuple)),
        lines=draw(pick(("- {}: {}", "- **{}:** {}", "* _{}_: {}", "{}: {}  ", "**{}**: {}  "))),
        head=draw(pick(TITLE_LINES)) + draw(pick(INTRODUCTIONS)),
        foot=draw(pick(FEET)),
        units=draw(st.booleans()),
    )
