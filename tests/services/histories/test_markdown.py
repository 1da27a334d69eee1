"""What a page of Markdown holds: objectives, key results, their marks; and what is left, by its line."""

from __future__ import annotations

import pytest

from services.histories.lines.marks import read_marks
from services.histories.readers.markdown import LARGEST, MOST, read
from services.histories.snapshot import Entry


def shape(text: str) -> list[tuple[str, str, str | None]]:
    """Each entry: its kind, its title, and its objective's title."""
    page = read(text)
    return [
        (e.kind, e.title, page.entries[e.objective].title if e.objective is not None else None) for e in page.entries
    ]


def left(text: str) -> list[tuple[int, int, str]]:
    return [(found.line, found.end, found.why) for found in read(text).unread]


def test_headings_at_any_depth_are_objectives_and_nested_items_key_results() -> None:
    text = "# OKRs 2026 Q1\n## Grow\n### Abroad\n- [ ] Sell in Spain\n  - [ ] Hire there\n#### Online\n* shop\n"
    assert shape(text) == [
        ("objective", "Grow", None),
        ("objective", "Abroad", None),
        ("key_result", "Sell in Spain", "Abroad"),
        ("key_result", "Hire there", "Abroad"),
        ("objective", "Online", None),
        ("key_result", "shop", "Online"),
    ]
    assert read(text).period == "OKRs 2026 Q1"


@pytest.mark.parametrize(
    "text",
    [
        "# 2026 Q1\n\n**Objective 1: Grow**\n\n- KR 1.1: Sell\n- KR 1.2: Hire\n",
        "# 2026 Q1\n\nObjective: Grow\nKey results:\n- Sell\n- Hire\n",
        "# 2026 Q1\n\n**Objective 1: Grow**\n\n**Key results:**\n\n1. Sell\n2. Hire\n",
        "# 2026 Q1\n\n## O1. Grow\n\n### Key Results\n\n- Sell\n- Hire\n",
        "# 2026 Q1\n\n## Objective: Grow\n\n## Key Results\n\n- Sell\n- Hire\n",
        "# 2026 Q1\n\n- **Grow**\n  - Sell\n  - Hire\n",
        "# 2026 Q1\n\n1. O1: Grow\n   1. KR1: Sell\n   2. KR2: Hire\n",
        "# 2026 Q1\n\n## O1: Grow\n\n### KR 1.1: Sell\n\n### KR 1.2: Hire\n",
        "2026 Q1\n=======\n\nGrow\n----\n\n+ Sell\n+ Hire\n",
    ],
)
def test_one_plan_in_many_layouts(text: str) -> None:
    assert shape(text) == [("objective", "Grow", None), ("key_result", "Sell", "Grow"), ("key_result", "Hire", "Grow")]


def test_lines_that_name_a_value_say_it_of_the_item_above() -> None:
    entry = read(
        "## O1: Grow\n\n### KR 1.1: Paying customers\n\n- **Owner:** Jane Doe\n- Target: 40\n- Progress: 50%\n"
    ).entries[1]
    assert (entry.marks.owners, entry.marks.target, entry.marks.share) == (("jane-doe",), 40.0, 0.5)


def test_a_plain_line_below_a_marked_item_is_a_remark() -> None:
    text = "## Grow\n\n- [ ] Sell\n  - talked to five shops\n- Hire\n  - in Spain\n"
    assert [e.title for e in read(text).entries] == ["Grow", "Sell", "Hire", "in Spain"]
    assert left(text) == [(4, 4, "a remark below a key result")]


def test_a_table_of_contents_is_no_plan() -> None:
    text = "# OKRs 2026 Q1\n- [Grow](#grow)\n  - [Abroad](#abroad)\n\n## Grow\n- Sell\n"
    assert [e.title for e in read(text).entries] == ["Grow", "Sell"]
    assert left(text) == [(2, 3, "a table of contents")]


def test_what_is_not_read_is_listed_by_line() -> None:
    text = (
        "---\nlayout: page\n---\n# OKRs 2026 Q1\n\nWelcome.\n\n"
        "## Grow\n\nWhy we grow,\nand how.\n\n- Sell\n\n  More words.\n-\n"
        "\n```\n- code\n```\n\n<!-- later -->\n\n> - quoted\n\n## Notes\n\n- Lunch at noon\n- Bring pens\n"
    )
    assert [e.title for e in read(text).entries] == ["Grow", "Sell"]
    assert left(text) == [
        (1, 3, "front matter"),
        (6, 6, "text"),
        (10, 11, "text"),
        (15, 15, "text below an item"),
        (16, 16, "an empty item"),
        (18, 20, "a block of code"),
        (22, 22, "HTML"),
        (24, 24, "a quotation"),
        (26, 26, "a section that is no plan"),
        (28, 29, "a section that is no plan"),
    ]


def test_items_without_an_objective_above_are_listed_and_those_under_a_title_are_its_own() -> None:
    assert left("- Sell\n- Hire\n") == [(1, 2, "an item under no objective")]
    assert shape("# Team OKRs 2026 Q1\n\n- Sell\n") == [
        ("objective", "Team OKRs 2026 Q1", None),
        ("key_result", "Sell", "Team OKRs 2026 Q1"),
    ]


