"""The page as a browser shows it, under the very headers that the server sends."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from projections.reports import html
from services.http.headers import with_style
from tests.projections.reports import sampled

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")


class Served(BaseHTTPRequestHandler):
    """The full report, whatever is asked for."""

    def do_GET(self) -> None:
        page = html.render(sampled.full()).encode()
        self.send_response(200)
        for name, value in with_style(html.STYLE).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said of a request."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Served)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/report"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*QUIET, "--disable-sync", "--no-first-run"]
        )
        yield started
        started.close()


class Visit:
    """A page that was opened, and what it did meanwhile."""

    def __init__(self, browser: Browser, address: str, width: int = 1200) -> None:
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900})
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(f"{error}"))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(address)


def test_it_asks_for_nothing_and_breaks_no_policy(browser: Browser, address: str) -> None:
    visit = Visit(browser, address)
    assert visit.said == []
    assert {url for url in visit.asked if not url.startswith("data:")} <= {address}
    assert visit.page.evaluate("getComputedStyle(document.querySelector('.verdict')).borderLeftStyle") == "solid"


def test_nothing_in_a_title_becomes_an_element(browser: Browser, address: str) -> None:
    page = Visit(browser, address).page
    assert page.locator("script").count() == 0
    assert page.locator("[onerror], a[href^=http], img[src^=http]").count() == 0


def test_all_pictures_load_and_are_told_in_words(browser: Browser, address: str) -> None:
    images = Visit(browser, address).page.locator("img")
    assert images.count() == 6
    for image in images.all():
        assert image.get_attribute("alt")
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_headings_skip_no_level_and_each_table_has_a_caption_and_scopes(browser: Browser, address: str) -> None:
    page = Visit(browser, address).page
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(each => Number(each.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.eval_on_selector_all("table", "all => all.filter(each => !each.caption).length") == 0
    assert page.locator("th:not([scope])").count() == 0


def test_every_link_leads_to_something_on_the_page(browser: Browser, address: str) -> None:
    page = Visit(browser, address).page
    gone = """all => all.map(each => each.getAttribute('href'))
        .filter(href => !href.startsWith('#') || !document.getElementById(href.slice(1)))"""
    assert page.locator("a[href^='#event-']").count() > 10
    assert page.eval_on_selector_all("a", gone) == []
    assert page.eval_on_selector_all("[id]", "all => all.length - new Set(all.map(each => each.id)).size") == 0


@pytest.mark.parametrize("width", [390, 1200])
def test_it_fits_the_width(browser: Browser, address: str, width: int) -> None:
    page = Visit(browser, address, width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_texts_stand_out_from_the_ground(browser: Browser, address: str, scheme: str) -> None:
    page = Visit(browser, address).page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    assert page.evaluate(FAINTEST) >= 4.5


def test_it_prints_the_one_page_first(browser: Browser, address: str, tmp_path: Path) -> None:
    Visit(browser, address).page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    printed = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    first, second = (printed[place].get_textpage().get_text_bounded() for place in (0, 1))
    assert "Policy:" in first
    assert "A row a plan" not in first
    assert second.startswith("Plans")
    assert [round(side / 72 * 25.4) for side in printed[0].get_size()] == [210, 297]
    printed.close()


FAINTEST = """() => {
  const light = colour => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255)
      .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }
  const ground = element => {
    const colour = getComputedStyle(element).backgroundColor
    return colour === 'rgba(0, 0, 0, 0)' && element.parentElement ? ground(element.parentElement) : colour
  }
  const all = [...document.querySelectorAll('p, td, th, a, li, h1, h2, h3, caption, summary, .tag')]
  return Math.min(...all.map(each => {
    const [low, high] = [light(getComputedStyle(each).color), light(ground(each))].sort((a, b) => a - b)
    return (high + 0.05) / (low + 0.05)
  }))
}"""
