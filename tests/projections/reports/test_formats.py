"""Each format says the same, in its way: JSON byte for byte, the page escaped, the terminal within 80 columns."""

from __future__ import annotations

import io
import json as standard

import pytest
from msgspec.structs import replace
from rich.console import Console

from deploy import example
from projections.books.judgement import judge_cycle
from projections.books.timeline import seen
from projections.reports import html, json, terminal
from projections.reports.content import Import, Report
from projections.reports.wording import amount, day, enumerated, instant, percent, points
from tests.projections.reports import sampled
from tests.projections.reports.quarter import SCRIPT, at_positions, noon
from tests.projections.reports.reported import report


def printed(width: int = 80, *, colour: bool = False, made: Report | None = None) -> str:
    out = io.StringIO()
    terminal.report(made or report(), Console(file=out, width=width, force_terminal=colour, highlight=False))
    return out.getvalue()


def test_json_is_the_same_byte_for_byte() -> None:
    first, second = json.render(report()), json.render(report())
    assert first == second
    body = standard.loads(first)
    assert list(body)[:2] == ["title", "verdict"]
    assert body["policy"]["timezone"] == "Asia/Tokyo"


def test_json_depends_on_no_order_of_what_it_is_made_from() -> None:
    made = report()
    turned = replace(made, verdicts=dict(reversed(made.verdicts.items())))
    assert json.render(turned) == json.render(made)


def test_the_page_escapes_what_came_from_outside() -> None:
    page = html.render(report())
    assert SCRIPT not in page
    assert "Leads &lt;script&gt;alert(1)&lt;/script&gt; a week" in page


def test_the_page_shows_a_dash_for_what_is_not_known() -> None:
    page = html.render(report("01-07"))
    assert "– points asked for" in page
    assert "None" not in page


def test_the_page_of_a_cycle_without_plans_is_whole() -> None:
    page = html.render(report(plans={}, judgements=(), reconstructed=None))
    assert "No unit has a plan in this cycle." in page
    assert "No shift is uncovered." in page
    assert "</html>" in page


def test_the_terminal_fits_80_columns() -> None:
    assert max(len(line) for line in printed().splitlines()) <= 80


def test_the_terminal_has_colour_only_where_it_is_a_terminal() -> None:
    assert "\x1b[" not in printed()
    assert "\x1b[" in printed(colour=True)


def test_the_terminal_says_what_counts() -> None:
    text = " ".join(printed().split())
    for part in (
        "3.5 of the 8.5 points asked for after the lock (41 %) are covered by nothing",
        "Nobody locked platform: there the baseline is assumed.",
        "covered by nothing 3.5 41 % as declared",
        "churn 39 % red; amber from 15 %, red from 30 %",
        "asked by sponsor in growth, 2026-03-02 09:00 UTC; pushed aside: nothing",
        "position 33 of acme's log",
    ):
        assert part in text


def test_the_terminal_has_the_whole_page() -> None:
    text = " ".join(printed(made=sampled.full()).split())
    for part in (
        "grade 0.41 against the targets as promised; 0.63 against those now, of 9 key results",
        "reviews held in time 67 % 4 of 6 due",
        "check-ins in time 65 % 31 of 48 due",
        "sponsors at reviews 33 % 2 of 6 times required",
        "2. judgement, practice → coaching: 2 activity key results in growth.",
        "Sponsorship: broken. As so many findings say.",
        "Too few to say anything, 1 time: low trust.",
        "Cannot be judged: plan/2026-q1/platform.",
        "tree head pXvC2vUgTnTfuMhMvVQeXqmFUZ6kUzB2OZ0bL5Vq4JE= at position 33",
    ):
        assert part in text
    assert "What if" not in text
    assert max(len(line) for line in printed(made=sampled.full()).splitlines()) <= 80


def test_the_terminal_marks_a_policy_that_is_only_tried() -> None:
    text = " ".join(printed(made=sampled.tried()).split())
    assert "What if: this is not the record. A policy is tried: grace_wd 2." in text
    assert "By the policies noted: Little was traded in time. 1 shift with another verdict" in text


