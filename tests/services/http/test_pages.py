"""The pages: what came from outside is escaped, nothing is fetched, and a reader without eyes or mouse gets through."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import pytest

from tests.projections.reports.quarter import SCRIPT
from tests.services.http.ledger import Client

REPORT = "/orgs/acme/cycles/2026-q1/report"
PAGES = ["/", REPORT, f"{REPORT}?as_of=2026-03-28", "/v1/orgs/acme/cycles/2026-q1/report?format=html"]


@pytest.mark.parametrize("path", PAGES)
async def test_what_came_from_outside_is_escaped(path: str, ledger: Client) -> None:
    page = (await ledger.get(path)).text
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Acme &amp; Söhne" in page


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_does_and_fetches_nothing(path: str, ledger: Client) -> None:
    answer = await ledger.get(path)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-store"
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]
    # Pictures come with the page, as data, which a picture's own text cannot leave.
    text = re.sub(r'<img src="data:image/svg\+xml;base64,[A-Za-z0-9+/=]+" alt="[^"]*">', "", answer.text)
    assert re.findall(r"<script|<link|<img|<iframe|\bsrc=|\bstyle=|@import|url\(|https?://", text) == []


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_told_apart_without_looking(path: str, ledger: Client) -> None:
    page = (await ledger.get(path)).text
    assert '<html lang="en">' in page
    assert page.count("<h1>") == 1
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    tables = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    assert tables
    for table in tables:
        assert "<caption" in table
        assert all('scope="' in cell for cell in re.findall(r"<th\b[^>]*>", table))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


async def test_a_page_that_is_missing_says_so_as_a_page(ledger: Client) -> None:
    answer = await ledger.get("/orgs/acme/cycles/2026-q9/report", 404, accept="text/html")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "there is no cycle 2026-q9; there is 2026-q1, 2026-q2" in answer.text


async def test_home_leads_to_the_reports(ledger: Client) -> None:
    page = (await ledger.get("/")).text
    links = re.findall(r'href="(/orgs/[^"]+)"', page)
    assert links == ["/orgs/acme/cycles/2026-q2/report", REPORT]
    for link in links:
        await ledger.get(link)
