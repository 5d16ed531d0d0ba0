"""How much room a text takes, known without a font.

The boxes of a picture must be the same on every machine, so their sizes come from here and not from the fonts that
happen to be installed. The widths are those of a wide sans-serif face: in most others a text needs a little less.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

__all__ = ["lines_of", "shorten", "text_width"]

# Hundredths of the font size, for the characters from space to "~".
_WIDTHS = (
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79,
    60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63,
    63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
)  # fmt: skip
_OTHERS = {"∂": 52, "×": 84, "·": 34, "…": 100, "−": 84, "ᵀ": 40, "⊙": 84}
_BOLD = 1.1
_MONO = 60


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False, mono: bool = False) -> float:
    """The width of one line of text in pixels, rather a little too much than too little.

    >>> text_width("w", 10)
    8.2
    >>> text_width("值", 10)
    10.0
    """
    return sum(_width(character, mono) for character in text) * size / 100 * (_BOLD if bold and not mono else 1)


@cache
def _width(character: str, mono: bool) -> float:
    if " " <= character <= "~":
        return _MONO if mono else _WIDTHS[ord(character) - 32]
    if character in _OTHERS:
        return _MONO if mono else _OTHERS[character]
    from unicodedata import combining, east_asian_width

    if combining(character):
        return 0
    return 100 if east_asian_width(character) in "WF" else _MONO if mono else 67


def shorten(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis where it has more than `most` characters.

    >>> shorten("a_very_long_name", 8)
    'a_very_…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def lines_of(text: str, *, most_lines: int = 5, most_characters: int = 30) -> tuple[str, ...]:
    """The text as the lines that are drawn of it: a matrix row by row, not too many lines and none too long.

    >>> lines_of("[[1, 2], [3, 4]]")
    ('[[1, 2],', ' [3, 4]]')
    >>> lines_of("[0.25, 0.25] + [0.5, 0.125] = [0.75, 0.375]")
    ('[0.25, 0.25]', '+ [0.5, 0.125]', '= [0.75, 0.375]')
    >>> lines_of("[-0.7135, 1.0191, 0.6344, -2.8717]")
    ('[-0.7135, 1.0191, 0.6344,', ' -2.8717]')
    """
    lines = (_rows(text) if "\n" not in text else text).expandtabs(4).split("\n")
    if len(lines) > most_lines:
        lines = [*lines[: most_lines - 2], " …", lines[-1]]
    return tuple(shorten(line, most_characters) for line in lines)


def _rows(text: str) -> str:
    """A matrix, or a long sum of arrays, broken into lines."""
    if not text.startswith("["):
        return text
    if " = " in text or " + " in text:
        return re.sub(r" ([+=]) ", r"\n\1 ", text) if len(text) > 26 else text
    if "], [" not in text:
        return re.sub(r"(.{1,28},) ", r"\1\n ", text) if len(text) > 30 else text
    depth = len(text) - len(text.lstrip("["))
    return re.sub(r"\], (\[+)", lambda found: "],\n" + " " * (depth - len(found[1])) + found[1], text)