def test_a_section_of_links_to_plans_elsewhere_is_no_plan() -> None:
    text = "# Our OKRs\n\n## 2026 Q2\n\n- [Sheet](https://example.org/2)\n\n## 2026 Q1\n\n### Grow\n\n- p0 - Sell [@ana](https://a.org)\n"
    assert shape(text) == [("objective", "Grow", None), ("key_result", "Sell", "Grow")]
    assert left(text) == [(5, 5, "an item under no objective")]
    assert read(text).entries[1].period == "2026 Q1"
    assert (read(text).entries[1].marks.priority, read(text).entries[1].marks.owners) == ("p0", ("ana",))


def test_line_ends_marks_of_byte_order_and_tabs_make_no_difference() -> None:
    plain = "# OKRs 2026 Q1\n\n## Grow\n\n- [x] Sell\n\t- [ ] Hire\n"
    for other in ("\ufeff" + plain, plain.replace("\n", "\r\n"), plain.replace("\n", "\r")):
        assert read(other) == read(plain)


def test_what_is_no_text_or_no_page_is_refused_in_one_line() -> None:
    assert left("## a\n- b\0\n") == [(1, 3, "not a text: it contains NUL")]
    assert left("x" * (LARGEST + 1)) == [(1, 1, "larger than 1,000,000 characters")]
    assert left("- a\n" * (MOST + 1))[0][2] == "more than 5,000 headings, items and rows"
    assert (2, 2, "characters that are no UTF-8") in left("## a\n- b \ufffd\n")
    assert read("") == read("\n\n")


def test_nesting_beyond_reason_is_listed() -> None:
    text = "## Grow\n" + "".join("  " * depth + f"- item {depth}\n" for depth in range(60))
    page = read(text)
    lines = {entry.line for entry in page.entries} | {n for u in page.unread for n in range(u.line, u.end + 1)}
    assert lines == set(range(1, 62))


def test_a_title_longer_than_a_title_is_cut_and_said_to_be() -> None:
    page = read("## Grow\n- " + "word " * 500 + "\n")
    assert len(page.entries[1].title) == 2000
    assert [left.why for left in page.unread] == ["what follows the first 2000 characters of a title"]


def marks_of(line: str) -> dict[str, object]:
    marks = read_marks(line).marks
    said = {name: getattr(marks, name) for name in marks.__struct_fields__}
    said = {name: value for name, value in said.items() if value is not None and value is not False and value != ()}
    return {name: value for name, value in said.items() if name != "owner_stated"}


@pytest.mark.parametrize(
    ("line", "title", "marks"),
    [
        ("[x] Ship it", "Ship it", {"ticked": True}),
        ("[X] Ship it", "Ship it", {"ticked": True}),
        ("[ ] Ship it", "Ship it", {}),
        ("[~] Ship it", "Ship it", {"note": "in progress"}),
        ("[-] Ship it", "Ship it", {"closing": "dropped"}),
        ("Ship it ✅", "Ship it", {"ticked": True}),
        ("✅ Ship it", "Ship it", {"ticked": True}),
        ("🚫 Ship it", "Ship it", {"grade": 0.0}),
        ("Ship it NOT DONE", "Ship it", {"grade": 0.0}),
        ("Ship it (WIP)", "Ship it", {"note": "WIP"}),
        ("Ship it WIP?", "Ship it", {"note": "WIP?"}),
        ("Ship it (WIP: _texts done_)", "Ship it", {"note": "WIP: texts done"}),
        ("Ship it _(50%)_", "Ship it", {"share": 0.5}),
        ("Ship it (0.7)", "Ship it", {"share": 0.7}),
        ("Grow (+100% growth) fast", "Grow (+100% growth) fast", {}),
        ("[P1] Ship it", "Ship it", {"priority": "p1"}),
        ("P1: Ship it", "Ship it", {"priority": "p1"}),
        ("The P0 backlog is empty", "The P0 backlog is empty", {}),
        ("![p2](https://example.org/p2.svg) Ship it", "Ship it", {"priority": "p2"}),
        ("Ship it [OPS][WEB]", "Ship it", {"owners": ("ops", "web")}),
        ("[SalesOps] Ship it", "Ship it", {"owners": ("salesops",)}),
        ("Ship it [stretch]", "Ship it [stretch]", {}),
        ("Ship the plugin[s]", "Ship the plugin[s]", {}),
        ("Ship it @ana, @ben", "Ship it", {"owners": ("ana", "ben")}),
        ("Ship it (owner: Jane Doe)", "Ship it", {"owners": ("jane-doe",)}),
        ("~~Ship it~~", "Ship it", {"closing": "deferred"}),
        ("~Ship it~ [WEB]", "Ship it", {"closing": "deferred", "owners": ("web",)}),
        ("~~Ship it~~ because of X", "Ship it", {"closing": "deferred", "closing_remark": "because of X"}),
        ("~~Ship two~~ Ship one", "Ship one", {}),
        ("Ship it (moved to Q2)", "Ship it", {"closing": "deferred"}),
        ("KR 1.1: Ship it", "Ship it", {}),
        ("1.1 Ship it", "Ship it", {}),
        ("3.5 million users", "3.5 million users", {}),
        ("Key results matter", "Key results matter", {}),
        ("[x](https://example.org) marks the spot", "x marks the spot", {}),
    ],
)
def test_a_line_without_its_marks(line: str, title: str, marks: dict[str, object]) -> None:
    assert read_marks(line).title == title
    assert marks_of(line) == marks


def test_an_entry_says_only_what_its_line_says() -> None:
    entry: Entry = read("## Grow\n- Sell\n").entries[1]
    assert (entry.marks.ticked, entry.marks.share, entry.marks.priority, entry.marks.owners) == (None, None, None, ())
