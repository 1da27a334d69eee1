"""The description of the interface: it is there for every route, with its problems."""

from __future__ import annotations

import json
import re
from typing import Any

from services.decisions.command import registered
from tests.services.http.ledger import Client


async def test_every_route_is_described(ledger: Client) -> None:
    schema = await ledger.json("/schema")
    assert schema == await ledger.json("/schema/openapi.json")
    assert schema["openapi"].startswith("3.1")
    assert schema["security"] == [{"bearer": []}, {"basic": []}]
    names = [operation["operationId"] for operation in operations(schema)]
    assert sorted(names) == sorted(set(names))
    for operation in operations(schema):
        assert operation["summary"]
        assert operation["description"]
        assert all(parameter.get("description") for parameter in operation.get("parameters", []))


async def test_every_guarded_route_tells_its_problems(ledger: Client) -> None:
    schema = await ledger.json("/schema")
    for path, item in schema["paths"].items():
        if path.startswith("/v1/") and "get" in item:
            responses = item["get"]["responses"]
            unchanged = set[str]() if path.endswith("/stream") else {"304", "422"}
            assert {"200", "400", "401", "404", "503"} | unchanged <= set(responses)
            problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
            assert all(responses[status]["content"] == problem for status in ("400", "401", "404", "503"))


async def test_the_described_fields_are_those_answered(ledger: Client) -> None:
    schema = await ledger.json("/schema")
    for path in ("", "/cycles", "/cycles/{cycle}", "/cycles/{cycle}/plans/{unit}", "/cycles/{cycle}/report"):
        template = f"/v1/orgs/{{org}}{path}"
        content = schema["paths"][template]["get"]["responses"]["200"]["content"]["application/json"]
        described = schema["components"]["schemas"][content["schema"]["$ref"].rsplit("/", 1)[1]]
        body = await ledger.json(template.format(org="acme", cycle="2026-q1", unit="growth"))
        assert set(body) == set(described["properties"])


async def test_every_reference_leads_somewhere(ledger: Client) -> None:
    text = (await ledger.get("/schema")).text
    schema = json.loads(text)
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', text))
    assert named <= set(schema["components"]["schemas"])
    headers = [h for o in operations(schema) for r in o["responses"].values() for h in r.get("headers", {}).values()]
    assert headers
    assert all("schema" in header for header in headers)


async def test_points_are_described_as_the_numbers_they_are(ledger: Client) -> None:
    schemas = (await ledger.json("/schema"))["components"]["schemas"]
    assert schemas["KeyResultBody"]["properties"]["points"] == {"oneOf": [{"type": "number"}, {"type": "null"}]}
    assert schemas["Finding"]["properties"]["asked_by"]["oneOf"][0] == {"$ref": "#/components/schemas/Asked"}


async def test_every_command_is_described_with_its_fields(ledger: Client) -> None:
    act = (await ledger.json("/schema"))["paths"]["/v1/orgs/{org}/commands"]["post"]
    body = act["requestBody"]["content"]["application/json"]["schema"]
    commands = {
        each["properties"]["command"]["const"]: each for each in body["properties"]["commands"]["items"]["oneOf"]
    }
    assert set(commands) == set(registered())
    rank = commands["priority.rank"]
    assert rank["required"] == ["command", "subject", "data"]
    assert set(rank["properties"]["data"]["properties"]) == {"objective", "rank", "displaced", "reason"}
    assert all(each["description"] for each in commands.values())
    assert "$ref" not in json.dumps(body)
    assert {"201", "400", "401", "403", "404", "408", "409", "413", "415", "422", "429", "503"} == set(act["responses"])


def operations(schema: Any) -> list[Any]:
    return [operation for item in schema["paths"].values() for operation in item.values()]
