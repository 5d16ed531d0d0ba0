"""Make the READMEs' pictures from the live stepper: `uv run python tools/pictures.py`."""

from __future__ import annotations

from pathlib import Path

import minigrad as torch
from minigrad.viz.language import set_language

DOCS = Path(__file__).resolve().parent.parent / "docs"
FILES = {"en": DOCS / "stepper.svg", "zh": DOCS / "stepper.zh-CN.svg"}
PATHS = {"en": DOCS / "paths.svg", "zh": DOCS / "paths.zh-CN.svg"}
FIFTH_OF_BACKWARD = 8  # three forward, five backward


def names() -> dict[str, torch.Tensor]:
    """The home expression."""
    w = torch.tensor([1.0], requires_grad=True)  # type: ignore[operator]
    x = torch.tensor([2.0], requires_grad=True)  # type: ignore[operator]
    a = w + x
    b = w + 1
    y = a * b
    return {"w": w, "x": x, "a": a, "b": b, "y": y}


def stepper_picture(language: str) -> str:
    """The home expression when the two contributions to w have met."""
    set_language(language)
    try:
        found = names()
        return torch.step(found["y"], found).svg(FIFTH_OF_BACKWARD) + "\n"
    finally:
        set_language("en")


def paths_picture(language: str) -> str:
    """The two ways from w to y, and their sum."""
    set_language(language)
    try:
        found = names()
        return torch.draw(found["y"], found, paths=found["w"]).svg + "\n"
    finally:
        set_language("en")


if __name__ == "__main__":
    DOCS.mkdir(exist_ok=True)
    for language, path in FILES.items():
        path.write_text(stepper_picture(language), encoding="utf-8", newline="\n")
    for language, path in PATHS.items():
        path.write_text(paths_picture(language), encoding="utf-8", newline="\n")
