"""A real Chromium for pages, started once, and pages that report whatever goes wrong in them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from hamiltonish.render import View

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass
class Opened:
    """A page in the browser, and what it did that it should not have done.

    Attributes:
        page: Playwright's page.
        asked: The addresses that were asked for, the page's own left out.
        said: What the page wrote to the console, and errors that nobody caught.
    """

    page: Any
    url: str
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def box(self, name: str) -> Any:
        """Find the box of a node."""
        number = self.names().index(name)
        return self.page.locator(f"#box-{number}")

    def names(self) -> list[str]:
        """List the names of all boxes of the drawing, shown or not, by number."""
        return self.page.evaluate(
            "JSON.parse(document.getElementById('data').textContent).boxes.map((box) => box.name)"
        )

    def named(self, selector: str) -> set[str]:
        """List the names that boxes have that a selector finds."""
        return set(
            self.page.evaluate(
                "(selector) => [...document.querySelectorAll(selector)].map((box) => box.title)",
                f"#stage .box{selector}",
            )
        )

    def camera(self) -> tuple[float, float, float]:
        """Tell where the picture is: x, y, and how large."""
        x, y, zoom = self.page.evaluate(
            "() => { const m = new DOMMatrix(document.getElementById('stage').style.transform);"
            " return [m.e, m.f, m.a]; }"
        )
        return x, y, zoom

    def until(self, condition: str) -> None:
        """Wait until a condition is true; the page lets nobody wait within it, as that is `eval`."""
        for _ in range(2_400):  # a minute
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(25)
        raise AssertionError(f"not true in time: {condition}")

    def settle(self) -> None:
        """Wait until the layout that was asked for is shown."""
        self.page.wait_for_selector("#canvas:not([aria-busy])")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium; skip where it or Playwright is missing.

    For a module, not for the session: as long as it runs, no other test could run a loop of asyncio.
    """
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("a page needs a browser: there is no `chromium` (apt-get install chromium)")
    sandbox = ["--no-sandbox"] if os.name == "posix" and os.getuid() == 0 else []
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=sandbox)
        yield chromium
        chromium.close()


_PLAIN: Mapping[str, Any] = {"viewport": {"width": 1200, "height": 800}}


@pytest.fixture(scope="module")
def tab(browser: Any) -> Any:
    """Open a tab that most tests use, one after another: a new one for each would take time."""
    return browser.new_context(**_PLAIN).new_page()


@pytest.fixture
def open_page(browser: Any, tab: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Save a view and open its file; in the end, nothing was loaded, and no error was told.

    A page with options of the browser, or with a script to run before its own, gets its own tab;
    any other takes the place of the one before.
    """
    opened: list[Opened] = []
    blank = "about:blank"
    heard = {
        "console": lambda message: opened[-1].said.append(message.text),
        "pageerror": lambda error: opened[-1].said.append(str(error)),
    }

    def open_(view: View, hash_: str = "", *, before: str = "", **options: Any) -> Opened:
        file = view.save(tmp_path / f"page{len(opened)}.html")
        own = bool(options or before)
        page = browser.new_context(**{**_PLAIN, **options}).new_page() if own else tab
        one = Opened(page, file.as_uri())
        page.goto(blank)  # else a page whose address differs in the hash alone would not be loaded
        if own or not any(other.page is tab for other in opened):
            page.route("**/*", lambda route: _let_through(route, opened))
            for event, hear in heard.items():
                page.on(event, hear)
        opened.append(one)
        if before:
            page.add_init_script(before)
        page.goto(f"{one.url}{hash_}")
        page.wait_for_selector("html[data-ready]", state="attached")
        return one

    yield open_
    for one in opened:
        if one.page is not tab:
            one.page.context.close()
    tab.goto(blank)
    tab.unroute_all()
    if any(one.page is tab for one in opened):
        for event, hear in heard.items():
            tab.remove_listener(event, hear)
    told = [(one.asked, one.said) for one in opened]
    assert all(asked == [] and said == [] for asked, said in told), told


def _let_through(route: Any, opened: list[Opened]) -> None:
    """Let the browser load the page itself, and nothing else."""
    url = route.request.url.partition("#")[0]
    if url in {one.url for one in opened}:
        route.continue_()
    else:
        opened[-1].asked.append(url)
        route.abort()
