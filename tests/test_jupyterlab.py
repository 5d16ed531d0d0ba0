"""Lesson 0 in a real browser: JupyterLab opens, runs and steps it; its exported page steps with no kernel."""

import io
import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import chromium
from PIL import Image, ImageChops

from minigrad import lab

TOKEN = "lesson-zero"
START = """
import pathlib, sys
from minigrad import cli, lab
lab.shelf = lambda: pathlib.Path(sys.argv[1])
sys.exit(cli.main(sys.argv[2:]))
"""
pytestmark = pytest.mark.skipif(
    not lab.lessons(lab.course(), "en"), reason="the lessons are not built: python tools/build.py"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab as `minigrad lab 0` starts it, on a copy of its own, with nobody's settings."""
    folder = tmp_path_factory.mktemp("learner")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    environment = os.environ | own | {"IPYTHONDIR": str(folder / "ipython"), "JUPYTER_TOKEN": TOKEN}
    arguments = ["lab", "0", "--lang", "en", "--no-browser", "--port", str(port)]
    command = [sys.executable, "-c", START, str(folder / "notebooks"), *arguments]
    output = folder / "output.txt"
    with (
        output.open("wb") as printed,
        subprocess.Popen(command, env=environment, stdout=printed, stderr=printed) as server,
    ):
        try:
            root = f"http://127.0.0.1:{port}/"
            for _ in range(240):
                try:
                    urllib.request.urlopen(f"{root}api/status?token={TOKEN}").close()
                    break
                except urllib.error.URLError:
                    assert server.poll() is None, output.read_text(encoding="utf-8")
                    time.sleep(0.5)
            else:
                pytest.fail(f"JupyterLab did not answer in two minutes:\n{output.read_text(encoding='utf-8')}")
            yield f"{root}?token={TOKEN}"  # the root leads to the lesson
        finally:
            server.send_signal(signal.SIGTERM)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from minigrad.export import export

    folder = tmp_path_factory.mktemp("pages")
    for language in ("en", "zh"):
        export(["0"], folder / language, language)
    return folder


def open_page(browser: Any, **options: Any) -> tuple[Any, list[str]]:
    """A new page, and the list that what goes wrong in it is added to."""
    page = browser.new_context(viewport={"width": 1280, "height": 4000}, reduced_motion="reduce", **options).new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if asks_elsewhere(request.url) else None)
    return page, wrong


def asks_elsewhere(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "file:", "data:", "blob:"))


def wait_for_kernel(page: Any) -> None:
    """Until the page is connected to an idle kernel: a command that comes earlier can get lost in JupyterLab."""
    kernels = page.url.partition("/lab/")[0] + f"/api/kernels?token={TOKEN}"
    for _ in range(240):
        states = [(kernel["execution_state"], kernel["connections"]) for kernel in page.request.get(kernels).json()]
        if states == [("idle", 1)]:
            break
        page.wait_for_timeout(250)
    else:
        pytest.fail(f"the kernel did not start in a minute: {states}")
    page.wait_for_function("document.querySelector('.jp-Notebook-ExecutionIndicator').dataset.status === 'idle'")


def changed(one: bytes, two: bytes) -> bool:
    """Do two screenshots show different pictures? (The edges of equal ones can differ by a shade.)"""
    first, second = (Image.open(io.BytesIO(picture)).convert("L") for picture in (one, two))
    shades = ImageChops.difference(first, second).histogram()
    return first.size != second.size or sum(shades[32:]) > 100


def step_through(page: Any) -> None:
    """Forward and back, by button and by keyboard; the picture follows."""
    stepper = page.locator(".mg-stepper").first
    stepper.wait_for(timeout=30_000)
    stepper.scroll_into_view_if_needed()
    last = int(stepper.get_attribute("data-last"))
    assert last >= 8
    picture = stepper.locator("svg").first

    def at(step: int) -> bytes:
        page.wait_for_function(
            "([element, step]) => element.dataset.step == step", arg=[stepper.element_handle(), step]
        )
        return picture.screenshot(animations="disabled")

    begin = at(0)
    go = {name: stepper.locator(f'button[data-go="{name}"]') for name in ("first", "back", "forward", "last")}
    go["forward"].click()
    one = at(1)
    go["forward"].click()
    two = at(2)
    go["back"].click()
    assert not changed(at(1), one)
    go["last"].click()
    end = at(last)
    go["first"].click()
    assert not changed(at(0), begin)
    for before, after in itertools.combinations((begin, one, two, end), 2):
        assert changed(before, after)

    stepper.focus()
    for key, step, seen in [
        ("ArrowRight", 1, one),
        ("ArrowRight", 2, two),
        ("ArrowLeft", 1, one),
        ("End", last, end),
        ("ArrowRight", last, end),
        ("Home", 0, begin),
        ("ArrowLeft", 0, begin),
    ]:
        page.keyboard.press(key)
        assert not changed(at(step), seen), key


def test_lesson_0_in_jupyterlab(browser, address):
    page, wrong = open_page(browser)
    page.goto(address)
    notebook = page.locator(".jp-Notebook")
    notebook.locator(".jp-CodeCell").first.wait_for(timeout=60_000)
    assert re.search(r"/lab/tree/notebooks/en/00_\w+\.ipynb$", page.url)
    page.locator(".jp-Notebook .mg-stepper").first.wait_for(timeout=30_000)  # alive at once: the copy is trusted

    wait_for_kernel(page)

    # Run everything anew: each cell counts, and none ends in an error.
    page.get_by_role("menuitem", name="Edit").click()
    page.get_by_text("Clear Outputs of All Cells").click()
    page.wait_for_function("!document.querySelector('.jp-Notebook .mg-stepper')")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    counted = """[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]
        .every((prompt, number) => prompt.textContent === `[${number + 1}]:`)"""
    page.wait_for_function(counted, timeout=120_000)
    assert notebook.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
    step_through(page)

    page.keyboard.press("Control+s")
    page.wait_for_timeout(1000)
    page.reload()
    page.locator(".jp-Notebook .mg-stepper").first.wait_for(timeout=60_000)  # still trusted after it was saved
    step_through(page)
    assert wrong == []
    page.context.close()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_exported_lesson_0_with_no_kernel_and_no_network(browser, pages, language, scheme):
    page, wrong = open_page(browser, offline=True, color_scheme=scheme)
    (lesson,) = (pages / language).glob("00_*.html")
    page.goto(lesson.as_uri())
    step_through(page)
    assert page.locator("img:not([alt])").count() == 0
    assert page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[language]
    assert wrong == []
    page.goto((pages / language / "index.html").as_uri())
    page.locator("main a").first.click()
    page.wait_for_url("**/00_*.html")
    page.context.close()
    assert lesson.stat().st_size < 4_000_000
