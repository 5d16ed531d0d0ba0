"""Which language captions and messages speak."""

from __future__ import annotations

LANGUAGES = ("en", "zh")
_current = ["en"]


def current() -> str:
    """
    >>> current()
    'en'
    """
    return _current[0]


def set_language(language: str) -> None:
    if language not in LANGUAGES:
        raise ValueError(f"minigrad speaks {' and '.join(LANGUAGES)}, not {language!r}")
    _current[0] = language


def notebook(language: str = "en") -> None:
    """Set up a lesson's notebook: the language of captions and messages ("en" or "zh"), and plots in words."""
    set_language(language)
    from .figures import register

    register()
