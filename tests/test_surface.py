"""What the package shows, and what it costs to import."""

import doctest
import importlib
import io
import pkgutil
import re
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

import minigrad
from minigrad.outside import homes

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "minigrad"
HEAVY = ("IPython", "graphviz", "ipywidgets", "jupyterlab", "matplotlib", "nbformat", "torch", "wasmtime")


def modules():
    return [name for _, name, _ in pkgutil.walk_packages(minigrad.__path__, "minigrad.")]


def in_order(names):
    """CONSTANTS, Classes, functions; numbers in names by size. ruff keeps the same order."""

    def key(name):
        kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
        return kind, [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]

    return sorted(names, key=key)


def test_all_is_sorted_and_complete():
    public = {n for n, v in vars(minigrad).items() if not n.startswith("_") and not hasattr(v, "__path__")}
    modules_of_its_own = {n for n in public if f"minigrad.{n}" in sys.modules}
    assert minigrad.__all__ == in_order(minigrad.__all__)
    assert public - modules_of_its_own <= set(minigrad.__all__)
    for name in minigrad.__all__:
        assert hasattr(minigrad, name)


@pytest.mark.parametrize("name", modules())
def test_each_modules_all_is_sorted_and_exists(name):
    if name.endswith("__main__"):
        return
    module = importlib.import_module(name)
    names = getattr(module, "__all__", [])
    assert list(names) == in_order(names)
    assert all(hasattr(module, n) for n in names)


class Finder(doctest.DocTestFinder):
    """Finds the examples of a class also where the class says that it stands in a module of PyTorch's."""

    def _from_module(self, module, found):
        if getattr(found, "__module__", None) != homes().get(getattr(found, "__name__", None), ""):
            return super()._from_module(module, found)
        return f"\nclass {found.__name__}" in Path(module.__file__).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", modules())
def test_the_examples_in_docstrings_run(name):
    finder, runner = Finder(), doctest.DocTestRunner()
    for test in finder.find(importlib.import_module(name), name):
        runner.run(test)
    assert runner.failures == 0


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_tour_in_the_readme_runs(readme):
    assert doctest.testfile(str(ROOT / readme), module_relative=False, encoding="utf-8").failed == 0


def test_import_loads_numpy_and_nothing_else_heavy():
    code = f"import sys, minigrad; print([m for m in {HEAVY!r} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    assert found.strip() == "[]"


def code_lines(path):
    """Lines that hold code: no comments, docstrings or blanks."""
    lines = set()
    before = tokenize.NEWLINE
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        is_docstring = token.type == tokenize.STRING and before in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
        if token.type in (tokenize.NL, tokenize.COMMENT):
            continue
        if (
            token.type not in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
            and not is_docstring
        ):
            lines.update(range(token.start[0], token.end[0] + 1))
        before = token.type
    return len(lines)


def test_the_package_can_be_read_in_one_sitting():
    heart = sum(code_lines(PACKAGE / f"{name}.py") for name in ("rules", "ops", "symbol", "graph", "engine"))
    assert heart < 1000
    rest = [p for p in PACKAGE.rglob("*.py") if not {"viz", "check"} & set(p.relative_to(PACKAGE).parts)]
    assert sum(map(code_lines, rest)) < 8800  # PyTorch's surface is wide; what a reader starts with is above


ARROWS = {  # what each may import of the package; the arrows run one way
    "rules": {"ops"},
    "ops": set(),
    "further": {"ops", "rules"},
    "in_place": {"ops", "rules"},
    "symbol": {"further", "in_place", "ops", "rules"},
    "dtypes": {"sentences"},
    "sentences": {"texts"},
    "buckets": set(),
    "modes": set(),
    "frames": set(),
    "kinds": {"further", "ops", "rules", "symbol"},
    "graph": {"buckets", "dtypes", "frames", "kinds", "modes", "rules", "sentences"},
    "copy_slices": {"graph", "in_place", "kinds"},
    "engine": {"graph", "kinds"},
    "random": {"sentences"},
    "printing": {"dtypes"},
}


@pytest.mark.parametrize("name", ARROWS)
def test_imports_run_one_way(name):
    import ast

    found = set()
    for node in ast.walk(ast.parse((PACKAGE / f"{name}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            found |= {node.module} if node.module else {alias.name for alias in node.names}
    assert found <= ARROWS[name]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_readmes_picture_is_what_the_stepper_shows(language):
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        pictures = importlib.import_module("pictures")
    finally:
        sys.path.remove(str(ROOT / "tools"))
    assert pictures.FILES[language].read_text(encoding="utf-8") == pictures.stepper_picture(language)
    assert pictures.PATHS[language].read_text(encoding="utf-8") == pictures.paths_picture(language)
