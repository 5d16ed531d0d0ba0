"""Builds the notebooks of both languages from their one source, runs them, and says what is stale.

    uv run python tools/build.py                      build everything
    uv run python tools/build.py 05                   what belongs to lesson 5: the lesson, exercises, solutions
    uv run python tools/build.py notebooks/en/05_accumulation.ipynb
    uv run python tools/build.py --check              build nothing: say what is stale, missing or not as it should be
    uv run python tools/build.py --update-hashes 05   the Chinese has been read beside the English and is right

Lessons and pages come from `notebooks/src/*.py` (their format: notebooks/src/README.md), exercises and solutions
from `minigrad/check/exercises/`. A source is compared with what is committed exactly, and without running anything;
whether the outputs are still right is what pytest says, which runs every notebook.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import overview
import review
from running import METADATA, RunError, run

from minigrad.check import catalogue
from minigrad.check.lessons import LESSONS, Lesson
from minigrad.check.text import unwrap

__all__ = ["Cell", "SourceError", "Target", "build", "main", "read_source", "stale", "targets", "update_hashes"]

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "zh")
MARKER = re.compile(r"^# %%(?!\w).*$", re.MULTILINE)  # `# %%watch` is a magic


class SourceError(Exception):
    """A source is not as a source has to be; one sentence a line."""


# ---------------------------------------------------------------------------------------------- lessons


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson's source."""

    kind: str  # "markdown" or "code"
    text: str
    metadata: dict[str, Any]
    where: str  # "notebooks/src/05_accumulation.py:12"

    @property
    def language(self) -> str | None:
        return self.metadata.get("lang")

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.text.strip().encode()).hexdigest()[:8]


def read_source(path: Path) -> list[Cell]:
    """The cells of a lesson's source, both languages."""
    text = path.read_text(encoding="utf-8")
    notebook = jupytext.reads(text, fmt="py:percent")
    lines = [text.count("\n", 0, marker.start()) + 1 for marker in MARKER.finditer(text)]
    if len(lines) != len(notebook.cells):
        raise SourceError(f"{_short(path)}: every cell begins with a line `# %%`, the first one too.")
    return [
        Cell(cell.cell_type, cell.source, dict(cell.metadata), f"{_short(path)}:{line}")
        for cell, line in zip(notebook.cells, lines, strict=True)
    ]


def pairs(cells: list[Cell]) -> list[tuple[Cell, Cell]]:
    """The cells in order, as (English, Chinese); code is its own translation. Says all that does not pair."""
    found: list[tuple[Cell, Cell]] = []
    wrong: list[str] = []
    waiting: Cell | None = None
    for cell in cells:
        if waiting and cell.language != "zh":
            wrong.append(f'{waiting.where}: the Chinese is missing: # %% [markdown] lang="zh" of="{waiting.hash}"')
            waiting = None
        if cell.kind == "code":
            if cell.language:
                wrong.append(f"{cell.where}: code is shared by both languages; take lang=... away.")
            found.append((cell, cell))
        elif cell.language == "en":
            waiting = cell
        elif cell.language == "zh" and waiting:
            of = cell.metadata.get("of")
            if of != waiting.hash:
                was = f'of="{of}"' if of else "no of="
                wrong.append(
                    f'{cell.where}: the Chinese is stale ({was}): bring it up to date, then of="{waiting.hash}"'
                )
            found.append((waiting, cell))
            waiting = None
        elif cell.language == "zh":
            wrong.append(f"{cell.where}: this Chinese cell has no English cell right before it.")
        else:
            wrong.append(f'{cell.where}: a markdown cell needs lang="en" or lang="zh".')
    if waiting:
        wrong.append(f'{waiting.where}: the Chinese is missing: # %% [markdown] lang="zh" of="{waiting.hash}"')
    setups = [cell for cell in cells if "setup" in cell.metadata.get("tags", [])]
    runs = any(cell.kind == "code" for cell in cells)  # a page may be prose alone
    if runs and (len(setups) != 1 or setups[0].text.count('notebook("en")') != 1):
        wrong.append(f'{cells[0].where if cells else "?"}: one cell is tagged setup and holds mg.notebook("en") once.')
    if wrong:
        raise SourceError("\n".join(wrong))
    return found


