"""A lesson as one HTML page that needs no kernel, no script from elsewhere and no network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import math_core
import nbformat
from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.formatters import HtmlFormatter

from .lab import Trouble, course, find_lesson, lessons, pages, say

__all__ = ["export", "page"]

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"

COURSE = ("minigrad: the lessons", "minigrad：课程")
# A formula in a line of text, and the mark after it.
GLUED = re.compile(r"(<math>(?:(?!</math>).)*</math>)([.,;:!?)\]”’，。；：！？）、]+)", re.DOTALL)
MATHML = math_core.LatexToMathML(fancy_error=False)
LINK = re.compile(r"""(<a\s[^>]*?href=")([^"]*)("[^>]*>)(.*?)</a>""", re.DOTALL)

STYLE = """
:root { color-scheme: light dark; --text: #1f2328; --page: #ffffff; --soft: #f6f8fa; --line: #d0d7de;
  --link: #0b57d0; --error: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e6e6; --page: #15181c; --soft: #20252b;
  --line: #3a4149; --link: #8ab4f8; --error: #ff8a80; } }
body { margin: 0 auto; padding: 1.5rem; max-width: 62rem; color: var(--text); background: var(--page);
  font: 1rem/1.6 system-ui, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
a { color: var(--link); }
h1, h2, h3 { line-height: 1.25; }
.anchor-link { visibility: hidden; margin-left: .4em; text-decoration: none; }
:hover > .anchor-link, .anchor-link:focus { visibility: visible; }
pre, code { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { margin: 0; font-size: .875rem; line-height: 1.45; white-space: pre-wrap; overflow-wrap: anywhere; }
.cell { margin: 1rem 0; }
.input_area, .text_cell_render pre { padding: .6rem .8rem; border-radius: 6px; background: var(--soft); }
.input_area { border: 1px solid var(--line); }
.output_area { padding: .4rem .8rem; overflow-x: auto; }
.prompt { display: none; }
.output_stderr, .output_error { border-left: 3px solid var(--error); }
img, svg { max-width: 100%; }
table { border-collapse: collapse; }
th, td { padding: .25rem .6rem; border: 1px solid var(--line); }
mtd { padding-block: .2em; }
math { font-family: "STIX Two Math", "Cambria Math", "Latin Modern Math", "DejaVu Math TeX Gyre", math; }
math[display="block"] { margin: .8rem 0; overflow-x: auto; }
.glued { white-space: nowrap; }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1.6rem; font-size: .9rem; } [rel="next"] { margin-left: auto; }
.ansi-red-fg, .ansi-red-intense-fg { color: var(--error); }
.ansi-bold { font-weight: bold; }
"""


class Markdown(IPythonRenderer):
    """nbconvert's Markdown, with formulas as MathML and links between the exported pages."""

    def __init__(self, target: Any, **options: Any) -> None:
        super().__init__(**options)
        self.target = target  # from the address in a link to one that is there for the page, or None

    def block_math(self, body: str) -> str:
        return mathml(body, "block")

    def inline_math(self, body: str) -> str:
        return mathml(body, "inline")

    def latex_environment(self, name: str, body: str) -> str:
        return mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")

    def link(self, text: str, url: str, title: str | None = None) -> str:
        target = self.target(url)
        return super().link(text, target, title) if target else text


class Exporter(HTMLExporter):
    """nbconvert's bare page, with our Markdown."""

    def __init__(self, source: Path, sources: Sequence[Path]) -> None:
        super().__init__(template_name="basic")
        self.source = source
        self.pages = {path.resolve(): f"{path.stem}.html" for path in sources}

    @pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        attachments = context.get("cell", {}).get("attachments", {})
        options = {"embed_images": True, "path": str(self.source.parent), "attachments": attachments}
        html = MarkdownWithMath(Markdown(self._target, escape=False, **options)).render(source)
        return GLUED.sub(r'<span class="glued">\1\2</span>', html)  # or the mark may begin the next line

    def relink(self, markup: str) -> str:
        """The HTML of an output, its links treated like those of the prose."""

        def relinked(link: re.Match[str]) -> str:
            target = self._target(unescape(link[2]))
            return f"{link[1]}{escape(target)}{link[3]}{link[4]}</a>" if target else link[4]

        return LINK.sub(relinked, markup)

    def _target(self, address: str) -> str | None:
        """Where a link of the notebook leads in the page, or None: what it names is not there."""
        parts = urlsplit(address)
        if parts.scheme or not parts.path:  # elsewhere, or in this page
            return address
        found = self.pages.get((self.source.parent / unquote(parts.path)).resolve())
        return found and found + (f"#{parts.fragment}" if parts.fragment else "")


