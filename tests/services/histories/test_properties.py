"""Laws of histories: they hold for any text."""

from __future__ import annotations

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from events.catalogue import Event, decode, encode
from events.facts import plan
from services.histories.changes.wording import wording
from services.histories.matching.place import Key
from services.histories.readers.markdown import blocks_of, read
from services.histories.reconstruct import Options, Reconstruction, reconstruct
from services.histories.sources.versions import HistoryRefused
from services.histories.telling.reading import Reading
from tests.services.histories.told import TITLE, versions

WORDS = st.sampled_from(
    [
        *("launch", "sell", "hire", "write", "ask", "keep", "grow", "open", "plan", "team", "users", "guide"),
        *("partner", "region", "price", "onboarding", "3", "20", "70%"),
    ]
)
PHRASES = st.lists(WORDS, min_size=1, max_size=7).map(" ".join)
MARKS = st.sampled_from(["", "", "", " (WIP)", " _(50%)_", " [P1]", " @ana", " [WEB]", " ✅", " NOT DONE"])
BOXES = st.sampled_from(["", "[ ] ", "[ ] ", "[x] "])
PAGES = st.lists(
    st.tuples(PHRASES, st.lists(st.tuples(BOXES, PHRASES, MARKS, st.booleans()), max_size=6)), min_size=1, max_size=4
)
PIECES = st.sampled_from(
    [
        *("# ", "## ", "- ", "  - ", "> ", "[ ] ", "[x] ", "~~", "~", "**", "| a | b |\n", "|-|-|\n", "\n", "\n\n"),
        *(
            "```\n",
            "<!--",
            "KR 1.1: ",
            "O1: ",
            "2026 Q2",
            "[P1]",
            "(50%)",
            "NOT DONE",
            "0.5",
            "| Key Result | Score |\n",
            *(
                "Owner: ",
                "Status: 40%\n",
                " — ",
                " => ",
                "=> done",
                "(P1, @ana)",
                "@ana",
                "[^1]",
                "[^1]: x\n",
                "[a][b]",
                "[b]: u\n",
            ),
            *(
                ":x:",
                "🟢",
                "{:toc}\n",
                "<del>",
                "</del>",
                "<sup>",
                "• ",
                "Sales KR 2: ",
                "Key results:\n",
                "    ",
                "\t",
                "1. ",
            ),
            *(
                "**Objective 1:** ",
                "---\ntitle: 2026 Q1\n---\n",
                "| Date | KR 1 |\n",
                "| KR | Target |\n",
                "关键结果：",
                "（50%）",
            ),
        ),
    ]
)
NOISE = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map("".join)

LAW = settings(max_examples=60, deadline=None)

Page = list[tuple[str, list[tuple[str, str, str, bool]]]]


def text_of(page: Page) -> str:
    lines: list[str] = [TITLE]
    for heading, items in page:
        lines.append(f"\n## {heading}\n\n")
        lines += [f"- {box}{'~~' * struck}{phrase}{'~~' * struck}{mark}\n" for box, phrase, mark, struck in items]
    return "".join(lines)


def history(*texts: str) -> Reconstruction:
    try:
        return reconstruct(versions(*texts, path="okrs/2026-q1/okrs.md"), Options(org="acme"))
    except HistoryRefused:
        return Reconstruction((), ())


def last(reconstruction: Reconstruction) -> Reading:
    return reconstruction.readings[-1]


@LAW
@given(NOISE)
def test_any_text_is_read_and_no_line_of_it_is_lost(text: str) -> None:
    text = text.replace("\r", "\n")
    assert all(1 <= entry.line <= text.count("\n") + 1 for entry in read(text).entries)
    covered = {n for block in blocks_of(text) for n in range(block.line, block.end + 1)}
    for number, line in enumerate(text.split("\n"), 1):
        words = re.search(r"\w", line) and not re.match(r"\s{0,3}\[[^\]]+\]:", line)
        assert not words or number in covered or "|" in line


@LAW
@given(st.lists(NOISE, max_size=4))
def test_any_versions_give_events_that_the_catalogue_accepts(texts: list[str]) -> None:
    events = history(*texts).events
    assert len({event.id for event in events}) == len(events)
    assert [decode(encode(event)) for event in events] == list(events)


@LAW
@given(st.lists(PAGES, min_size=2, max_size=4))
def test_fewer_versions_give_the_same_events_and_fewer(pages: list[Page]) -> None:
    texts = [text_of(page) for page in pages]
    all_events, fewer = history(*texts).events, history(*texts[:-1]).events
    assert all_events[: len(fewer)] == fewer


@LAW
@given(PAGES, PAGES)
def test_a_version_that_comes_again_tells_nothing(first: Page, second: Page) -> None:
    told = history(text_of(first), text_of(second), text_of(second))
    assert not told.readings or last(told).events == 0


@LAW
@given(PAGES)
def test_another_formatting_tells_nothing(page: Page) -> None:
    text = text_of(page)
    other = text.replace("- ", "* ").replace("\n\n", "\n\n\n").replace("\n", "\r\n")
    other = re.sub(r"launch|guide", lambda found: f"[_{found[0].upper()}_](https://example.org)", other)
    told = history(text, other)
    assert not told.readings or last(told).events == 0


@LAW
@given(PAGES, st.randoms(use_true_random=False))
def test_another_order_of_different_items_tells_nothing(page: Page, random: object) -> None:
    seen: set[str] = set()
    unique = [
        (heading, [item for item in items if not (item[1] in seen or seen.add(item[1]))])  # type: ignore[func-returns-value]
        for heading, items in page
    ]
    shuffled = [(heading, random.sample(items, len(items))) for heading, items in unique]  # type: ignore[attr-defined]
    told = history(text_of(unique), text_of(shuffled))
    assert not told.readings or last(told).events == 0


@LAW
@given(st.lists(PAGES, min_size=1, max_size=4))
def test_after_its_events_the_plan_says_what_the_last_version_says(pages: list[Page]) -> None:
    """Every line that is not struck is open under its heading, and nothing else is."""
    told = history(*map(text_of, pages))
    assume(told.readings and last(told).entries)
    said = sorted(
        (wording(heading).key, wording(phrase).key)
        for heading, items in pages[-1]
        for _, phrase, _, struck in items
        if not struck
    )
    assert sorted(open_key_results(told.events)) == said


def open_key_results(events: tuple[Event, ...]) -> list[tuple[Key, Key]]:
    """What is open after the events, by the words of its objective and its own."""
    titles: dict[str, str] = {}
    under: dict[str, str] = {}
    closed: dict[str, str] = {}
    for event in events:
        match event.data:
            case plan.ObjectiveCommitted(objective=item, title=title):
                titles[item] = title
            case plan.KeyResultCommitted(key_result=item, objective=objective, title=title):
                titles[item], under[item] = title, objective
            case plan.KeyResultMoved(key_result=item, objective=objective):
                under[item] = objective
            case plan.CommitmentReworded(item=item, title=title):
                titles[item] = title
            case (
                plan.CommitmentDropped(item=item)
                | plan.CommitmentDeferred(item=item)
                | plan.KeyResultReplaced(key_result=item)
            ):
                closed |= {it: event.id for it in titles if it not in closed and item in (it, under.get(it))}
            case plan.CommitmentReinstated(item=item):
                by = closed.pop(item)
                closed = {it: why for it, why in closed.items() if not (why == by and under.get(it) == item)}
    return [
        (wording(titles[objective]).key, wording(titles[item]).key)
        for item, objective in under.items()
        if item not in closed
    ]