def update_hashes(path: Path) -> int:
    """Write the right `of=` into every Chinese cell of a source; the number of changes."""
    cells = read_source(path)
    text = path.read_text(encoding="utf-8")
    pieces: list[str] = []
    end = changes = 0
    for number, (cell, marker) in enumerate(zip(cells, MARKER.finditer(text), strict=True)):
        line = marker[0]
        english = cells[number - 1] if number else None
        if cell.language == "zh" and english and english.language == "en":
            line = re.sub(r'\s+of="[^"]*"', "", line.rstrip()) + f' of="{english.hash}"'
            changes += cell.metadata.get("of") != english.hash
        pieces += [text[end : marker.start()], line]
        end = marker.end()
    if changes:
        path.write_text("".join([*pieces, text[end:]]), encoding="utf-8", newline="\n")
    return changes


def lesson_notebook(path: Path, language: str) -> nbformat.NotebookNode:
    """A lesson in one language, not yet run."""
    made = []
    for english, chinese in pairs(read_source(path)):
        cell = english if language == "en" else chinese
        tags = english.metadata.get("tags", [])
        text = cell.text
        if cell.kind == "markdown":
            text = overview.fill_in(_prose(cell), language, partial(_prose_of, language), _with_exercises())
        if "setup" in tags:
            text = text.replace('notebook("en")', f'notebook("{language}")')
        made.append(_cell(cell.kind, text, key=english.kind + english.text, tags=tags))
    return _notebook(made)


def _prose(cell: Cell) -> str:
    """What a cell says, whole lines joined again."""
    return unwrap(cell.text) if cell.language == "zh" else cell.text


@cache
def _prose_of(language: str, lesson: Lesson) -> list[str]:
    """The prose of a lesson in one language, cell by cell."""
    cells = read_source(ROOT / "notebooks" / "src" / f"{lesson.name}.py")
    return [_prose(cell) for cell in cells if cell.language == language]


def _with_exercises() -> set[int]:
    return {exercise.lesson for exercise in catalogue().values()}


# ---------------------------------------------------------------------------------------------- exercises

SETUP = """\
import minigrad as torch
import minigrad as mg
from minigrad.check import check, hint, solution

mg.notebook("{language}")"""

HEAD = {
    ("exercises", "en"): """\
# Exercises {number} · {title}

{lesson}Fill in what stands as `...`, run the cell, then run its check. The first line of an answer cell tells the check
which exercise it belongs to: leave it where it is. Stuck? Take the `#` away before `hint`: there are three,
each says more than the one before. `solution("...")` shows the whole answer and why it is right.""",
    ("exercises", "zh"): """\
# 练习 {number} · {title}

{lesson}把写着 `...` 的地方补全，运行这个单元格，再运行它下面的检查。
答案单元格的第一行告诉检查程序这是哪道题，请保留它。
做不出来？去掉 `hint` 前面的 `#`：提示有三级，一级比一级说得多。`solution("...")` 给出完整答案，并讲清它为什么对。""",
    ("solutions", "en"): """\
# Solutions {number} · {title}

{lesson}Each exercise with one right answer, what its check says, and why it is right. Others are right too.""",
    ("solutions", "zh"): """\
# 解答 {number} · {title}

{lesson}每道题给出一种正确写法、检查程序的结论，以及它为什么对。正确的写法不止这一种。""",
}
TO_LESSON = {"en": "To lesson {number}: [{title}]({link}). ", "zh": "对应第 {number} 课：[{title}]({link})。"}
WHY = {"en": "**Why this is right.** ", "zh": "**为什么对**："}


