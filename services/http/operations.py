"""What operations of the interface take and give beside what their handlers' types say, for its description."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, Operation, RequestBody
from msgspec import Struct

from services.http.command_schema import inlined


def giving(media_types: Iterable[str]) -> type[Operation]:
    """An operation whose answer comes in these formats too."""
    kinds = [kind.partition(";")[0] for kind in media_types]

    @dataclass
    class Giving(Operation):
        def __post_init__(self) -> None:
            found = (self.responses or {}).get("200")
            if isinstance(found, OpenAPIResponse) and found.content is not None:
                found.content |= {kind: OpenAPIMediaType() for kind in kinds if kind not in found.content}

    return Giving


def taking(kind: type[Struct]) -> type[Operation]:
    """An operation whose body is such an object, as JSON."""

    @dataclass
    class Taking(Operation):
        def __post_init__(self) -> None:
            schema: Any = {**inlined(kind), "additionalProperties": False}
            self.request_body = RequestBody({"application/json": OpenAPIMediaType(schema=schema)}, required=True)

    return Taking
