"""The worked timelines that stand beside the project, where they are at hand: each comes out as it was worked out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deploy import event_files
from deploy.commands.judge import judged

ROOT = Path(__file__).resolve().parents[3]
CASES = sorted((ROOT.parent / "shared" / "cases").glob("*/expected.json"))
# What a case lists; everything else that is found in it is its own matter.
LISTED = {"shift", "pool_mismatch", "empty_credit", "self_approved", "double_claim", "change_budget_spent"}
LISTED |= {"overload_capped", "self_accepted", "not_a_sponsor", "overload_expired", "split_shift", "moved_goalpost"}
LISTED |= {"rank_without_displacement", "late_lock"}


@pytest.mark.skipif(not CASES, reason="the worked timelines are not beside the project")
@pytest.mark.parametrize("file", CASES, ids=[file.parent.name for file in CASES])
def test_a_worked_timeline_comes_out_as_expected(file: Path) -> None:
    case = json.loads(file.read_text(encoding="utf-8"))
    events = event_files.events(str(file.parent / "events.jsonl"))
    _, _, findings = judged(events, case["as_of"], case["known_at"], None)
    told = msgspec.json.decode(msgspec.json.encode(findings), type=list[dict[str, Any]])
    found = {(each["finding"], each["id"]): each for each in told if each["finding"] in LISTED}
    assert set(found) == {(each["finding"], each["id"]) for each in case["findings"]}
    for expected in case["findings"]:
        actual = found[expected["finding"], expected["id"]]
        assert comparable({name: actual.get(name) for name in expected}) == comparable(expected)


def comparable(finding: dict[str, Any]) -> dict[str, Any]:
    """A finding whose flags have no order."""
    return {name: sorted(value) if name == "flags" else value for name, value in finding.items()}
