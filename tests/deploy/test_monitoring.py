"""Dashboards and alerts speak of what is there: each metric that they name is one that a server or a worker tells."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import yaml

from deploy.servers import Servers
from deploy.soaking.program import Program
from deploy.soaking.server import Server
from tests.faults.program import environment
from tests.projections.reports.quarter import ORG
from tests.services.http.ledger import key_of, prepared
from tests.services.http.scraping import samples, value
from tests.services.http.test_commands import AIM, OPEN

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "monitoring"
DASHBOARDS = ("ledger", "service")
ALERTS = FOLDER / "alerts.yml"
PROMETHEUS = {"up"}  # what it adds by itself
NAME = re.compile(r"\b(?:okr|process|python)_\w+|\bup\b")
LABELS = re.compile(r"(\w+) *(?:=~|!~|!=|=) *\"|by \(([^)]*)\)")
OF_PROMETHEUS = {"job", "instance", "le"}
KINDS = {"counter": [""], "gauge": [""], "histogram": ["_bucket", "_count", "_sum"]}


class Scraped:
    """What a server and a worker told, and where."""

    def __init__(self, server: str, worker: str, at: str, streamed: str) -> None:
        self.server, self.worker, self.at, self.streamed = server, worker, at, streamed

    def names(self) -> set[str]:
        """Every name of a series, also of one that nothing was counted in yet."""
        types = re.findall(r"^# TYPE (\w+) (\w+)$", self.server + self.worker, re.MULTILINE)
        return {name + ending for name, kind in types for ending in KINDS.get(kind, [])}


@pytest_asyncio.fixture
async def scraped(database: Servers, tmp_path: Path) -> AsyncIterator[Scraped]:
    await prepared(database)
    key = await key_of(database, ORG, "admin", actor="ana")
    server = Server(environment(database), tmp_path / "server")
    worker = Program(environment(database), tmp_path / "worker", ["work", "--metrics-port", "0"], b"working")
    try:
        await asyncio.gather(server.start(), worker.start())
        found = re.search(r"metrics at (\S+)/metrics", worker.said())
        assert found, worker.said()
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=server.address, headers=headers, timeout=20) as http:
            done = await http.post(f"/v1/orgs/{ORG}/commands", json={"commands": [OPEN, AIM]})
            wait = {"min_position": str(done.json()["position"])}
            assert (await http.get(f"/v1/orgs/{ORG}", params=wait)).status_code == 200
            async with http.stream("GET", f"/v1/orgs/{ORG}/events/stream") as stream:
                assert stream.status_code == 200
                streamed = (await http.get("/metrics")).text
            of_server, of_worker = [(await http.get(f"{at}/metrics")).text for at in (server.address, found[1])]
        yield Scraped(of_server, of_worker, found[1], streamed)
    finally:
        server.stop()
        worker.stop()


def expressions() -> list[str]:
    """Every expression of the dashboards and the alerts."""
    panels = [panel for name in DASHBOARDS for panel in board(name)["panels"]]
    return [target["expr"] for panel in panels for target in panel["targets"]] + [rule["expr"] for rule in rules()]


def board(name: str) -> dict[str, Any]:
    """The dashboard of that name."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return found


def rules() -> list[dict[str, Any]]:
    """Every alert."""
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


async def test_what_dashboards_and_alerts_name_is_what_a_server_and_a_worker_tell(scraped: Scraped) -> None:
    named = {name for each in expressions() for name in NAME.findall(re.sub(r'"[^"]*"', '""', each))}
    assert len(named) > 25
    assert named - scraped.names() - PROMETHEUS == set()
    there = {label for sample in samples(scraped.server + scraped.worker) for label in sample.labels}
    there |= {"cause", "refusal", "problem"}  # of what did not happen here
    labels = {
        part.strip() for each in expressions() for pair in LABELS.findall(each) for part in ",".join(pair).split(",")
    }
    assert labels - there - OF_PROMETHEUS == {""}

    assert value(scraped.server, "okr_appended_events_total") == 2
    assert value(scraped.worker, "okr_folded_events_total", projection="current_state") == 2
    assert value(scraped.worker, "okr_job_seconds_count", work="sweep", outcome="done") > 0
    assert value(scraped.streamed, "okr_http_open_streams") == 1
    assert value(scraped.worker, "okr_standing_known") == 1
    assert ORG not in scraped.server + scraped.worker

    assert scraped.at.startswith("http://127.0.0.1:")
    async with httpx.AsyncClient(base_url=scraped.at) as http:
        statuses = {path: (await http.get(path)).status_code for path in ("/healthz", "/schema", f"/v1/orgs/{ORG}")}
    assert statuses == {"/healthz": 200, "/schema": 404, f"/v1/orgs/{ORG}": 404}


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_is_one_that_grafana_takes(name: str) -> None:
    found = board(name)
    assert found["title"] and found["uid"] and found["schemaVersion"] >= 36
    panels = found["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    covered: set[tuple[int, int]] = set()
    for panel in panels:
        assert panel["title"] and panel["description"] and panel["targets"], panel["title"]
        assert all(target["datasource"]["uid"] == "${source}" for target in panel["targets"])
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert covered.isdisjoint(cells) and at["x"] + at["w"] <= 24, panel["title"]
        covered |= cells


def test_each_alert_says_what_it_means_and_what_to_do() -> None:
    assert len({rule["alert"] for rule in rules()}) == len(rules()) > 10
    for rule in rules():
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}, rule["alert"]
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert set(rule["annotations"]) == {"summary", "description", "runbook"}
        assert all(len(text) > 20 for text in rule["annotations"].values()), rule["alert"]
        assert re.fullmatch(r"\d+[smh]", rule.get("for", "1m"))


@pytest.mark.skipif(shutil.which("promtool") is None, reason="Prometheus's own checker is not installed")
def test_prometheus_takes_the_alerts() -> None:
    told = subprocess.run(["promtool", "check", "rules", str(ALERTS)], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr


def test_the_commands_of_the_runbooks_are_there() -> None:
    commands = {path.stem.replace("_", " ") for path in (FOLDER.parent / "commands").glob("*.py")}
    said = set(
        re.findall(r"`okr-ledger ([a-z ]+?)(?: ORG| --[^`]*)?`", ALERTS.read_text().replace("\n            ", " "))
    )
    assert said and said <= commands
