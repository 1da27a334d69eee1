"""Which entry is which item: a small edit moves no other match, and items keep their identity across documents."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.histories.matching.assignment import MATCHER, match
from services.histories.matching.likeness import likeness
from services.histories.matching.pins import Pins
from services.histories.matching.place import Place, places_of
from services.histories.readers.markdown import read
from services.histories.reconstruct import Options, reconstruct
from services.histories.snapshot import Entry
from services.histories.sources.version import HistoryRefused, Version
from tests.services.histories.told import OPTIONS, TITLE, brief, history

WORDS = st.sampled_from(
    re.findall(
        r"\w+",
        "launch guide customer revenue partner region onboarding ticket latency churn market report survey hire train "
        "migrate cluster database release docs support pipeline quality invoice supplier budget design review",
    )
)
TITLES = st.lists(WORDS, min_size=3, max_size=7, unique=True).map(" ".join)
PLANS = st.lists(
    st.tuples(TITLES, st.lists(TITLES, min_size=1, max_size=6, unique=True)),
    min_size=2,
    max_size=5,
    unique_by=lambda section: section[0],
)
LAW = settings(max_examples=80, deadline=None)

Plan = list[tuple[str, list[str]]]


def text_of(plan: Plan) -> str:
    return TITLE + "\n".join(f"## {title}\n\n" + "".join(f"- [ ] {line}\n" for line in lines) for title, lines in plan)


def entries_of(plan: Plan) -> list[Entry]:
    return list(read(text_of(plan)).entries)


def known(entries: list[Entry]) -> dict[str, Place]:
    """The entries as a plan's items, each named by its number."""
    return {
        f"item-{at}": Place(
            **{name: getattr(place, name) for name in Place.__struct_fields__ if name != "under"},
            under=f"item-{place.under}" if place.under is not None else None,
        )
        for at, place in enumerate(places_of(entries))
    }


def matched(before: Plan, after: Plan) -> dict[int, str]:
    return {m.entry: m.item for m in match(known(entries_of(before)), entries_of(after), {})}


@LAW
@given(PLANS, st.data())
def test_one_changed_word_moves_no_other_match(plan: Plan, data: st.DataObject) -> None:
    nth = data.draw(st.integers(0, len(plan) - 1))
    title, lines = plan[nth]
    line = data.draw(st.integers(0, len(lines) - 1))
    words = lines[line].split()
    words[data.draw(st.integers(0, len(words) - 1))] = data.draw(WORDS)
    after = [*plan]
    after[nth] = (title, [*lines[:line], " ".join(words), *lines[line + 1 :]])
    changed = sum(1 + len(others) for _, others in plan[:nth]) + 1 + line
    found = matched(plan, after)
    assert {at: item for at, item in found.items() if at != changed} == {
        at: f"item-{at}" for at in range(len(entries_of(plan))) if at != changed
    }


@LAW
@given(PLANS, PLANS, st.data())
def test_between_any_two_plans_one_letter_moves_few_matches(before: Plan, after: Plan, data: st.DataObject) -> None:
    """No cliff: however alike or unlike two plans are, a letter more or less turns over the pairs beside it at most."""
    nth = data.draw(st.integers(0, len(after) - 1))
    title, lines = after[nth]
    line = data.draw(st.integers(0, len(lines) - 1))
    at = data.draw(st.integers(1, len(lines[line]) - 1))
    other = [*after]
    other[nth] = (title, [*lines[:line], lines[line][:at] + "e" + lines[line][at:], *lines[line + 1 :]])
    one, two = matched(before, after), matched(before, other)
    assert len({*one.items()} ^ {*two.items()}) <= 4


@LAW
@given(TITLES, TITLES, st.data())
def test_one_letter_changes_a_likeness_by_little(one: str, other: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(other) - 1))
    before, after = likeness([one], [other, other[:at] + "e" + other[at:]])[0]
    assert abs(before - after) < 0.25


@LAW
@given(PLANS, PLANS)
def test_every_match_says_why_and_how_surely(before: Plan, after: Plan) -> None:
    found = match(known(entries_of(before)), entries_of(after), {})
    assert all(m.why and 0.0 < m.confidence <= 1.0 for m in found)
    assert len({m.item for m in found}) == len(found) == len({m.entry for m in found})


def page(name: str, day: int, text: str) -> Version:
    landed = dt.datetime(2026, 1, day, 9, 0, tzinfo=dt.UTC)
    return Version(name=f"{name}@{day:07x}", path=f"okrs/{name}", document=name, landed=landed, body=text.encode())


