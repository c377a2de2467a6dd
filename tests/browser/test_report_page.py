"""The page of a debt report in a real browser: drawn, sortable, quiet, readable."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts import report
from debtscan.output.report import REPORT_RENDERERS, Page
from debtscan.sources import forge

pytestmark = pytest.mark.browser

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if BROWSER is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
        yield browser
        browser.close()


class Opened:
    """A page with what it complained of and asked for."""

    def __init__(self, browser: Any, file: Path, **more: Any) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page = browser.new_context(**more).new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda failure: self.complaints.append(str(failure)))
        self.page.on("dialog", lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(file.as_uri())


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    directory = tmp_path_factory.mktemp("pages")
    found = {}
    for name, text in (("plain", "plain"), ("hostile", HOSTILE)):
        found[name] = directory / f"{name}.html"
        page = Page(title="shop", generated_at="2025-06-15")
        found[name].write_text(REPORT_RENDERERS["html"](report(text), page), "utf-8")
    return found


@pytest.mark.parametrize("name", ["plain", "hostile"])
def test_charts_are_drawn_and_nothing_is_asked_of_the_network(browser: Any, files: dict[str, Path], name: str) -> None:
    opened = Opened(browser, files[name])
    for chart in ("chart-trend", "chart-flow", "chart-map"):
        opened.page.locator(f"#{chart}").scroll_into_view_if_needed()
        opened.page.wait_for_selector(f"#{chart} .main-svg")

    assert [] == opened.complaints
    assert [files[name].as_uri()] == opened.requests


def test_a_click_on_a_file_of_the_map_shows_its_functions(browser: Any, files: dict[str, Path]) -> None:
    page = Opened(browser, files["plain"]).page
    before = page.locator("#file-0").get_attribute("open")
    page.locator("#chart-map").scroll_into_view_if_needed()
    page.locator("#chart-map .slice", has_text="plain.py").last.click()
    page.wait_for_selector("#file-0[open]")

    assert before is None
    assert page.locator("#file-0 tbody tr").is_visible()
    assert page.locator("#file-0 tbody tr td").first.inner_text().startswith("pkg/plain.py:3")


def test_places_and_commits_lead_to_the_forge(browser: Any, tmp_path: Path) -> None:
    remotes = ["git@github.com:a/b.git"]
    links = {"link": forge.link(remotes, "7" * 40), "commit_link": forge.commit_link(remotes)}
    file = tmp_path / "linked.html"
    file.write_text(REPORT_RENDERERS["html"](report("plain"), Page(title="shop", generated_at="", **links)), "utf-8")
    page = Opened(browser, file).page

    def target(place: str) -> str | None:
        return str(page.locator(f"{place} a").first.get_attribute("href"))

    assert f"https://github.com/a/b/blob/{'7' * 40}/pkg/plain.py" == target("#files tbody")
    assert f"https://github.com/a/b/blob/{'7' * 40}/pkg/plain.py#L3" == target("#foreign tbody")
    assert f"https://github.com/a/b/commit/{'4' * 40}" == target("#violations tbody")


def test_a_click_on_a_head_sorts_by_number(browser: Any, files: dict[str, Path]) -> None:
    page = Opened(browser, files["plain"]).page
    head = page.locator("#trend th", has_text="ratio")

    def ratios() -> list[str]:
        return [str(text) for text in page.locator("#trend tbody tr td:nth-child(5)").all_inner_texts()]

    head.locator("button").click()
    falling = ratios(), head.get_attribute("aria-sort")
    head.locator("button").click()
    rising = ratios(), head.get_attribute("aria-sort")

    assert (["3.00\u00a0%", "2.00\u00a0%"], "descending") == falling
    assert (["2.00\u00a0%", "3.00\u00a0%"], "ascending") == rising


def test_a_word_filters_a_table(browser: Any, files: dict[str, Path]) -> None:
    page = Opened(browser, files["plain"]).page
    page.locator("input[data-filters=files]").fill("no such file")
    hidden = page.locator("#files tbody tr:visible").count()
    page.locator("input[data-filters=files]").fill("PLAIN")

    assert 0 == hidden
    assert 1 == page.locator("#files tbody tr:visible").count()


def test_the_theme_follows_the_system_and_can_be_turned(browser: Any, files: dict[str, Path]) -> None:
    page = Opened(browser, files["plain"], color_scheme="dark").page

    def paper() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    dark = paper()
    page.locator("#theme").click()

    assert ("rgb(20, 24, 31)", "rgb(255, 255, 255)") == (dark, paper())


def test_a_narrow_screen_scrolls_in_tables_alone(browser: Any, files: dict[str, Path]) -> None:
    page = Opened(browser, files["plain"], viewport={"width": 360, "height": 700}).page

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_charts_wait_until_they_are_near(browser: Any, files: dict[str, Path]) -> None:
    page = Opened(browser, files["plain"], viewport={"width": 1280, "height": 200}).page
    before = page.evaluate("typeof Plotly")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    assert "undefined" == before
    assert 3 == page.locator(".chart .main-svg:first-child").count()


def test_it_can_be_printed(browser: Any, files: dict[str, Path]) -> None:
    page = Opened(browser, files["plain"]).page
    page.emulate_media(media="print")

    assert not page.locator("nav").is_visible()
    assert page.pdf()[:5] == b"%PDF-"


def test_sections_are_reached_by_link_and_by_key(browser: Any, files: dict[str, Path]) -> None:
    page = Opened(browser, files["plain"]).page
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.textContent")
    page.goto(files["plain"].as_uri() + "#plan")

    assert "To the verdict" == first
    assert page.locator("#plan").evaluate("each => Math.abs(each.getBoundingClientRect().top) < innerHeight")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(browser: Any, files: dict[str, Path], scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = Opened(browser, files["plain"], color_scheme=scheme).page
    found = axe.Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]})

    assert [] == [(each["id"], each["nodes"][0]["html"][:200]) for each in found.response["violations"]]
