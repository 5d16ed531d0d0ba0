"""A text in both languages."""

from __future__ import annotations

import html
import inspect
import re
from dataclasses import dataclass
from typing import Any

__all__ = ["Note", "Text", "current", "inline", "unwrap"]

_HAN = r"[\u2018-\u201d\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"


def current() -> str:
    """The language chosen by `mg.notebook(...)`."""
    from minigrad.viz.language import current as chosen

    return chosen()


def unwrap(chinese: str) -> str:
    """Chinese prose without the line ends that would be shown as spaces between two characters.

    >>> unwrap("反向\\n传播\\n\\n清零")
    '反向传播\\n\\n清零'
    """
    return re.sub(rf"(?<={_HAN})\n[ \t]*(?={_HAN})", "", chinese)


@dataclass(frozen=True, slots=True)
class Text:
    """The same thing said in English and in Chinese (Markdown); `str` gives the chosen language.

    >>> Text(en="leaf", zh="叶子节点").into("zh")
    '叶子节点'
    """

    en: str
    zh: str

    def into(self, language: str) -> str:
        return unwrap(inspect.cleandoc(self.zh)) if language == "zh" else inspect.cleandoc(self.en)

    def __str__(self) -> str:
        return self.into(current())

    def format(self, *values: Any) -> str:
        """The text with its `{}` filled in."""
        return str(self).format(*values)


@dataclass(frozen=True, slots=True)
class Note:
    """Some Markdown that a notebook shows as such."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/markdown": self.text, "text/plain": self.text}


def inline(text: str) -> str:
    """Escaped HTML of one line in which only `code` and **bold** are marked."""
    escaped = html.escape(" ".join(text.split()))
    escaped = re.sub(r"`([^`]+)`", r"<code>\1</code>", escaped)
    return re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", escaped)
