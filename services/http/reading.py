"""How a route that reads is declared: what it may answer beside its body, for the description of the interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import get
from litestar.datastructures import ResponseHeader
from litestar.openapi import ResponseSpec

from services.http import problems
from services.http.permissions import On, needs
from services.http.problems import Kind, Problem

ORG = "/v1/orgs/{org:str}"
CYCLE = f"{ORG}/cycles/{{cycle:str}}"


def _told(name: str, description: str) -> ResponseHeader:
    # The value is only there because the description takes its type from it.
    return ResponseHeader(name=name, description=description, value="", documentation_only=True)


HEADERS = (
    _told("Okr-Position", "The position that the answer stands at."),
    _told("ETag", "Changes with the answer; pass it as If-None-Match."),
)


GUARDED = (problems.NO_KEY, problems.NOT_ALLOWED, problems.NOT_FOUND, problems.TOO_OFTEN)


def read(
    path: str,
    summary: str,
    *,
    may: str,
    tag: str,
    on: On | None = None,
    kinds: tuple[Kind, ...] = (),
    **options: Any,
) -> Callable[[Any], Any]:
    """A handler of GET for those who may do `may` on what the path and the query name, or `on` says."""
    told = (*GUARDED, problems.MALFORMED, problems.TOO_MANY, problems.NOT_YET, *kinds)
    return get(
        path,
        summary=summary,
        response_description=summary,
        tags=[tag],
        opt=needs(may, on),
        response_headers=HEADERS,
        responses=described(told) | {304: ResponseSpec(None, description="Unchanged since that ETag")},
        **options,
    )


def described(kinds: tuple[Kind, ...]) -> dict[int, ResponseSpec]:
    """The problems by status; several of one status are one description."""
    found: dict[int, ResponseSpec] = {}
    for kind in kinds:
        means = f"{found[kind.status].description} {kind.means}" if kind.status in found else kind.means
        found[kind.status] = ResponseSpec(
            Problem, description=means, media_type=problems.MEDIA_TYPE, generate_examples=False
        )
    return found
