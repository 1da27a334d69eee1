"""The audit trail as a file over HTTP: whole, in pieces, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from projections.standings import trails
from tests.projections.reports.quarter import GROWTH, event, events, key_result
from tests.services.http.ledger import Client, talking, write

AUDIT = "/v1/orgs/acme/audit"


def cells(text: str) -> list[dict[str, str]]:
    """The rows of a table, by the names in its first line."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def test_a_file_comes_as_it_is_accepted(ledger: Client) -> None:
    kinds = {"text/csv": "text/csv", "application/x-ndjson": "application/x-ndjson", "*/*": "application/json"}
    kinds |= {"text/csv;q=0.5, application/json": "application/json", "text/*": "text/csv"}
    for accept, kind in kinds.items():
        answer = await ledger.get(AUDIT, accept=accept)
        assert answer.headers["content-type"].partition(";")[0] == kind
    answer = await ledger.get(f"{AUDIT}?format=csv", accept="application/json")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-acme.csv"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    await ledger.problem(AUDIT, 406, accept="image/png")


async def test_a_file_has_all_that_the_pages_have(ledger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trails, "PAGE", 4)
    for query in ("", "unit=growth", "order=newest", "text=nobody+ever+said+this"):
        listed = (await ledger.json(f"{AUDIT}?limit=500&{query}"))["items"]
        lines = (await ledger.get(f"{AUDIT}?format=ndjson&{query}")).content.splitlines()
        assert [json.loads(line) for line in lines] == listed
        table = cells((await ledger.get(f"{AUDIT}?format=csv&{query}")).text)
        assert [row["says"] for row in table] == [entry["says"] for entry in listed]
        assert [row["position"] for row in table] == [str(entry["position"]) for entry in listed]


async def test_a_row_of_the_table_reads_by_itself(ledger: Client) -> None:
    answer = await ledger.get(f"{AUDIT}?format=csv&item=k4&type=commitment.dropped")
    (row,) = cells(answer.text)
    assert answer.text.endswith("\r\n")
    assert row["changes"] == "k4 status: open → dropped"
    assert (row["time"], row["items"], row["id"]) == ("2026-02-04T09:00:00Z", "k4", "D1")
    assert (row["reason"], row["onbehalfof"], row["subject"]) == ("to make room", "", GROWTH)


async def test_no_cell_is_a_formula_and_any_text_stays_one_cell(fresh: Client) -> None:
    reasons = ["=1+2", "+1", "-1", "@x", "\tx", "\rx", 'a "quoted", text\r\nof two lines', "plain"]
    told = [
        event(f"V{n}", "baseline.revised", GROWTH, "03-26", {"reason": reason, "approved_by": "y"})
        for n, reason in enumerate(reasons)
    ]
    title = "=HYPERLINK(0)"
    await write(fresh.database, [*events(), *told, key_result("X", GROWTH, "03-26", "x", 1, title=title)])
    table = cells((await fresh.get(f"{AUDIT}?format=csv")).text)
    assert [row["reason"] for row in table if row["type"] == "baseline.revised"] == [
        *(f"'{reason}" for reason in reasons[:6]),
        *reasons[6:],
    ]
    assert not [cell for row in table for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert f"“{title}”" in table[-1]["says"]


async def test_five_thousand_entries_come_in_pieces(fresh: Client) -> None:
    data = {"reason": "x", "approved_by": "y"}
    revisions = [event(f"V{n}", "baseline.revised", GROWTH, "03-26", data) for n in range(5000)]
    for first in range(0, 5000, 500):
        await write(fresh.database, revisions[first : first + 500], fold=first == 4500, judge=False)
    sizes = list[int]()

    async def measured(scope: Any, receive: Any, send: Any) -> None:
        async def sent(message: Any) -> None:
            sizes.append(len(message.get("body", b"")))
            await send(message)

        await fresh.app(scope, receive, sent)

    async with talking(measured, dict(fresh.http.headers)) as http:
        lines = (await http.get(f"{AUDIT}?format=ndjson")).content.splitlines()
    assert [json.loads(line)["position"] for line in lines] == list(range(1, 5001))
    assert max(sizes) < sum(sizes) / 4
    rows = (await fresh.get(f"{AUDIT}?format=csv&order=newest")).text.split("\r\n")
    assert len(rows) == 1 + 5000 + 1
