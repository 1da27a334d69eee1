"""What `POST /commands` takes, for the description of the interface: one schema a command, from its own fields."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody

from events import catalogue
from events.terms import Points, When
from services.decisions import command

TERMS: dict[type, dict[str, Any]] = {
    Points: {"type": "number", "minimum": 0, "maximum": 10_000_000, "multipleOf": 0.01},
    When: {"type": "string", "description": "a date, which means its end, or an instant with its zone"},
}


@dataclass
class Described(Operation):
    """The operation, with what its body is made of."""

    def __post_init__(self) -> None:
        schema: Any = body()
        self.request_body = RequestBody({"application/json": OpenAPIMediaType(schema=schema)}, required=True)


@cache
def body() -> dict[str, Any]:
    """The JSON schema of an act."""
    act = inlined(command.ActBody)
    act["properties"]["commands"]["items"] = {
        "oneOf": [_command(name, decision) for name, decision in command.registered().items()]
    }
    return {**act, "additionalProperties": False}


def _command(name: str, decision: command.Decision) -> dict[str, Any]:
    envelope = inlined(command.CommandBody)
    stream = decision.stream or catalogue.stream_of(decision.wish.type_)
    wish = inlined(decision.wish)
    envelope["properties"] |= {
        "command": {"const": name},
        "subject": {"type": "string", "description": stream},
        "data": {**wish, "additionalProperties": False},
    }
    required = ["command", "subject", *(["data"] if wish.get("required") else [])]
    description = (decision.decide.__doc__ or "").partition("\n")[0]
    return {**envelope, "title": name, "description": description, "required": required, "additionalProperties": False}


def inlined(kind: Any) -> dict[str, Any]:
    """The schema of a struct, with what it refers to in its place."""
    schema = msgspec.json.schema(kind, schema_hook=TERMS.__getitem__)
    found: dict[str, Any] = _resolved(schema, schema.get("$defs", {}))
    found.pop("$defs", None)
    return found


def _resolved(value: Any, defined: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        if "$ref" in value:
            return _resolved(defined[value["$ref"].rpartition("/")[2]], defined)
        return {name: _resolved(inner, defined) for name, inner in value.items()}
    return [_resolved(inner, defined) for inner in value] if isinstance(value, list) else value
