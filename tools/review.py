"""What every built notebook keeps to, whatever it teaches."""

from __future__ import annotations

import ast
import itertools
import re
from pathlib import Path
from typing import Any

import nbformat

__all__ = ["compare_languages", "review"]

LINES = 15  # of a code cell
CELLS = range(12, 31)  # of a lesson
HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
BOLD = re.compile(r"(.?)\*\*([^*\n]+)\*\*(.?)")
ALT = re.compile(r"""\balt=(?:"[^"]+"|'[^']+')""", re.IGNORECASE)


def review(notebook: nbformat.NotebookNode, path: Path, *, run: bool, lesson: bool) -> list[str]:
    """What is not as it should be in one notebook, a sentence each."""
    found: list[str] = []
    if lesson and len(notebook.cells) not in CELLS:
        found.append(f"it has {len(notebook.cells)} cells; a lesson has {CELLS.start} to {CELLS.stop - 1}")
    found += _headings(notebook)
    count = 0
    for number, cell in enumerate(notebook.cells, start=1):
        where = f"cell {number}"
        if cell.cell_type == "markdown":
            found += [f"{where}: {text}" for text in _prose(cell.source, path)]
            continue
        count += 1
        lines = len(cell.source.splitlines())
        if lines > LINES:
            found.append(f"{where}: {lines} lines; a code cell has at most {LINES}")
        if HAN.search(cell.source):
            found.append(f"{where}: Chinese in code, which both languages share")
        if run:
            found += [f"{where}: {text}" for text in _outputs(cell, count)]
        elif cell.outputs or cell.execution_count is not None:
            found.append(f"{where}: an exercise is saved without outputs")
    return found


def _headings(notebook: nbformat.NotebookNode) -> list[str]:
    levels: list[int] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            prose = re.sub(r"```.*?```", "", cell.source, flags=re.DOTALL)
            levels += [len(marks) for marks in re.findall(r"^(#{1,6}) \S", prose, re.MULTILINE)]
    if not notebook.cells or not notebook.cells[0].source.startswith("# ") or levels.count(1) != 1:
        return ["the first cell begins with the one heading of the first level"]
    return [
        f"a heading of level {after} follows one of level {before}"
        for before, after in itertools.pairwise(levels)
        if after > before + 1
    ]


def _prose(text: str, path: Path) -> list[str]:
    found = []
    text = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    for mark, words, target in LINK.findall(text):
        if mark and not words.strip():
            found.append(f"the image {target[:60]} has no alt text")
        if not re.match(r"[a-z]+:|#", target) and not (path.parent / target.partition("#")[0]).exists():
            found.append(f"the link {target} leads nowhere")
    found += ["an <img> has no alt text" for image in IMAGE.findall(text) if not ALT.search(image)]
    for before, bold, after in BOLD.findall(text):  # Markdown's rule; it was made for words with spaces between
        if (after.isalnum() and not bold[-1].isalnum()) or (before.isalnum() and not bold[0].isalnum()):
            found.append(f"**{bold}** stays stars: between its punctuation and the next character a space is needed")
    return found


def _outputs(cell: nbformat.NotebookNode, count: int) -> list[str]:
    if cell.execution_count != count:
        return ["it was not run in order from a fresh kernel; build the notebook again"]
    found = []
    if not cell.outputs and _shows(cell.source):
        found.append("it shows something, but no output is saved")
    raised = any(output.output_type == "error" for output in cell.outputs)
    if raised != ("raises-exception" in cell.metadata.get("tags", [])):
        found.append(
            "it raises and has no tag raises-exception"
            if raised
            else "it has the tag raises-exception and does not raise"
        )
    for output in cell.outputs:
        data = output.get("data", {})
        if "image/png" in data and not output.metadata.get("image/png", {}).get("alt"):
            found.append("its picture has no alt text")
        if any(not ALT.search(image) for image in IMAGE.findall(data.get("text/html", ""))):
            found.append("an <img> in its output has no alt text")
    return found


def _shows(source: str) -> bool:
    """Whether a cell surely has an output: it prints, or ends in a name or the like."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return True
    if body and isinstance(body[-1], ast.Expr) and isinstance(body[-1].value, ast.Attribute | ast.Tuple | ast.BinOp):
        return True
    return any(
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Name)
        and statement.value.func.id == "print"
        for statement in body
    )


def compare_languages(english: nbformat.NotebookNode, chinese: nbformat.NotebookNode) -> list[str]:
    """Where the two languages differ in more than their words."""
    found = []
    for number, (a, b) in enumerate(zip(english.cells, chinese.cells, strict=True), start=1):
        if a.cell_type != "code":
            continue
        if a.source != b.source and "setup" not in a.metadata.get("tags", []):
            found.append(f"cell {number}: its code differs in Chinese")
        if _said(a) != _said(b):
            found.append(f"cell {number}: its output differs in Chinese in more than the words")
    return found


def _said(cell: nbformat.NotebookNode) -> list[Any]:
    """What an output says in any language: all of it, or of a viewer's output the numbers."""
    said: list[Any] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            said.append(output.text)
        elif output.output_type == "error":
            said.append((output.ename, output.evalue))
        elif not {"text/html", "text/markdown", "text/latex"}.isdisjoint(output.data):
            said.append(sorted(NUMBER.findall(output.data.get("text/plain", ""))))
        else:
            said.append(output.data.get("text/plain"))
    return said
