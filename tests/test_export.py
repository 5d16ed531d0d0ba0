"""`minigrad export`: a notebook as one page that asks nobody for anything."""

import base64
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from browser import chromium
from nbformat import v4

from minigrad import cli, export, lab

PIXEL = base64.b64encode(b"a picture").decode()
WIDGET = "application/vnd.jupyter.widget-view+json"
STEPPER = (
    """<style>.s{--a:1}</style><div class="s" data-step="0"><button onclick="""
    """"this.parentNode.dataset.step = 1 &amp;&amp; 2">forward</button><svg viewBox="0 0 9 9"></svg></div>"""
)


def model(name: str, **state: object) -> dict[str, object]:
    return {"model_name": name, "model_module": "@jupyter-widgets/controls", "state": state}


def shown(data: dict[str, object], **metadata: object) -> nbformat.NotebookNode:
    return v4.new_output("display_data", data, metadata=metadata)


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """A made-up lesson with one of everything that a page must keep."""
    fallback = {
        "text/html": f'<img alt="still" src="data:image/svg+xml;base64,{PIXEL}">',
        "text/plain": "step",
    }
    cells = [
        v4.new_markdown_cell(
            "# The graph of $y$\n\nHere $\\frac{a}{b} < 1$, and\n\n$$\\partial y = \\sum_i x_i$$\n\n"
            "[next](02_chain.ipynb#Why), [exercise](../../exercises/en/00_1.ipynb), [top](#The-graph), "
            "[site](https://site.test/a)\n\n![a word](attachment:p.png)",
            attachments={"p.png": {"image/png": PIXEL}},
        ),
        v4.new_code_cell("y = (x + w) * (w + 1)  # <b>", outputs=[v4.new_output("stream", text="6. <i>\n")]),
        v4.new_code_cell("mg.step(y)", outputs=[shown({WIDGET: {"model_id": "one"}, **fallback})]),
        v4.new_code_cell("VBox", outputs=[shown({WIDGET: {"model_id": "box"}, "text/plain": "VBox()"})]),
        v4.new_code_cell("lost", outputs=[shown({WIDGET: {"model_id": "nobody"}, **fallback})]),
        v4.new_code_cell("explain", outputs=[shown({"text/latex": "$$w = 5$$", "text/plain": "w = 5"})]),
        v4.new_code_cell("plot", outputs=[shown({"image/png": PIXEL}, **{"image/png": {"alt": "a line"}})]),
    ]
    widgets = {
        "one": model("HTMLModel", value=STEPPER),
        "two": model("HTMLModel", value="<p>in a box</p>"),
        "box": model("VBoxModel", children=["IPY_MODEL_two"]),
    }
    state = {"application/vnd.jupyter.widget-state+json": {"state": widgets, "version_major": 2}}
    folder = tmp_path / "course" / "notebooks" / "en"
    folder.mkdir(parents=True)
    nbformat.write(v4.new_notebook(cells=cells, metadata={"widgets": state}), folder / "00_graph.ipynb")
    nbformat.write(v4.new_notebook(cells=[v4.new_markdown_cell("# Why")]), folder / "02_chain.ipynb")
    return folder / "00_graph.ipynb"