def test_markup_in_a_title_stays_text() -> None:
    out = io.StringIO()
    timeline = seen(example.events(), noon("08-14"), noon("08-14"))
    found = [finding for judgement in judge_cycle(timeline, example.CYCLE) for finding in judgement.findings]
    terminal.findings("[bold]file[/bold]", found, Console(file=out, width=80))
    assert out.getvalue().startswith("[bold]file[/bold]\n")


def test_a_title_cannot_command_the_terminal() -> None:
    told = [
        replace(event, data=replace(event.data, name="Acme\x1b]0;owned\x07\x9b2J")) if event.id == "O1" else event
        for event in at_positions()
    ]
    out = io.StringIO()
    terminal.report(report(events=told), Console(file=out, width=80))
    assert "Acme�]0;owned��2J" in out.getvalue()


HISTORY = Import(
    imported=1,
    events=4,
    actors=("p-1",),
    versions=17,
    sources=("git",),
    matchers=("m2",),
    since=noon("03-02"),
    until=noon("03-31"),
)


def test_a_reconstructed_cycle_says_so_in_its_headline_and_gives_both_totals() -> None:
    made = report(reconstructed=HISTORY)
    says = (
        "Reconstructed from 17 versions of a git repository, 2026-03-02 to 2026-03-31. "
        "Untraded as declared: 3.5 of 8.5 points (41 %); if each likely pair were a trade-off: 3.5 (41 %)."
    )
    assert made.reconstruction == says
    assert f"<strong>An imported cycle.</strong> {says}</p>" in html.render(made)
    body = standard.loads(json.render(made))
    assert (body["reconstruction"], body["reconstructed"]["versions"]) == (says, 17)
    out = io.StringIO()
    terminal.report(made, Console(file=out, width=80))
    assert says in " ".join(out.getvalue().split())


def test_a_cycle_that_was_planned_here_says_nothing_of_a_reconstruction() -> None:
    made = report(reconstructed=None)
    assert made.reconstruction is None
    assert "econstructed" not in html.render(made)


def test_a_cycle_imported_from_events_says_by_whom() -> None:
    whole = report(reconstructed=Import(imported=4, events=4, actors=("dana",))).reconstruction or ""
    assert whole.startswith("Reconstructed: imported by dana; its events count as noted when their source says so.")
    part = report().reconstruction or ""
    assert part.startswith("Reconstructed: 1 of the cycle's own 4 events were imported, by dana.")


def test_a_plan_first_seen_after_its_assumed_baseline_is_no_news_about_priorities() -> None:
    shift = next(finding for finding in report().shifts if "assumed_baseline" in (finding.flags or ()))
    made = report(reconstructed=replace(HISTORY, since=shift.noted)).reconstruction or ""
    assert f"{points(shift.demand)} asked for came with the plan as first seen" in made
    assert "came with the plan" not in (report(reconstructed=HISTORY).reconstruction or "")


def test_findings_of_a_file_without_any_say_so() -> None:
    out = io.StringIO()
    terminal.findings("empty.jsonl", [], Console(file=out, width=80))
    assert out.getvalue() == "empty.jsonl\n  Nothing found.\n\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0.0, "0"), (3.0, "3"), (0.5, "0.5"), (1.875, "1.88"), (-2.0, "−2"), (10.0, "10"), (-0.001, "0")],
)
def test_points_are_read_easily(value: float | None, text: str) -> None:
    assert amount(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0.0, "0 %"), (0.4118, "41 %"), (0.045, "4.5 %"), (1.0, "100 %"), (0.0999, "10 %")],
)
def test_shares_are_read_easily(value: float | None, text: str) -> None:
    assert percent(value) == text


def test_moments_and_lists_are_read_easily() -> None:
    assert (day(None), day(noon("03-01")), day(noon("03-01").date())) == ("–", "2026-03-01", "2026-03-01")
    assert (instant(None), instant(noon("03-01"))) == ("–", "2026-03-01 12:00 UTC")
    assert [enumerated(list(text)) for text in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
