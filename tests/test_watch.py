"""`mg.watch()` and `%%watch`: what a run did, line by line, however long it was."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import chromium, complaints

import minigrad as torch
from minigrad import engine, graph
from minigrad.viz.language import LANGUAGES, set_language
from minigrad.viz.recorder import FIRST, LAST, MOST_POINTS
from minigrad.viz.watched import Watch, _Page


def train(rounds: int) -> Watch:
    """A line is fitted; the loop is watched."""
    w = torch.tensor([0.0], requires_grad=True)
    b = torch.tensor([0.0], requires_grad=True)
    x = torch.tensor([1.0, 2.0, 3.0])
    y = 2 * x + 1
    opt = torch.optim.SGD([w, b], lr=0.05)
    with torch.watch() as run:
        for _ in range(rounds):
            pred = w * x + b
            loss = ((pred - y) ** 2).mean()
            opt.zero_grad()
            loss.backward()
            opt.step()
    return run


def told(run: Watch) -> list[str]:
    """What each line did, without its number."""
    return [re.sub(r"^Line \d+(, round \d+)?\. ", "", line) for line in repr(run).split("\n")]


# What is recorded


def test_every_line_says_what_it_made() -> None:
    x = torch.tensor(2.0, requires_grad=True)
    with torch.watch() as run:
        h = x * x
        y = (h + 1).exp()
    assert told(run) == [
        "× makes h = x·x = 4.",
        "+ makes v1 = h + 1 = 5. exp makes y = exp(v1) = 148.4132.",
    ]
    lines = [moment.line for moment in run.moments]
    assert lines[1] == lines[0] + 1
    assert y.item() > 148


def test_values_that_nobody_holds_are_known_too() -> None:
    x = torch.tensor(2.0, requires_grad=True)
    with torch.watch() as run:
        (x + 1) * 3 + 4
    assert "v1 = x + 1 = 3." in repr(run) and "v2 = v1·3 = 9." in repr(run) and "v3 = v2 + 4 = 13." in repr(run)


def test_a_pass_fills_the_buckets_and_what_follows_is_seen() -> None:
    w = torch.tensor(1.0, requires_grad=True)
    opt = torch.optim.SGD([w], lr=0.5)
    with torch.watch() as run:
        loss = (w - 3) ** 2
        loss.backward()
        opt.step()
        opt.zero_grad()
    assert told(run)[1:] == [
        "A backward pass runs, from loss. It fills the buckets: w.grad = -4.",
        "w is changed in place, from 1 to 3.",
        "The bucket is emptied: w.grad is None.",
    ]
    assert [value for _, value in run.series["w.grad"].points] == [0.0, -4.0, 0.0]
    assert [value for _, value in run.series["w"].points] == [1.0, 3.0]


def test_several_passes_through_a_shared_part() -> None:
    x = torch.tensor(2.0, requires_grad=True)
    with torch.watch() as run:
        h = x**2
        first = 3 * h
        second = 5 * h
        first.backward(retain_graph=True)
        second.backward()
        x.grad = None
        z = x * 7
    page = _Page(run)
    assert len(page.graphs) == 2, "the first three hang together"
    later = page.drawn()[1]
    assert [v for v, _ in later[1].versions("t0", "passing", None)] == [None], "no gradient of another graph's"
    assert z.requires_grad
    assert [text for text in told(run) if "pass" in text] == [
        "A backward pass runs, from first. It fills the buckets: x.grad = 12.",
        "A backward pass runs, from second. It fills the buckets: x.grad = 32.",
    ]


def test_functions_modules_and_changes_in_place() -> None:
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU())

    def double(v: Any) -> Any:
        out = v * 2
        return out

    with torch.watch() as run:
        h = double(model(torch.ones(1, 2)))
        h += 1
        h.sum().backward()
    text = repr(run)
    assert "addmm makes" in text and "relu makes" in text
    assert "In double: × makes out" in text
    assert "+ makes h = out + 1 = " in text
    assert "model.0.weight.grad = " in text


def test_what_an_earlier_cell_left_is_not_taken_for_this_ones(tmp_path: Path) -> None:
    path = tmp_path / "cell.py"
    path.write_text("w = x * 2\nfor i in range(2):\n    y = w + i\n", encoding="utf-8")
    cell = compile(path.read_text(encoding="utf-8"), str(path), "exec")
    space: dict[str, Any] = {"x": torch.tensor(3.0, requires_grad=True)}
    for _ in range(2):  # the second time there are a w, an i and a y from the first
        run = Watch()
        with run.recording():
            exec(cell, space)
        assert [list(moment.variables) for moment in run.moments[:3]] == [["x", "w"], ["x", "w", "i"], [*"xwiy"]]


def test_what_a_loop_keeps() -> None:
    run = train(10)
    rounds = [moment.round for moment in run.moments if moment.passes]
    assert rounds == [*range(FIRST), *range(10 - LAST, 10)]
    assert "only the numbers in the plots were kept: " in repr(run), "and says what is missing"
    assert len(run.series["loss"].points) == 10


def test_a_graph_that_was_made_before_is_brought_in() -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = (x * x).exp()
    with torch.watch() as run:
        y.backward()
    (page_graph,) = _Page(run).graphs
    assert [op.symbol for op in page_graph.ops] == ["×", "exp"]
    assert "from y" in repr(run)


def test_an_error_is_the_last_thing_that_happens() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    run = torch.watch()
    with pytest.raises(RuntimeError), run:
        y = x * 2
        y.backward()
    texts = [text for text in told(run) if "stops" in text]
    assert texts == [
        "Here the run stops: RuntimeError: grad can be implicitly created only for scalar outputs",
    ]


def test_an_error_that_is_caught_is_no_matter() -> None:
    x = torch.tensor([1.0], requires_grad=True)
    with torch.watch() as run:
        try:
            x += 1
        except RuntimeError:
            y = x + 1
    assert "stops" not in repr(run) and "makes y = x + 1 = 2" in repr(run)
    assert y.requires_grad


def test_learners_functions_with_several_results() -> None:
    class Two(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2, x * 3

        @staticmethod
        def backward(ctx, g, h):
            return g * 2 + h * 3

    x = torch.tensor(1.0, requires_grad=True)
    with torch.watch() as run:
        a, b = Two.apply(x)
        y = a * b
        y.backward()
        p, q = torch.stack([x, x]).unbind()
        (p * q).backward()
    assert "a = 2 and b = 3" in repr(run)
    assert "unbind makes p = 1 and q = 1." in repr(run)
    assert x.grad == 14
    run.html()


def test_a_graph_of_a_graph() -> None:
    x = torch.tensor(3.0, requires_grad=True)
    with torch.watch() as run:
        (g,) = torch.autograd.grad(x**3, x, create_graph=True)
        g.backward()
    assert x.grad == 18
    assert "from g" in repr(run)
    run.html()


def test_the_end_of_a_with_is_no_line_of_its_own() -> None:
    u = torch.tensor(1.0, requires_grad=True)
    with torch.watch() as run:
        for _ in range(2):
            (u * u).backward()
            with torch.no_grad():
                u -= 0.1
            u.grad = None
    said = told(run)
    assert "kept" not in repr(run), "no line is missing"
    assert sum("The bucket is emptied: u.grad is None." in text for text in said) == 2


def test_what_stands_outside_the_with_is_no_part_of_it() -> None:
    other = torch.tensor(3.0, requires_grad=True)
    for _ in range(50):
        other = other * 2
    x = torch.tensor(2.0, requires_grad=True)
    with torch.watch() as run:
        y = (x * x) * x
    assert y.requires_grad and "other" not in run.moments[-1].variables
    assert "v1 = x·x" in repr(run)


# What it costs


def test_a_thousand_rounds_are_kept_in_the_room_of_ten() -> None:
    few, many = train(10), train(1000)
    assert len(many.moments) == len(few.moments)
    assert len(many.html()) < 2 * len(few.html())
    assert all(len(series.points) <= MOST_POINTS for series in many.series.values())
    assert many.series["loss"].points[-1][1] < 1e-3
    held = [many.recorder._of_node, many.recorder._op_of, many.recorder._of_leaf]
    assert sum(len(part.items()) for part in held) < 50, "the graphs of the rounds are gone"


def test_a_line_of_many_operations_is_kept_in_part() -> None:
    x = torch.tensor(1.0, requires_grad=True)

    with torch.watch() as run:
        y = sum(map(x.__mul__, range(1, 3001)))  # no comprehension: newer Pythons count its rounds as a loop's
        y.backward()
    first = run.moments[0]
    assert first.more > 5000 and len(first.ops) < 1000
    assert "operations more" in repr(run)
    assert x.grad == 3000 * 3001 / 2


def test_a_series_is_thinned_out_and_keeps_its_ends() -> None:
    with torch.watch() as run:
        for i in range(3 * MOST_POINTS):
            value = float(i)
    points = run.series["value"].points
    assert len(points) <= MOST_POINTS
    assert points[0][1] == 0.0 and points[-1][1] == value


def test_nothing_is_left_behind() -> None:
    before = graph.record, engine.walk, sys.gettrace()
    with torch.watch():
        assert graph.record is not before[0]
    assert (graph.record, engine.walk, sys.gettrace()) == before
    with pytest.raises(ZeroDivisionError), torch.watch():
        _ = 1 / 0
    assert (graph.record, engine.walk, sys.gettrace()) == before


def test_the_numbers_are_the_same_watched_or_not() -> None:
    def run() -> Any:
        torch.manual_seed(0)
        model = torch.nn.Linear(3, 1)
        opt = torch.optim.Adam(model.parameters())
        x = torch.rand(5, 3)
        for _ in range(3):
            opt.zero_grad()
            model(x).pow(2).mean().backward()
            opt.step()
        return [p.tolist() for p in model.parameters()]

    plain = run()
    with torch.watch():
        watched = run()
    assert watched == plain


# The page


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture
def look(browser: Any) -> Iterator[Any]:
    pages: list[Any] = []
    problems: list[str] = []

    def open_page(html: str, **context: Any) -> Any:
        page = browser.new_page(**{"viewport": {"width": 1280, "height": 900}, **context})
        pages.append(page)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.route(re.compile("^(?!data:)"), lambda route: (problems.append(route.request.url), route.abort()))
        page.set_content(f"<!doctype html><html lang=en><title>page</title><main><h1>page</h1>{html}</main></html>")
        page.wait_for_function(
            "[...document.querySelectorAll('.mg-stepper')].every(root => !root.querySelector('img'))"
        )
        return page

    yield open_page
    for page in pages:
        page.close()
    assert problems == []


def seen(page: Any, selector: str) -> list[str]:
    return page.locator(selector).evaluate_all(
        "parts => parts.filter(p => p.checkVisibility({visibilityProperty: true})).map(p => p.textContent)"
    )


def test_the_page_goes_line_by_line(look: Any) -> None:
    page = look(train(4).html())
    root = page.locator(".mg-stepper")
    root.focus()
    assert seen(page, ".mg-card .mg-name") == []
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    assert seen(page, ".mg-card .mg-name")[:2] == ["w", "x"]
    assert "loss" not in seen(page, ".mg-card .mg-name"), "it is not made yet"
    page.keyboard.press("ArrowRight")
    assert "loss" in seen(page, ".mg-card .mg-name")
    lit = """rows => rows.filter(row => [...row.querySelectorAll("i")].some(mark =>
        getComputedStyle(mark).visibility === "visible")).map(row => row.textContent.trim())"""
    assert page.locator(".mg-code > span").evaluate_all(lit)[0].endswith("loss = ((pred - y) ** 2).mean()")
    page.keyboard.press("PageDown")
    assert root.get_attribute("data-step") == "5"
    assert "A backward pass runs, from loss." in page.locator(".mg-say").inner_text()
    assert "-22.6667" in seen(page, ".mg-variables span") or "-22.6667" in seen(page, ".mg-card .mg-grad")
    assert len(seen(page, ".mg-chart .mg-cursor")) == page.locator(".mg-chart").count() > 3


def test_each_round_has_a_picture_of_its_own(look: Any) -> None:
    page = look(train(3).html())
    page.locator(".mg-stepper").focus()
    page.keyboard.press("End")
    views = page.locator(".mg-view").evaluate_all("views => views.map(view => view.clientWidth > 0)")
    assert len(views) == 3 and views == [False, False, True]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("colours", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}], ids=str)
def test_axe_finds_nothing_to_complain_about(look: Any, language: str, colours: dict[str, str]) -> None:
    set_language(language)
    try:
        html = train(3).html()
    finally:
        set_language("en")
    page = look(html, **colours)
    page.locator(".mg-stepper").focus()
    for key in ("Home", "PageDown", "End"):
        page.keyboard.press(key)
        assert complaints(page) == []


def test_a_saved_notebook_shows_the_picture_and_comes_alive_where_it_is_trusted(look: Any) -> None:
    html = train(3)._repr_mimebundle_()["text/html"]
    page = look(html)
    page.wait_for_selector(".mg-watch")
    assert page.locator("img").count() == 0
    harmless = re.sub(r' (onload|data-page|style)="[^"]*"', "", html)  # what sanitisers take out
    image = look(harmless).get_by_role("img", name="A recorded run")
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300


def test_it_fits_a_narrow_page(look: Any) -> None:
    page = look(train(3).html(), viewport={"width": 420, "height": 900})
    page.locator(".mg-stepper").focus()
    page.keyboard.press("End")
    assert page.evaluate("document.documentElement.scrollWidth") <= 420


def test_a_cell_is_watched_in_a_notebook() -> None:
    nbclient = pytest.importorskip("nbclient", reason="this test runs a notebook")
    nbformat = pytest.importorskip("nbformat")
    cells = [
        "import minigrad as torch\nw = torch.tensor(3., requires_grad=True)",
        "%%watch\ny = w * w\ny.backward()\nw.grad",
        "%%watch\nz = w * torch.ones(2)\nz.backward()",
    ]
    made = []
    for _ in range(2):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        nbclient.NotebookClient(notebook, allow_errors=True, timeout=60).execute()
        made.append([[dict(out) for out in cell.outputs] for cell in notebook.cells])
    _, good, bad = made[0]
    assert good[0]["data"]["text/plain"].startswith(
        "Line 1. × makes y = w·w = 9.\nLine 2. A backward pass runs, from y."
    )
    assert good[1]["data"]["text/plain"] == "tensor(6.)"
    assert [out["output_type"] for out in bad] == ["display_data", "error", "display_data"]
    assert "Here the run stops" in bad[0]["data"]["text/plain"]
    assert bad[2]["data"]["text/plain"].startswith("What happened: z has 2 numbers")
    assert made[0][1][0]["data"] == made[1][1][0]["data"], "another kernel, the same bytes"


def test_a_notebooks_own_tables_leave_the_variables_alone(look: Any) -> None:
    theirs = (
        """.jp table{table-layout:fixed} .jp tbody tr:nth-child(odd){background:red} .jp td,.jp th{max-width:5px}"""
    )
    page = look(f'<style>{theirs}</style><div class="jp">{train(3).html()}</div>')
    page.locator(".mg-stepper").focus()
    page.keyboard.press("End")
    apart = """rows => rows.every(row => {
        const name = document.createRange(); name.selectNodeContents(row.querySelector("th"));
        const value = row.querySelector(".mg-on");
        return getComputedStyle(row).backgroundColor === "rgba(0, 0, 0, 0)" && (!value
            || name.getBoundingClientRect().right < value.getBoundingClientRect().left); })"""
    assert page.locator(".mg-variables tr").count() > 1
    assert page.locator(".mg-variables tr").evaluate_all(apart)
