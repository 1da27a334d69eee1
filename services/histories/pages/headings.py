"""What a heading is in a plan: an objective, a key result, or one that only says what is under it."""

from __future__ import annotations

import re
from typing import Literal

from services.histories.cycles import names_only_a_cycle
from services.histories.lines.marks import MarkedLine
from services.histories.lines.spans import read_line
from services.histories.pages.blocks import Heading
from services.histories.pages.sections import Section, announces, is_page_title

CONTENTS = re.compile(r"(?:table of )?contents|(?:on )?this page|toc", re.IGNORECASE)
ASIDE = re.compile(
    r".*\b(?:retrospective|retro|lessons learned|learnings)\b.*|(?:.* )?notes?|(?:references?|links?|resources|"
    r"appendix|legend|scoring|grading|glossary|changelog|archive|about|how to .*|"
    r"what (?:is|are) .*|previous .*|see also|(?:key )?concepts|intro(?:duction)?|background|purpose|scope|process|"
    r"(?:external|further) (?:references|reading)|tips and .*|next steps|action items|(?:progress |weekly )?updates?|"
    r"why(?: .*)?|rationale|how we (?:work|use|plan|score|write) .*|important dates.*|comments?)",
    re.IGNORECASE,
)
ASIDE_UNLESS_PROMISED = re.compile(
    r"(?:dependenc(?:y|ies)|risks?(?: .*)?|blockers?|context|overview|(?:executive )?summary|assumptions|"
    r"stakeholders|timeline|tracking|highlights|lowlights|status|roll-?up|(?:vision|mission|strategy)(?: .*)?|faqs?)",
    re.IGNORECASE,
)
PUT_OFF = re.compile(
    r"(?:(?:moved|pushed|deferred|postponed) to |for )?(?:the )?next (?:quarter|cycle)|"
    r"(?:deferred|postponed|parked|on hold)(?: (?:objectives|key results|krs|okrs|items))?|parking lot",
    re.IGNORECASE,
)
"""What stands under such a heading is deferred."""
OF_AN_OBJECTIVE = re.compile(
    r"(?:key )?(?:initiatives|activities|tasks|projects|epics|actions?)(?: plan)?|how|approach", re.IGNORECASE
)
"""What is done for an objective and promises nothing by itself; no item of a plan that is read has a place for it."""
Role = Literal["objective", "key_result", "title", "announcement", "unit", "aside", "bare"]


def role_of(block: Heading, marked: MarkedLine, section: Section, under: str | None) -> Role:
    """What the heading is; `under` is None, or says whether the objective above it is `waiting` or `served`.

    The page's title, a heading that names a cycle and an announcement are no objectives, unless plain items stand
    right under it and it is all that they have above them.
    """
    text = read_line(block.raw).text
    titled = is_page_title(text, section, marked) or names_only_a_cycle(text)
    if ASIDE.fullmatch(marked.title) or CONTENTS.fullmatch(marked.title):
        return "aside"
    if ASIDE_UNLESS_PROMISED.fullmatch(marked.title) and not section.promises:
        return "unit" if section.explicit else "aside"
    if under and OF_AN_OBJECTIVE.fullmatch(marked.title):
        return "aside"
    if marked.label == "key_result" and marked.title and under:
        return "key_result"
    if not marked.title and marked.marks.priority:
        return "announcement"
    if titled or announces(marked):
        plain = section.plain and not section.grouped and not section.below and not under
        return "objective" if plain else "title" if titled else "announcement"
    if marked.label == "objective":
        return "objective"
    if section.outside:
        return "aside"
    if section.explicit or section.holds_dated:
        return "unit"
    if section.beside and not section.promises and under != "waiting":
        return "aside"
    return "objective" if section.own or section.below else "bare"
