"""The package's lists of names and sentences, each a text file beside the modules."""

from __future__ import annotations

import os.path


def lines(name: str) -> list[str]:
    """The lines of a text file of the package. (pathlib would take as long to import as ten of our modules.)"""
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as file:
        return file.read().splitlines()
