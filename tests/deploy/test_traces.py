"""Spans, as a collector gets them: one trace from a request over its append to the fold that made it visible."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from signal import SIGTERM

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from deploy.servers import Servers
from deploy.soaking.program import Program
from deploy.soaking.server import free_port
from tests.faults.program import environment
from tests.projections.reports.quarter import ORG
from tests.services.http.ledger import key_of, prepared
from tests.services.http.test_commands import AIM, OPEN, key_result

ROUTE = "POST /v1/orgs/{org}/commands"
NAME, TITLE, NOTE, HIDDEN = "zacharias-quillfeather", "Quokkas sing", "nobody may read this", "for-no-eyes"


class Collector:
    """Keeps what is sent to it, as bytes and as spans."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def spans(self) -> list[Span]:
        """Every span that came."""
        came = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [s for each in came for r in each.resource_spans for scope in r.scope_spans for s in scope.spans]

    def named(self, name: str, below: Span | None = None) -> list[Span]:
        """The spans of that name, of the same trace as the one given."""
        return [s for s in self.spans() if s.name == name and (below is None or s.trace_id == below.trace_id)]


@contextmanager
def collecting() -> Iterator[tuple[Collector, str]]:
    """A collector that answers at the address."""
    collector = Collector()

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collector.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Takes)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield collector, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


async def test_one_trace_leads_from_a_request_to_the_fold_that_made_it_visible(
    database: Servers, tmp_path: Path
) -> None:
    await prepared(database)
    key = await key_of(database, ORG, "admin", actor=NAME)
    address = f"http://127.0.0.1:{(port := free_port())}"
    server = Program(environment(database), tmp_path / "log", ["serve", "--all", "--port", str(port)], b"serving at")
    with collecting() as (collector, endpoint):
        server.variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint}
        await server.start()
        try:
            async with httpx.AsyncClient(base_url=address, headers={"Authorization": f"Bearer {key}"}) as http:
                acts = [OPEN, {**AIM, "data": {**AIM["data"], "title": TITLE}}]
                done = await http.post(f"/v1/orgs/{ORG}/commands", json={"commands": acts}, timeout=20)
                assert done.status_code == 201
                wait = {"min_position": str(done.json()["position"])}
                assert (await http.get(f"/v1/orgs/{ORG}", params=wait, timeout=20)).status_code == 200
                refused = {"commands": [{"command": NOTE, "subject": NOTE, "data": {NOTE: key}}]}
                assert (await http.post(f"/v1/orgs/{ORG}/commands", json=refused)).status_code == 400
                unknown = {"commands": [key_result("k", objective=HIDDEN)]}
                assert HIDDEN in (await http.post(f"/v1/orgs/{ORG}/commands", json=unknown)).json()["detail"]
                await http.get(f"/{NOTE}", params={NOTE: key})
                await http.get("/healthz")
            server.signal(SIGTERM)
            await server.ended()
        finally:
            server.stop()
    fold = collector.named("fold")[0]
    [append] = collector.named("append", fold)
    [request] = collector.named(ROUTE, fold)
    assert (append.parent_span_id, fold.parent_span_id) == (request.span_id, append.span_id)
    assert append.span_id in [link.span_id for link in fold.links]
    assert {each.key: each.value.int_value for each in fold.attributes}["position"] == 2
    assert {each.key: each.value.int_value for each in request.attributes}["http.response.status_code"] == 201
    assert len(collector.named(ROUTE)) == 3
    assert collector.named("GET none")
    assert not collector.named("GET /healthz")
    sent = b"".join(collector.bodies)
    assert [text for text in (NAME, TITLE, NOTE, HIDDEN, key, key[:12]) if text.encode() in sent] == []


def test_without_a_collector_nothing_of_it_is_loaded() -> None:
    asked = "import sys, deploy.commands.serve, deploy.commands.work; from deploy.tracing import traced\n"
    asked += "with traced(): print([name for name in sys.modules if name.startswith('opentelemetry')])"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env={})
    assert found.stdout == "[]\n"