def exercise_notebook(lesson: Lesson, language: str, solved: bool) -> nbformat.NotebookNode:
    """The exercises of a lesson, or their solutions, in one language, not yet run."""
    title = lesson.title.into(language)
    link = ""
    if lesson.written:
        link = TO_LESSON[language].format(
            number=lesson.number, title=title, link=f"../../notebooks/{language}/{lesson.name}.ipynb"
        )
    head = HEAD["solutions" if solved else "exercises", language]
    if language == "zh":
        head = unwrap(head)
    made = [
        _cell("markdown", head.format(number=lesson.number, title=title, lesson=link), key="head"),
        _cell("code", SETUP.format(language=language), key="setup", tags=["setup"]),
    ]
    of_lesson = [exercise for exercise in catalogue().values() if exercise.lesson == lesson.number]
    for number, exercise in enumerate(of_lesson, start=1):
        name = exercise.id
        statement = (
            f"## {lesson.number}.{number} {exercise.title.into(language)}\n\n{exercise.statement.into(language)}"
        )
        made.append(_cell("markdown", statement, key=f"{name} statement"))
        if exercise.given:
            made.append(_cell("code", exercise.given, key=f"{name} given", grader=_grader(f"{name}-given")))
        answer = exercise.solved if solved else exercise.starter
        tags = [] if solved else ["raises-exception"]  # a program to repair may; what comes after it runs all the same
        made.append(_cell("code", answer, key=f"{name} answer", tags=tags, grader=_grader(name, solution=True)))
        made.append(
            _cell(
                "code",
                f'check("{name}")',
                key=f"{name} check",
                grader=_grader(f"{name}-check", points=exercise.points),
            )
        )
        if solved:
            made.append(_cell("markdown", WHY[language] + exercise.why.into(language), key=f"{name} why"))
        else:
            made.append(_cell("code", f'# hint("{name}", 1)\n# solution("{name}")', key=f"{name} hint"))
    return _notebook(made)


def _grader(name: str, *, solution: bool = False, points: float | None = None) -> dict[str, Any]:
    """nbgrader's metadata: an answer, a check that gives points, or a given cell."""
    metadata: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": name,
        "solution": solution,
        "grade": points is not None,
        "locked": not solution,
        "task": False,
    }
    if points is not None:
        metadata["points"] = points
    return metadata


# ---------------------------------------------------------------------------------------------- notebooks


def _cell(
    kind: str, text: str, *, key: str, tags: Iterable[str] = (), grader: dict[str, Any] | None = None
) -> nbformat.NotebookNode:
    """A cell whose id comes from its content, so that it stays when cells before it come and go."""
    make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    metadata: dict[str, Any] = {}
    if tags:
        metadata["tags"] = list(tags)
    if grader:
        metadata["nbgrader"] = grader
    return make(text, id=hashlib.sha256(key.encode()).hexdigest()[:8], metadata=metadata)


def _notebook(cells: list[nbformat.NotebookNode]) -> nbformat.NotebookNode:
    seen: dict[str, int] = {}
    for cell in cells:
        seen[cell.id] = seen.get(cell.id, 0) + 1
        if seen[cell.id] > 1:
            cell.id = f"{cell.id}-{seen[cell.id]}"
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA)


@dataclass(frozen=True)
class Target:
    """One notebook that is to be built."""

    path: Path  # relative to the root
    make: Callable[[], nbformat.NotebookNode]
    runs: bool  # exercises are not run: the answers are missing

    @property
    def language(self) -> str:
        return self.path.parts[1]

    @property
    def is_lesson(self) -> bool:
        """Not an exercise, and not one of the pages about the course."""
        return self.path.parts[0] == "notebooks" and self.path.name[0].isdigit()


def targets() -> list[Target]:
    """Everything that is built, in order."""
    made = [
        Target(
            Path("notebooks", language, f"{source.stem}.ipynb"),
            partial(lesson_notebook, source, language),
            True,
        )
        for source in sorted((ROOT / "notebooks" / "src").glob("*.py"))
        for language in LANGUAGES
    ]
    for folder, solved in (("exercises", False), ("solutions", True)):
        made += [
            Target(
                Path(folder, language, f"{lesson.name}.ipynb"),
                partial(exercise_notebook, lesson, language, solved),
                solved,
            )
            for lesson in LESSONS
            if lesson.number in _with_exercises()
            for language in LANGUAGES
        ]
    return made


def _chosen(names: list[str], among: list[Target]) -> list[Target]:
    if not names:
        return among
    found: list[Target] = []
    for name in names:
        wanted = Path(name)
        some = [
            target
            for target in among
            if target.path == wanted
            or target.path == _relative(wanted)
            or target.path.stem == wanted.stem
            or target.path.stem.split("_")[0] == name.zfill(2)
            or target.path.parts[0] == name
        ]
        if not some:
            raise SourceError(f"{name}: no lesson and no exercises of that name.")
        found += [target for target in some if target not in found]
    return found


