"""On the command line too: what was written down later was not known before, and is true of the day today."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from deploy.servers import Servers
from tests.deploy.conftest import Run
from tests.projections.reports.quarter import ORG
from tests.services.http.ledger import write
from tests.services.http.test_corrections import POSITIONS, corrections, timeless

GROWTH = (ORG, "2026-q1", "growth")
DAY = ("--as-of", "2026-03-15")


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    "command",
    [
        ("state", *GROWTH, *DAY),
        ("state", *GROWTH, "--item", "k1", *DAY),
        ("shifts", *GROWTH, *DAY),
        ("report", *GROWTH, *DAY),
        ("timeline", *GROWTH, *DAY),
        ("replay", *GROWTH, *DAY),
        ("diff", *GROWTH, "--from", "2026-01-31", "--to", "2026-03-15"),
        ("audit", ORG, "--unit", "growth", *DAY),
    ],
)
def test_a_correction_changes_what_was_true_and_not_what_was_known(
    run: Run, command: tuple[str, ...], database: Servers
) -> None:
    def told(*known_at: str) -> dict[str, Any]:
        code, out, err = run(*command, *known_at, "--format", "json")
        assert code == 0, err
        found: dict[str, Any] = json.loads(out)
        return {
            name: timeless(value) for name, value in found.items() if name not in (*POSITIONS, "known_at", "inputs")
        }

    before = told("--known-at", "2026-03-26")
    asyncio.run(write(database, corrections(), fold=False))
    assert told("--known-at", "2026-03-26") == before
    assert told("--known-at", "2026-03-27") == told() != before
