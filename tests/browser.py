"""A real browser for the tests that need one, or the reason why there is none."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import pytest

__all__ = ["chromium", "complaints"]

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def chromium() -> Iterator[Any]:
    """Chromium: the one that MINIGRAD_CHROMIUM names, the system's, or Playwright's own."""
    playwright = pytest.importorskip("playwright.sync_api", reason="this test drives a browser: Playwright is missing")
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    program = os.environ.get("MINIGRAD_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    with playwright.sync_playwright() as manager:
        try:
            browser = manager.chromium.launch(executable_path=program, args=list(_QUIET))
        except playwright.Error as error:
            pytest.skip(f"this test drives a browser: Chromium cannot be started ({str(error).splitlines()[0]})")
        yield browser
        browser.close()


def complaints(page: Any) -> list[str]:
    """What axe-core, which tests pages for readers with disabilities, has to say of this one."""
    try:
        importlib.import_module("axe_playwright_python")
    except ImportError:
        pytest.skip("this test asks axe-core: axe-playwright-python, which carries it, is missing")
    if not page.evaluate("'axe' in window"):
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:120]})" for v in found]