class Page(HTMLParser):
    """The elements of a page, and where each attribute that can load something points to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_nothing_is_asked_from_elsewhere(lesson):
    _, text = export.page(lesson, "en")
    page = Page(text)
    assert not [tag for tag, _ in page.elements if tag in ("script", "link", "iframe", "object", "embed")]
    assert [image["src"].partition(":")[0] for image in page.all("img")] == ["data"] * 3
    for word in ("require", "MathJax", "cdn", "url(", "@import"):
        assert word not in text


def test_formulas_are_mathml(lesson):
    title, text = export.page(lesson, "en")
    page = Page(text)
    assert [formula.get("display") for formula in page.all("math")] == [None, None, "block", "block"]
    assert len(page.all("mfrac")) == 1
    assert "$" not in text
    assert text.count("</math>,</span>") == text.count('class="glued"') == 1  # no line begins with the comma
    assert title == "The graph of y"


def test_formula_that_is_none(lesson):
    nbformat.write(v4.new_notebook(cells=[v4.new_markdown_cell(r"$a + \nosuchcommand$")]), lesson)
    with pytest.raises(lab.Trouble, match=r"nosuchcommand"):
        export.page(lesson, "en")


def test_stepper_is_alive_without_a_kernel(lesson):
    _, text = export.page(lesson, "en")
    page = Page(text)
    assert [button["onclick"] for button in page.all("button")] == ["this.parentNode.dataset.step = 1 && 2"]
    assert text.count("<p>in a box</p>") == 1
    assert "widget" not in text
    assert [image["alt"] for image in page.all("img")] == [
        "a word",
        "still",
        "a line",
    ]  # the lost one's picture


def test_text_is_escaped(lesson):
    _, text = export.page(lesson, "en")
    assert "6. &lt;i&gt;" in text
    assert "&lt;b&gt;" in text


def test_links_lead_to_pages_that_are_there(lesson):
    notebook = nbformat.read(lesson, 4)
    table = '<p><a href="../../exercises/en/00_1.ipynb">done</a> <a href="02_chain.ipynb"><b>2</b></a></p>'
    notebook.cells.append(v4.new_code_cell("progress()", outputs=[shown({"text/html": table})]))
    nbformat.write(notebook, lesson)
    _, text = export.page(lesson, "en", [lesson, lesson.with_name("02_chain.ipynb")])
    links = [link["href"] for link in Page(text).all("a") if not link.get("class")]
    assert links == ["02_chain.html#Why", "#The-graph", "https://site.test/a", "02_chain.html"]
    assert "exercise" in text
    assert '<p>done <a href="02_chain.html"><b>2</b></a></p>' in text


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="https://site.test/a.png">',
        '<script src="//site.test/a.js"></script>',
        '<link rel="stylesheet" href="https://site.test/a.css">',
        "<style>@import 'https://site.test/a.css';</style>",
        '<p style="background: url(https://site.test/a.png)">a</p>',
        '<svg><image href="https://site.test/a.png"/></svg>',
        '<img src="data:," srcset="https://site.test/a.png 2x">',
        '<img src="data:," data-page="&lt;img src=&quot;https://site.test/a.png&quot;&gt;">',
    ],
)
def test_what_would_ask_the_network_is_refused(lesson, markup):
    notebook = v4.new_notebook(cells=[v4.new_code_cell("1", outputs=[shown({"text/html": markup})])])
    nbformat.write(notebook, lesson)
    with pytest.raises(lab.Trouble, match=r"00_graph.ipynb would ask the network for \S*site\.test/a"):
        export.page(lesson, "en")


def test_command_writes_pages_and_an_index(lesson, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(export, "course", lambda: lesson.parents[2])
    target = tmp_path / "out" / "pages"
    assert cli.main(["export", "2", "0", "2", "-o", str(target), "--lang", "en"]) == 0
    assert sorted(path.name for path in target.iterdir()) == ["00_graph.html", "02_chain.html", "index.html"]
    assert len(capsys.readouterr().out.splitlines()) == 3
    index = Page((target / "index.html").read_text(encoding="utf-8"))
    assert [link["href"] for link in index.all("a")] == ["02_chain.html", "00_graph.html"]
    assert index.all("html") == [{"lang": "en"}]
    assert 'href="02_chain.html#Why"' in (target / "00_graph.html").read_text(encoding="utf-8")


def test_all_is_the_whole_course_and_each_page_leads_to_its_neighbours(lesson, tmp_path, monkeypatch):
    monkeypatch.setattr(export, "course", lambda: lesson.parents[2])
    nbformat.write(v4.new_notebook(cells=[v4.new_markdown_cell("# The course")]), lesson.with_name("course.ipynb"))
    target = tmp_path / "out"
    assert cli.main(["export", "all", "-o", str(target), "--lang", "en"]) == 0
    index = Page((target / "index.html").read_text(encoding="utf-8"))
    assert [link["href"] for link in index.all("a")] == ["course.html", "00_graph.html", "02_chain.html"]
    links = [
        link
        for link in Page((target / "00_graph.html").read_text(encoding="utf-8")).all("a")
        if link.get("class") == "nav"
    ]
    assert [link["href"] for link in links[:3]] == ["index.html", "course.html", "02_chain.html"]
    assert [link.get("rel") for link in links[:3]] == [None, "prev", "next"]


def test_page_says_its_language(lesson):
    assert Page(export.page(lesson, "zh")[1]).all("html") == [{"lang": "zh-CN"}]


def test_folder_that_cannot_be_written(lesson, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(export, "course", lambda: lesson.parents[2])
    (tmp_path / "file").touch()
    assert cli.main(["export", "0", "-o", str(tmp_path / "file" / "out"), "--lang", "en"]) == 1
    text = capsys.readouterr().err
    assert text.startswith("Cannot write in ")
    assert text.count("\n") == 1


def test_no_such_lesson(lesson, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(export, "course", lambda: lesson.parents[2])
    assert cli.main(["export", "7", "-o", str(tmp_path / "out"), "--lang", "en"]) == 1
    assert capsys.readouterr().err == "There is no lesson '7'; there are: 0 (graph), 2 (chain).\n"
    assert not (tmp_path / "out").exists()


# ---- the whole course in a browser that has no network ----

MOST = 4 * 2**20  # bytes of a page


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


def widgets(source: Path) -> int:
    """How many live widgets a notebook holds."""
    outputs = [out for cell in nbformat.read(source, 4).cells for out in cell.get("outputs", ())]
    return sum("data-page=" in out.get("data", {}).get("text/html", "") for out in outputs)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_course_works_from_files_with_the_network_refused(browser, tmp_path, language):
    written = export.export(["all"], tmp_path, language)
    sources = {path.stem: path for path in (lab.course() / "notebooks" / language).glob("*.ipynb")}
    assert {path.stem for path in written} == {*sources, "index"}
    context = browser.new_context(offline=True, viewport={"width": 1100, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in written:
        assert path.stat().st_size <= MOST, path.name
        asked.clear()
        page.goto(path.as_uri())
        if path.stem in sources:
            alive = widgets(sources[path.stem])
            page.wait_for_function("document.querySelectorAll('.mg-stepper, .mg-board').length === " + str(alive))
        page.wait_for_load_state("networkidle")
        assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
        assert page.locator("img[data-page]").count() == 0, "every still picture has become its live widget"
        assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0 || image.hidden)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1100
        assert not re.search(r"\$\$|\\\\(frac|begin)", page.locator("main").inner_text()), "formulas are drawn"
        for widget in page.locator(".mg-stepper, .mg-board").all():
            slider = widget.locator("input").first
            slider.focus()
            before = slider.get_attribute("aria-valuetext")
            page.keyboard.press("ArrowRight")
            assert slider.get_attribute("aria-valuetext") != before, path.name
    context.close()
    assert errors == []
