"""Make the READMEs' pictures from the live stepper: `uv run python tools/pictures.py`."""

from __future__ import annotations

from pathlib import Path

import minigrad as torch
from minigrad.viz.language import set_language

DOCS = Path(__file__).resolve().parent.parent / "docs"
FILES = {"en": DOCS / "stepper.svg", "zh": DOCS / "stepper.zh-CN.svg"}
FIFTH_OF_BACKWARD = 8  # three forward, five backward


def stepper_picture(language: str) -> str:
    """The home expression when the two contributions to w have met."""
    set_language(language)
    w = torch.tensor([1.0], requires_grad=True)  # type: ignore[operator]
    x = torch.tensor([2.0], requires_grad=True)  # type: ignore[operator]
    a = w + x
    b = w + 1
    y = a * b
    names = {"w": w, "x": x, "a": a, "b": b, "y": y}
    try:
        return torch.step(y, names).svg(FIFTH_OF_BACKWARD) + "\n"
    finally:
        set_language("en")


if __name__ == "__main__":
    DOCS.mkdir(exist_ok=True)
    for language, path in FILES.items():
        path.write_text(stepper_picture(language), encoding="utf-8", newline="\n")
