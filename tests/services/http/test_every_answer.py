"""What every answer says to a browser, whoever made it: a handler, the framework, or an error; and pages of hostile
texts."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from litestar import get

from services.http.permissions import PUBLIC
from tests.hostile import MARK, TEXTS, with_texts
from tests.projections.reports.quarter import events
from tests.services.http.ledger import Client, write

FILLED = {"org": "acme", "cycle": "2026-q1", "unit": "growth", "item": "k1", "report": "none", "name": "moved"}
ASKED: tuple[dict[str, str], ...] = (
    {},
    {"Authorization": "Bearer okr_no"},
    {"Accept": "text/html", "If-None-Match": "*"},
)
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "DELETE")
REPORT = "/orgs/acme/cycles/2026-q1/report"
OBEYED = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
KNOWN = {  # the elements of a page, each with its attributes
    *((tag,) for tag in ("title", "head", "style", "body", "main", "header", "h1", "p", "code", "footer", "section")),
    *((tag,) for tag in ("table", "caption", "thead", "tbody", "tr", "td", "ul", "li")),
    *(("html", "lang"), ("meta", "charset"), ("meta", "content", "name"), ("a", "href"), ("h2", "id")),
    *(("section", "aria-labelledby"), ("p", "class"), ("td", "class"), ("th", "scope"), ("th", "class", "scope")),
    ("div", "aria-labelledby", "class", "role", "tabindex"),
}
UNSAFE = re.compile(r"script-src|unsafe|\*|https?:")


def protected(headers: Any) -> bool:
    """Whether a browser that gets them does nothing, guesses nothing, passes nothing on, and shows it in no frame."""
    policy = headers.get_list("content-security-policy")
    return (
        len(policy) == 1
        and policy[0].startswith("default-src 'none'; ")
        and "frame-ancestors 'none'" in policy[0]
        and not UNSAFE.search(policy[0])
        and headers.get_list("x-content-type-options") == ["nosniff"]
        and headers.get_list("referrer-policy") == ["no-referrer"]
        and re.fullmatch(r"[A-Za-z0-9_-]{1,64}", headers.get("okr-request", "")) is not None
    )


def paths(client: Client) -> list[str]:
    """A path of each route of the application; of the one that never ends only what does."""
    found = {
        re.sub(r"{(\w+)[^}]*}", lambda name: FILLED.get(name[1], "0/000"), route.path) for route in client.app.routes
    }
    return sorted({path for path in found if not path.endswith("/stream")} | {"/nowhere", "/schema", "/v1/orgs/globex"})


async def test_every_answer_of_every_route_lets_a_browser_do_nothing(ledger: Client) -> None:
    statuses, asked = set(), paths(ledger)
    assert len(asked) > 25
    for path in asked:
        for method in METHODS:
            for headers in ASKED if method == "GET" else ASKED[:1]:
                answer = await ledger.http.request(method, path, headers=headers)
                assert protected(answer.headers), (method, path, answer.status_code, answer.headers)
                statuses.add(answer.status_code)
    assert statuses >= {200, 204, 304, 401, 404, 405}


async def test_a_fault_of_ours_is_protected_too(ledger: Client) -> None:
    @get("/fault", opt={PUBLIC: True})
    async def fault() -> None:
        raise KeyError("what-is-inside")

    ledger.app.register(fault)
    for accept in ("text/html", "application/json"):
        answer = await ledger.http.get("/fault", headers={"Accept": accept})
        assert answer.status_code == 500
        assert protected(answer.headers)
        assert "what-is-inside" not in answer.text and "KeyError" not in answer.text


class Elements(HTMLParser):
    """The elements of a page with their attributes, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: set[tuple[str, ...]] = set()
        self.leads: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.add((tag, *sorted(name for name, _ in attrs)))
        self.leads += [value or "" for name, value in attrs if name in ("href", "src")]


@pytest.mark.parametrize("shift", [0, 7, 13])
async def test_home_shows_hostile_names_as_texts(shift: int, fresh: Client) -> None:
    texts = tuple(text for text in TEXTS if len(text) < 200)
    await write(fresh.database, with_texts(events()[:9], texts[shift:] + texts[:shift]), judge=False)
    page = (await fresh.get("/", accept="text/html")).text
    read = Elements(page)
    assert read.parts <= KNOWN
    assert [link for link in read.leads if not link.startswith(("/orgs/acme/", "/v1/orgs/acme/", "/schema"))] == []
    assert page.count(MARK) >= 5
    assert not OBEYED.search(page)


async def test_a_problem_page_of_a_hostile_address_is_a_page_of_texts(ledger: Client) -> None:
    right = {"Accept": "text/html"}
    for text in (quote(text, safe="") for text in TEXTS if len(text) < 200):
        for path in (f"/orgs/acme/cycles/{text}/report", f"{REPORT}?as_of={text}"):
            answer = await ledger.http.get(path, headers=right)
            assert answer.status_code in (400, 404)
            assert protected(answer.headers)
            assert Elements(answer.text).parts <= KNOWN, path
            assert not OBEYED.search(answer.text), path
