"""What the README says of the books is so: its examples come out, and its tables are complete."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from events import catalogue
from projections.books.figures import VERDICTS
from projections.books.judgement import judge_cycle
from projections.books.sentences import SAYS
from projections.books.timeline import seen
from projections.calendar import calendar_of
from projections.policy import DEFAULT, PARAMETERS
from projections.rules.registry import registered

README = (Path(__file__).resolve().parents[2] / "projections" / "README.md").read_text(encoding="utf-8")
RULES = {rule.name for rule in registered()}
PLAN, *EXAMPLES = re.split(r"^### ", README[README.index("## Three examples") :], flags=re.MULTILINE)


def block(text: str, kind: str) -> str:
    """The one fenced block of a kind."""
    found = re.findall(rf"^```{kind}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def table(heading: str) -> dict[str, list[str]]:
    """The rows of the first table that begins so, by their first cell."""
    text = README[README.index(f"| {heading} |") :].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()[2:]]
    return {row[0].strip("`"): row[1:] for row in rows}


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.partition("\n")[0] for example in EXAMPLES])
def test_an_example_comes_out_as_written(example: str) -> None:
    lines = [line for text in (PLAN, example) for line in block(text, "jsonl").splitlines()]
    events = [replace(catalogue.decode(line.encode()), position=place) for place, line in enumerate(lines, 1)]
    said = re.search(r"As of (\d+ \w+)", example)
    assert said is not None
    day = dt.datetime.strptime(f"{said[1]} 2026", "%d %B %Y").date()  # noqa: DTZ007 - only the day is of interest
    moment = calendar_of(DEFAULT).end_of(day)
    [judgement] = judge_cycle(seen(events, moment, moment), "2026-q1")
    found = msgspec.json.decode(msgspec.json.encode(judgement.findings), type=list[dict[str, Any]])
    expected = json.loads(block(example, "json"))
    keyed = {(each["finding"], each["id"]): each for each in found if each["finding"] not in RULES}
    assert [(each["finding"], each["id"]) for each in expected] == list(keyed)
    for each in expected:
        assert {name: keyed[each["finding"], each["id"]].get(name) for name in each} == each


def test_there_are_three_examples() -> None:
    assert len(EXAMPLES) == 3


def test_the_table_of_the_policy_has_every_parameter_with_its_default() -> None:
    written = {name: json.loads(row[0].strip("`")) for name, row in table("parameter").items()}
    assert written == json.loads(msgspec.json.encode(DEFAULT))
    assert tuple(written) == PARAMETERS


def test_the_tables_have_every_verdict_flag_and_finding() -> None:
    assert set(table("verdict")) == set(VERDICTS)
    patterns = {"split_shift", "eroded"}
    assert set(table("finding")) == set(SAYS) | patterns
    flags = {"assumed_baseline", "backdated", "credit_revoked", "reversed_late", "rebaselined_after", "waived"}
    assert set(table("flag")) == flags