CUSTOMERS = "## Customers stay\n\n- [ ] Ship the new onboarding\n- [ ] Answer every ticket within a day\n\n"
REVENUE = "## Revenue grows\n\n- [ ] Launch the yearly plan\n- [ ] Sign partners in two regions\n"


def told_last(*versions: Version) -> list[str]:
    found = reconstruct(versions, OPTIONS)
    last = sum(r.events for r in found.readings if r.version.landed == versions[-1].landed)
    return brief([event.data for event in found.events[len(found.events) - last :]])


def test_a_file_that_is_split_in_two_changes_nothing() -> None:
    whole = page("plan.md", 5, TITLE + CUSTOMERS + REVENUE)
    for first, second in (("plan.md", "sales.md"), ("sales.md", "plan.md")):
        texts = {"plan.md": TITLE + CUSTOMERS, "sales.md": TITLE + REVENUE}
        assert told_last(whole, page(first, 9, texts[first]), page(second, 9, texts[second])) == []


def test_a_line_that_goes_into_another_file_is_moved() -> None:
    line = "- [ ] Answer every ticket within a day\n"
    before = page("product.md", 5, TITLE + CUSTOMERS), page("sales.md", 5, TITLE + REVENUE)
    after = page("product.md", 9, TITLE + CUSTOMERS.replace(line, "")), page("sales.md", 9, TITLE + REVENUE + line)
    assert told_last(*before, *after) == ["key_result.moved answer-every-ticket-within-a-day"]


def test_what_is_gone_from_one_file_and_later_comes_in_another_is_reinstated() -> None:
    before = page("product.md", 5, TITLE + CUSTOMERS + REVENUE), page("sales.md", 5, "# Sales\n")
    gone, back = page("product.md", 9, TITLE + CUSTOMERS), page("sales.md", 12, TITLE + REVENUE)
    assert told_last(*before, gone, back) == ["commitment.reinstated revenue-grows"]


def test_two_files_that_say_the_same_have_an_item_each() -> None:
    told = told_last(page("product.md", 5, TITLE + REVENUE), page("sales.md", 9, TITLE + REVENUE))
    assert len(told) == 3
    assert all("committed" in line for line in told)


def test_every_event_names_its_version_and_the_matcher() -> None:
    events = history(CUSTOMERS, CUSTOMERS + REVENUE).events
    assert {event.correlationid for event in events} == {f"file.0000001.{MATCHER}", f"file.0000002.{MATCHER}"}


def test_an_item_that_a_line_is_told_to_be_is_found_there_alone() -> None:
    pinned = Options(org="acme", matches={("plan.md@0000009", 5): "sign-partners-in-two-regions"})
    before, after = page("plan.md", 5, TITLE + REVENUE), page("plan.md", 9, TITLE + REVENUE)
    found = reconstruct([before, after], pinned).readings[-1].found
    assert [m.why for m in found if m.item == "sign-partners-in-two-regions"] == ["as told"]


@pytest.mark.parametrize(
    ("pins", "says"),
    [
        (
            {("plan.md@0000009", 5): "no-such"},
            "is no item of 2026-q1 before this version; expected one of revenue-grows",
        ),
        ({("plan.md@0000009", 4): None}, "no item begins at that line"),
        ({("plan.md@0000007", 5): None}, "no item begins at that line"),
        (
            {
                ("plan.md@0000009", 5): "launch-the-yearly-plan",
                ("plan.md@0000009", 6): "launch-the-yearly-plan",
            },
            "as another line of it is",
        ),
    ],
)
def test_a_match_that_cannot_be_is_refused(pins: Pins, says: str) -> None:
    before, after = page("plan.md", 5, TITLE + REVENUE), page("plan.md", 9, TITLE + REVENUE)
    with pytest.raises(HistoryRefused, match=says):
        reconstruct([before, after], Options(org="acme", matches=pins))


def test_a_line_may_be_told_to_be_an_item_of_another_file() -> None:
    pinned = Options(org="acme", matches={("sales.md@0000009", 5): "launch-the-yearly-plan"})
    before, after = page("plan.md", 5, TITLE + REVENUE), page("sales.md", 9, TITLE + "## Other\n\n- [ ] Sell more\n")
    found = reconstruct([before, after], pinned)
    assert brief([event.data for event in found.events[-3:]]) == [
        "objective.committed other",
        "key_result.moved launch-the-yearly-plan",
        "commitment.reworded launch-the-yearly-plan",
    ]
