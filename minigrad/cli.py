"""The commands: `minigrad lab` opens a lesson, `minigrad export` writes pages for reading offline."""

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

    writing = commands.add_parser("export", parents=[common], help="write lessons as pages that work offline")
    writing.add_argument("lessons", nargs="+", metavar="LESSON", help="numbers of lessons, names of pages, or all")
    writing.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the pages")
    return top


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
