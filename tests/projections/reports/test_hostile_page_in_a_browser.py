"""The report with a hostile text in every text, in a browser: with the server's headers, and without any."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser

from deploy import example
from projections.reports import html
from services.http.headers import with_style
from tests.hostile import MARK, with_texts
from tests.projections.reports.reported import report
from tests.projections.reports.test_pages_in_a_browser import CHROMIUM, Visit, browser

__all__ = ["browser"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")


@cache
def page() -> bytes:
    events = [replace(event, position=nth) for nth, event in enumerate(with_texts(example.events()), 1)]
    return html.render(report("10-16", events, cycle=example.CYCLE)).encode()


class Served(BaseHTTPRequestHandler):
    """The page, under the server's headers where `guarded` is asked for."""

    def do_GET(self) -> None:
        body = page()
        self.send_response(200)
        for name, value in with_style(html.STYLE).items() if self.path == "/guarded" else ():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said of a request."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Served)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["/guarded", "/bare"])
def test_no_text_runs_asks_for_anything_or_hides_the_rest(path: str, browser: Browser, address: str) -> None:
    visit = Visit(browser, f"{address}{path}")
    visit.page.mouse.move(300, 300)
    assert visit.page.evaluate(f"typeof window.{MARK}") == "undefined"
    assert {url for url in visit.asked if not url.startswith(("data:", f"{address}/favicon"))} == {f"{address}{path}"}
    assert [said for said in visit.said if "favicon" not in said and "404" not in said] == []
    assert (
        visit.page.locator("script, iframe, object, embed, form, base, [onerror], [onmouseover], [onload]").count() == 0
    )
    leads = visit.page.eval_on_selector_all("a", "all => all.map(each => each.getAttribute('href'))")
    assert leads and all(link.startswith("#") for link in leads)
    assert visit.page.locator("footer").is_visible()
    assert "<script>" in visit.page.inner_text("body")


def test_a_very_long_word_does_not_widen_the_page(browser: Browser, address: str) -> None:
    assert Visit(browser, f"{address}/guarded", 390).page.evaluate("document.documentElement.scrollWidth") <= 390
