"""The whole interface is asked for everything that its description allows, and for what it does not."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from deploy.servers import Servers
from deploy.serving import serving
from deploy.system import opened
from services.http import asking
from tests.databases import settings_of
from tests.services.http.ledger import key_of

# More of them, and each kind of wrong value in each place, take some minutes.
EXAMPLES = os.environ.get("OKR_SCHEMATHESIS_EXAMPLES", "3")
PHASES = "fuzzing" if EXAMPLES == "3" else "examples,coverage,fuzzing"
# What an interface must do: no fault of the server, and nothing but what is described.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "ignored_auth",
)
# Ids that lead somewhere, beside those that are made up: nothing would be found by chance.
KNOWN = {"cycle": ["2026-q1", "2026-q9"], "unit": ["growth", "sales", "nowhere"], "item": ["k1", "nothing"]}


# A position that is not reached is 503 with `Retry-After`, as described.
CONFIGURATION = """[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", 503]
"""


def narrowed(schema: dict[str, Any]) -> dict[str, Any]:
    """The description, with the organisation that the key opens and ids that exist; without the endless stream."""
    paths = {path: item for path, item in schema["paths"].items() if not path.endswith("/stream")}
    for item in paths.values():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path" and parameter["name"] == "org":
                    parameter["schema"] = {"type": "string", "enum": ["acme"]}
                elif parameter["in"] == "path" and parameter["name"] in KNOWN:
                    parameter["schema"] = {"type": "string", "enum": KNOWN[parameter["name"]]}
    return {**schema, "paths": paths}


async def test_nothing_that_is_asked_breaks_it_or_is_answered_otherwise_than_described(
    recorded: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "WAIT_SECONDS", 0.01)
    key = await key_of(recorded, "acme", "admin")
    settings = msgspec.structs.replace(settings_of(recorded), requests_per_minute=10**9)
    async with opened(settings) as system, serving(system, port=0) as address:
        async with httpx.AsyncClient(base_url=address) as client:
            described = narrowed((await client.get("/schema")).json())
        file = tmp_path / "openapi.json"
        file.write_text(json.dumps(described))
        (tmp_path / "schemathesis.toml").write_text(CONFIGURATION)
        arguments = [
            *("--url", address, "--checks", ",".join(CHECKS), "--phases", PHASES, "--suppress-health-check", "all"),
            *("--max-examples", EXAMPLES, "--header", f"Authorization: Bearer {key}", "--continue-on-failure"),
            *("--generation-database", "none", "--seed", "1", "--request-timeout", "20", "--warnings", "off"),
        ]
        ran = await asyncio.create_subprocess_exec(
            *(str(Path(sys.executable).with_name("schemathesis")), "run", str(file), *arguments),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=tmp_path,
            env={**os.environ, "NO_COLOR": "1"},
        )
        said, _ = await ran.communicate()
    print(said.decode())
    assert ran.returncode == 0, said.decode()[-20_000:]
