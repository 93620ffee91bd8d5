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
def context(browser: Any) -> Any:
    """Make a profile of the browser that most pages share: each of its own would take time."""
    return browser.new_context(**_PLAIN)


@pytest.fixture
def open_page(browser: Any, context: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Save a view and open its file; in the end, nothing was loaded, and no error was told."""
    all_opened: list[Opened] = []

    def opened(
        view: View, hash_: str = "", *, before: str = "", again: bool = False, **options: Any
    ) -> Opened:
        if again and all_opened:  # in the page that is there, for laws that look at many
            one = all_opened[-1]
            view.save(tmp_path / "page0.html")
            one.page.goto("about:blank")
            one.page.goto(one.url)
            one.page.wait_for_selector("html[data-ready]", state="attached")
            return one
        file = view.save(tmp_path / f"page{len(all_opened)}.html")
        profile = browser.new_context(**{**_PLAIN, **options}) if options else context
        one = Opened(profile.new_page(), file.as_uri())
        all_opened.append(one)

        def route(route: Any) -> None:
            url = route.request.url
            if url.partition("#")[0] in (one.url, "about:blank"):
                route.continue_()
            else:
                one.asked.append(url)
                route.abort()

        one.page.route("**/*", route)
        one.page.on("console", lambda message: one.said.append(message.text))
        one.page.on("pageerror", lambda error: one.said.append(str(error)))
        one.page.add_init_script(before)
        one.page.goto(f"{one.url}{hash_}")
        one.page.wait_for_selector("html[data-ready]", state="attached")
        return one

    yield opened
    told = [(one.asked, one.said) for one in all_opened]
    for one in all_opened:
        one.page.close()
    assert all(asked == [] and said == [] for asked, said in told), told
