"""The commands: `lab` opens a lesson, `progress` says what is done, `export` writes pages for reading offline, and
`course` lays out a course for nbgrader."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from . import lab

__all__ = ["main"]


def port_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (1 to 65535)")
    return int(text)


class Version(argparse.Action):
    """Looks the version up only when it is asked for: a bare source tree has none."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        parser.exit(message=f"minigrad {version('minigrad-autograd')}\n")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="minigrad", description="Learn autograd by seeing every step of it.")
    top.add_argument("--version", action=Version, nargs=0, help="show the version")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=("en", "zh"), help="language (default: the locale's)")

    opening = commands.add_parser("lab", parents=[common], help="open a lesson in JupyterLab, on your own copy")
    opening.add_argument(
        "lesson", nargs="?", default="0", metavar="LESSON", help="its number, or course, names, glossary (default: 0)"
    )
    opening.add_argument("--port", type=port_number, help="JupyterLab's port (default: a free one)")
    opening.add_argument("--no-browser", dest="browser", action="store_false", help="only print the address")

    commands.add_parser("progress", parents=[common], help="say which exercises are done")

    writing = commands.add_parser("export", parents=[common], help="write lessons as pages that work offline")
    writing.add_argument("lessons", nargs="+", metavar="LESSON", help="numbers of lessons, names of pages, or all")
    writing.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the pages")

    teaching = commands.add_parser("course", parents=[common], help="lay out a course for nbgrader")
    teaching.add_argument("folder", type=Path, metavar="DIR", help="folder for the course")
    return top


def progress(language: str) -> str:
    """What is done in the learner's folder: the one around here, or else where `minigrad lab` puts it."""
    from .check import catalogue
    from .check.progress import Progress, folder_of
    from .viz.language import set_language

    set_language(language)
    folder = folder_of(Path.cwd()) or lab.shelf()
    try:
        shown = Progress.of([(exercise.lesson, exercise.id) for exercise in catalogue().values()], folder)
    except OSError as error:
        english = f"Cannot read your progress in {folder} ({error.strerror})."
        raise lab.Trouble(lab.say(language, english, f"无法读取 {folder} 里的进度（{error.strerror}）。")) from error
    return f"{folder}\n{shown}"


def lay_out(folder: Path, language: str) -> None:
    """A course for nbgrader, and what to do with it."""
    from .check.classroom import lay_out

    try:
        made = lay_out(lab.course(), folder, language)
    except OSError as error:
        english = f"Cannot write in {folder} ({error.strerror}): choose another folder."
        chinese = f"无法写入 {folder}（{error.strerror}）：请换一个文件夹。"
        raise lab.Trouble(lab.say(language, english, chinese)) from error
    for path in made:
        print(path)
    name = next(iter(sorted(path.name for path in (folder / "source").iterdir())))
    english = f"Next, in {folder}: nbgrader generate_assignment {name}"
    print(lab.say(language, english, f"下一步，在 {folder} 中运行：nbgrader generate_assignment {name}"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; what the learner can mend is one sentence and a status that is not 0."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that cannot print Chinese prints question marks
    chosen = parser().parse_args(arguments)
    language = chosen.lang or lab.language_of(os.environ)
    try:
        if chosen.command == "lab":
            lab.open_lab(chosen.lesson, language=language, port=chosen.port, browser=chosen.browser)
        elif chosen.command == "progress":
            print(progress(language))
        elif chosen.command == "course":
            lay_out(chosen.folder, language)
        else:
            from .export import export

            for page in export(chosen.lessons, chosen.output, language):
                print(page)
    except lab.Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0
