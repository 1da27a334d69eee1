"""The command that removes old readings: what it says first, and what it does then."""

from __future__ import annotations

import json

import pytest

from deploy.servers import Servers
from tests.deploy.conftest import Run
from tests.deploy.test_persons import look, reading
from tests.projections.reports.quarter import ORG

PRUNE = ("prune", "readings", "--org", ORG, "--before")


def test_it_says_how_many_and_removes_them_when_told_to(run: Run, database: Servers) -> None:
    look(database, *(reading(day) for day in range(1, 6)))
    said = f"{ORG}: 3 readings are of before 2026-02-04 00:00 UTC; --yes removes them\n"
    assert run(*PRUNE, "2026-02-04") == (0, said, "")
    assert len(json.loads(run("readings", "--org", ORG, "--format", "json")[1])["readings"]) == 5
    told = json.loads(run(*PRUNE, "2026-02-04", "--yes", "--format", "json")[1])
    assert (told["readings"], told["removed"]) == (3, True)
    assert run(*PRUNE, "2026-02-04", "--yes")[1].startswith(f"{ORG}: 0 readings")
    left = json.loads(run("readings", "--org", ORG, "--format", "json")[1])["readings"]
    assert [each["resource"] for each in left] == ["readings/3", "cycle/q5", "cycle/q4"]


@pytest.mark.parametrize(
    ("before", "says"), [("soon", "--before"), ("2999-01-01", "readings of the last 30 days are kept")]
)
def test_what_is_no_date_or_too_late_is_refused_in_one_line(before: str, says: str, run: Run) -> None:
    code, out, err = run(*PRUNE, before, "--yes")
    assert (code, out) == (2, "")
    assert says in err and err.count("\n") == 1
