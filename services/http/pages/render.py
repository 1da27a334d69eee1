"""Renders the pages; everything that is put in is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from litestar import Request, Response

from projections.reports.html import FILTERS, STYLE
from projections.reports.reading.legible import legible
from services.http.headers import with_style

HTML = "text/html"
STYLED = with_style(STYLE)


def readable(value: Any) -> Any:
    """What is put into a page, without what no page can hold or what turns the direction of the rest."""
    return value if hasattr(value, "__html__") else legible(value)


_pages = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=readable,
)
_pages.filters.update(FILTERS)
_pages.globals["style"] = STYLE


def page(template: str, status: int, headers: Mapping[str, str], **shown: Any) -> Response[Any]:
    """A page of this folder."""
    body = _pages.get_template(template).render(**shown).encode()
    return Response(body, status_code=status, media_type=HTML, headers={**headers, **STYLED})


def wants_page(request: Request[Any, Any, Any]) -> bool:
    """Whether a person in a browser asks, and not a program of the interface."""
    return "text/html" in request.headers.get("accept", "") and not request.scope["path"].startswith("/v1/")
