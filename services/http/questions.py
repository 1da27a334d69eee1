"""A query parameter that nobody knows is refused: `asof=` would otherwise silently answer another question."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from litestar import Request
from litestar.exceptions import NotFoundException
from litestar.routes import HTTPRoute

from services.http.problems import BadParameter

PARAMETERS = "parameters"
SCHEMA_PATHS = ("/schema", "/schema/openapi.json")


def declare(routes: Iterable[HTTPRoute]) -> None:
    """Every handler says which query parameters it takes."""
    for route in routes:
        for handler, kwargs in route.route_handler_map.values():
            handler.opt[PARAMETERS] = frozenset(each.field_alias for each in kwargs.expected_query_params)


async def known_parameters(request: Request[Any, Any, Any]) -> None:
    """Nothing, where the handler knows each parameter, and each is there once. Raises BadParameter with the nearest."""
    path = request.scope["path"].rstrip("/")
    if path.startswith("/schema") and path not in SCHEMA_PATHS:
        raise NotFoundException
    if not request.scope["query_string"]:
        return
    known = request.route_handler.opt.get(PARAMETERS, frozenset())
    seen: set[str] = set()
    for name, _ in request.query_params.multi_items():
        if name in seen:
            raise BadParameter(name[:64], f"{name[:64]}: stands twice, expected once")
        seen.add(name)
        if name not in known:
            raise BadParameter(name[:64], f"unknown parameter {name[:64]!r}{_nearest(name, known)}")


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name[:64], list(known), n=1)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; known are {', '.join(sorted(known))}" if known else "; none is known here"