def _relative(path: Path) -> Path:
    absolute = path.resolve()
    return absolute.relative_to(ROOT) if absolute.is_relative_to(ROOT) else path


def _short(path: Path) -> str:
    return _relative(path).as_posix()


def build(target: Target) -> bool:
    """Make a notebook, run it, write it; whether the file has changed."""
    path = ROOT / target.path
    path.parent.mkdir(parents=True, exist_ok=True)
    notebook = target.make()
    if target.runs:
        run(notebook, path.parent, target.path.as_posix())
    text = nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8", newline="\n")
    return True


def stale(target: Target) -> str:
    """What is wrong with a committed notebook measured by its source; empty if nothing is."""
    path = ROOT / target.path
    if not path.exists():
        return "it has not been built"
    committed, fresh = _bare(nbformat.read(path, as_version=4)), _bare(target.make())
    if len(committed) != len(fresh):
        return f"it has {len(committed)} cells, its source gives {len(fresh)}"
    for number, (old, new) in enumerate(zip(committed, fresh, strict=True), start=1):
        if old != new:
            parts = [name for name in ("cell_type", "id", "metadata", "source") if old[name] != new[name]]
            begin = new["source"].strip().partition("\n")[0][:50]
            return f"its cell {number} ({begin!r}) is not what its source gives ({', '.join(parts)})"
    return ""


def _bare(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    return [{name: cell[name] for name in ("cell_type", "id", "metadata", "source")} for cell in notebook.cells]


def orphans(all_targets: list[Target]) -> list[str]:
    """Committed notebooks that no source gives."""
    known = {target.path for target in all_targets}
    return [
        f"{path.relative_to(ROOT).as_posix()}: nothing gives this notebook any more; delete it."
        for folder in ("notebooks", "exercises", "solutions")
        for language in LANGUAGES
        for path in sorted((ROOT / folder / language).glob("*.ipynb"))
        if path.relative_to(ROOT) not in known
    ]


def problems(chosen: list[Target]) -> list[str]:
    """All that is stale, missing or not as a notebook should be."""
    found: list[str] = []
    notebooks: dict[Path, nbformat.NotebookNode] = {}
    said: set[str] = set()
    for target in chosen:
        name = target.path.as_posix()
        try:
            reason = stale(target)
        except SourceError as error:
            if str(error) not in said:
                said.add(str(error))
                found += str(error).splitlines()
            continue
        if reason:
            found.append(f"{name}: {reason}; run tools/build.py {target.path.stem}")
            continue
        notebook = notebooks[target.path] = nbformat.read(ROOT / target.path, as_version=4)
        found += [
            f"{name}: {text}"
            for text in review.review(notebook, ROOT / target.path, run=target.runs, lesson=target.is_lesson)
        ]
    for path, english in notebooks.items():
        other = Path(path.parts[0], "zh", path.name)
        if path.parts[1] == "en" and other in notebooks:
            found += [f"{path.as_posix()}: {text}" for text in review.compare_languages(english, notebooks[other])]
    return found


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Build the notebooks of both languages from their one source.")
    parser.add_argument("names", nargs="*", help="a lesson (05, 05_accumulation), a folder or a notebook; none: all")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="build nothing: say what is stale or not as it should be")
    mode.add_argument(
        "--update-hashes", action="store_true", help="mark the Chinese as brought up to date with the English"
    )
    options = parser.parse_args(arguments)
    everything = targets()
    try:
        chosen = _chosen(options.names, everything)
        if options.update_hashes:
            for stem in dict.fromkeys(t.path.stem for t in chosen if t.path.parts[0] == "notebooks"):
                source = ROOT / "notebooks" / "src" / f"{stem}.py"
                print(f"{_short(source)}: {update_hashes(source)} changed")
            return 0
        if not options.check:
            for target in chosen:
                print(f"{target.path.as_posix()} ... ", end="", flush=True)
                print("written" if build(target) else "as it was", flush=True)
    except (SourceError, RunError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    found = problems(chosen) + ([] if options.names else orphans(everything))
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