class Requests(HTMLParser):
    """Collects what a page would ask the network for."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.in_style = tag == "style"
        for name, value in attributes:
            loads = name in ("src", "srcset", "poster") or (name.endswith("href") and tag != "a")
            if loads and not (value or "").startswith(("data:", "#")):
                self.found.append(value or tag)
            if name == "style":
                self._search(value or "")
            if name == "data-page":  # a live stepper, which replaces its still picture
                inside = Requests()
                inside.feed(value or "")
                self.found += inside.found

    def handle_data(self, text: str) -> None:
        if self.in_style:
            self._search(text)

    def handle_endtag(self, tag: str) -> None:
        self.in_style = False

    def _search(self, css: str) -> None:
        self.found += re.findall(r"""(?:url\(\s*|@import\s+)["']?(?!data:|#)([^"')\s]+)""", css)


def mathml(formula: str, display: str) -> str:
    """A LaTeX formula as MathML.

    >>> mathml("w^2", "inline")
    '<math><msup><mi>w</mi><mn>2</mn></msup></math>'
    """
    text = unescape(formula).strip()
    try:
        return MATHML.convert_with_local_state(text, displaystyle=display == "block")
    except math_core.LatexError as error:
        raise Trouble(f"{text}: {error}") from error


def export(numbers: Sequence[str], folder: Path, language: str) -> list[Path]:
    """Write a page for each lesson (for "all", of the whole course), and an index; return what was written."""
    everything = [*pages(course(), language).values(), *lessons(course(), language).values()]
    chosen = dict.fromkeys(find_lesson(course(), language, number) for number in numbers if number != "all")
    sources = list(chosen) if chosen else everything
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source in sources:
            written.append(folder / f"{source.stem}.html")
            written[-1].write_text(page(source, language, sources)[1], encoding="utf-8")
        entries = "".join(f'<li><a href="{s.stem}.html">{escape(_title(s))}</a></li>' for s in sources)
        heading = say(language, *COURSE)
        written.append(folder / "index.html")
        written[-1].write_text(_frame(heading, f"<h1>{heading}</h1><ul>{entries}</ul>", language), encoding="utf-8")
    except OSError as error:
        english = f"Cannot write in {folder} ({error.strerror}): name another folder with -o."
        chinese = f"无法写入 {folder}（{error.strerror}）：请用 -o 指定另一个文件夹。"
        raise Trouble(say(language, english, chinese)) from error
    return written


def page(source: Path, language: str, sources: Sequence[Path] = ()) -> tuple[str, str]:
    """The title of a notebook and its page; a link to another of the sources leads to that one's page."""
    notebook = nbformat.read(source, nbformat.NO_CONVERT)
    states = notebook.metadata.pop("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    exporter = Exporter(source, sources)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if "data" in output:
                _make_static(output.data, states)
                if "text/html" in output.data:
                    output.data["text/html"] = exporter.relink(output.data["text/html"])
    title = _title(source)
    body, _ = exporter.from_notebook_node(notebook)
    nav = _navigation(source, sources, language) if source in sources else ""
    text = _frame(title, nav + body + nav, language)
    search = Requests()
    search.feed(text)
    if search.found:
        english = f"{source.name} would ask the network for {search.found[0]}: put it into the notebook instead."
        chinese = f"{source.name} 要从网络读取 {search.found[0]}：请把它放进笔记本里。"
        raise Trouble(say(language, english, chinese))
    return title, text


def _title(source: Path) -> str:
    cells = nbformat.read(source, nbformat.NO_CONVERT).cells
    titles = (found[1] for cell in cells if (found := re.match(r"#\s+(.+)", cell.source)))
    return re.sub(r"[$`*]", "", next(titles, source.stem))


def _navigation(source: Path, sources: Sequence[Path], language: str) -> str:
    """Links to the index, and to the pages before and after this one."""
    at = list(sources).index(source)
    near = (("prev", "← {}", sources[:at][-1:]), ("next", "{} →", sources[at + 1 :][:1]))
    links = [f'<a class="nav" href="index.html">{say(language, *COURSE)}</a>']
    for rel, text, found in near:
        links += [
            f'<a class="nav" rel="{rel}" href="{p.stem}.html">{text.format(escape(_title(p)))}</a>' for p in found
        ]
    return f'<nav aria-label="{say(language, "pages", "页面")}">{"".join(links)}</nav>'


def _make_static(data: dict[str, Any], states: Mapping[str, Any]) -> None:
    """Leave of an output what a page without a kernel and without scripts can show."""
    view = data.pop(WIDGET_VIEW, {})
    data.pop("application/javascript", None)
    if widget := _widget_html(view.get("model_id", ""), states):
        data["text/html"] = widget  # in place of the still picture
    elif "text/latex" in data and "text/html" not in data:
        formula = data["text/latex"].strip()
        display = "inline" if re.fullmatch(r"\$[^$]+\$", formula) else "block"
        data["text/html"] = mathml(formula.strip("$"), display)


def _widget_html(identifier: str, states: Mapping[str, Any]) -> str:
    """What a widget shows, if it is made of HTML widgets: those are complete without a kernel."""
    state = states.get(identifier, {}).get("state", {})
    if states.get(identifier, {}).get("model_name") == "HTMLModel":
        return state.get("value", "")
    children = (child.removeprefix("IPY_MODEL_") for child in state.get("children", ()))
    return "".join(_widget_html(child, states) for child in children)


def _frame(title: str, body: str, language: str) -> str:
    light = HtmlFormatter(style="default").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    return f"""<!DOCTYPE html>
<html lang="{say(language, "en", "zh-CN")}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>
{light}
@media (prefers-color-scheme: dark) {{
{dark}
}}
.highlight {{ background: none; }}
{STYLE}
</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
