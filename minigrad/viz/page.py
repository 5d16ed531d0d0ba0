"""The stepper as one piece of HTML that needs nothing else: no kernel, no library, no network.

Above the picture, below it the code and what the step says, then the controls. All states are in the page; stepper.js
shows one of them. It starts from an image's `onload`, because HTML put into a page does not run its `<script>`s.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from .captions import say_in
from .model import Picture, Step
from .render import Layout
from .shapes import escape, number
from .svg import svg
from .theme import picture_css
from .timeline import States, Timeline
from .words import Words, words

__all__ = ["LIVE", "at", "bar", "frame", "page", "spoken"]

# What a trusted page does with the image that stands for a page: it puts the live one in its place.
LIVE = "var t=document.createElement('template');t.innerHTML=this.dataset.page;this.replaceWith(t.content)"

_INTERVAL = 1800  # milliseconds from step to step while it plays
_PHASES = ("forward", "backward")
_PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
_ICONS = {  # on a field of 16 by 16
    "first": "M3 3h2v10H3zM13 3v10L6 8z",
    "back": "M11 3v10L4 8z",
    "play": "M5 3v10l8-5z",
    "pause": "M4 3h3v10H4zM9 3h3v10H9z",
    "forward": "M5 3v10l7-5z",
    "before": "M8 3v10L2 8zM14 3v10L8 8z",
    "after": "M2 3v10l6-5zM8 3v10l6-5z",
    "last": "M11 3h2v10h-2zM3 3v10l7-5z",
    "turn": "M7 2h2v12H7zM1 5v6l4-3zM15 5v6l-4-3z",
}


def page(picture: Picture, steps: Sequence[Step], timeline: Timeline, places: Layout, language: str) -> str:
    """The whole stepper, at the state before its first step."""
    say = words(language)
    drawn = svg(picture, timeline, state=None, language=language, places=places, framed=False)
    body = (
        f'<div class="mg-view" role="group" aria-label="{escape(say.picture)}">{drawn}</div>'
        f'<div class="mg-below">{_code(picture, steps, say)}{_captions(steps, language)}</div>'
    )
    more = f' data-turn="{_turn(steps)}"'
    return frame("", say.stepper, say.start, len(steps), _stops(steps), body, _bar(steps, language), language, more)


def frame(
    kind: str, name: str, start: str, last: int, stops: str, body: str, controls: str, language: str, more: str = ""
) -> str:
    """Something to be stepped through: `body` holds all states, `stops` are those that a jump goes to."""
    say = words(language)
    return (
        f'<div class="mg mg-stepper{" " + kind if kind else ""}" lang="{say.lang}" tabindex="0" role="group" '
        f'aria-label="{escape(name)}" data-step="0" data-last="{last}" data-stops="{stops}"{more} '
        f'data-interval="{_INTERVAL}" data-play="{say.play}" data-pause="{say.pause}" '
        'data-lm-suppress-shortcuts="true">'
        f"<style>{picture_css()}{_css()}</style>{body}{controls}"
        f'<div class="mg-spoken" role="status" aria-live="polite">{escape(start)}</div>'
        f'<img src="{_PIXEL}" alt="" hidden onload="{escape(_script())}">'
        "</div>"
    )


def spoken(steps: Sequence[Step], language: str) -> list[str]:
    """What each state says, as plain text; the first is the one before all steps."""
    say = words(language)
    return [
        say.start,
        *(f"{nth} {step.text}" for nth, step in zip(_numbered(steps, say), steps, strict=True)),
    ]


def _numbered(steps: Sequence[Step], say: Words) -> list[str]:
    many = {phase: sum(step.phase == phase for step in steps) for phase in _PHASES}
    text = {"forward": say.nth_forward, "backward": say.nth_backward}
    return [text[step.phase].format(step.number, many[step.phase]) for step in steps]


def _stops(steps: Sequence[Step]) -> str:
    """The states at which another operation comes to work, or a pass begins."""
    keys = [(step.phase, step.operation) for step in steps]
    return ",".join(str(n) for n, key in enumerate(keys, 1) if n == 1 or key != keys[n - 2])


def _turn(steps: Sequence[Step]) -> int:
    """The last state of the forward pass."""
    return sum(step.phase == "forward" for step in steps)


@cache
def _script() -> str:
    return "\n".join(line for line in _lines("stepper.js") if not line.startswith("//"))


@cache
def _css() -> str:
    return "".join(line.replace(": ", ":") for line in _lines("stepper.css") if not line.startswith("/*"))


def _lines(name: str) -> list[str]:
    """The lines of a file beside this one, without their margins."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]


def at(kind: str, states: States, body: str = "", element: str = "div", more: str = "") -> str:
    on = " mg-on" if 0 in states else ""
    return f'<{element} class="{kind} mg-at{on}" data-at="{states}"{more}>{body}</{element}>'


def _code(picture: Picture, steps: Sequence[Step], say: Words) -> str:
    if not picture.code:
        return ""
    lit: dict[tuple[int | None, str], list[int]] = {}
    for n, step in enumerate(steps, 1):
        lit.setdefault((step.line, step.phase), []).append(n)
    rows = []
    for index, line in enumerate(picture.code):
        marks = ""
        for phase in _PHASES:
            if states := States.of(lit.get((index, phase), ())):
                marks += at(f"mg-mark mg-{phase}", states, element="i")
        rows.append(f"<span>{marks}{escape(line) or ' '}</span>")
    return f'<div class="mg-code" role="group" aria-label="{escape(say.code)}">{"".join(rows)}</div>'


def _captions(steps: Sequence[Step], language: str) -> str:
    say = words(language)
    texts = spoken(steps, language)
    bodies = [f'<p>{escape(say.start)}</p><p class="mg-keys">{escape(say_in(language, "keys"))}</p>']
    for nth, step in zip(_numbered(steps, say), steps, strict=True):
        formulas = "".join(f'<div class="mg-formula" lang="en">{formula}</div>' for formula in step.formulas)
        bodies.append(f'<p><b class="mg-nth mg-{step.phase}">{escape(nth)}</b> {step.sentence}</p>{formulas}')
    captions = (
        at("mg-caption", States.of([state]), body, more=f' data-text="{escape(text)}"')
        for state, (text, body) in enumerate(zip(texts, bodies, strict=True))
    )
    return f'<div class="mg-say">{"".join(captions)}</div>'


def _bar(steps: Sequence[Step], language: str) -> str:
    say = words(language)
    counts = []
    names = {
        "forward": (say.phase_forward, say.to_forward),
        "backward": (say.phase_backward, say.to_backward),
    }
    for phase in _PHASES:
        mine = [state for state, step in enumerate(steps, 1) if step.phase == phase]
        if mine:
            name, title = names[phase]
            counts.append(
                f'<button type="button" class="mg-jump mg-{phase}" data-go="{mine[0]}" title="{escape(title)}">'
                f'{escape(name)} <span data-count="{len(mine)}" data-from="{mine[0] - 1}">0/{len(mine)}</span></button>'
            )
    if 0 < _turn(steps) < len(steps):
        counts.insert(1, _button("turn", say_in(language, "to_turn")))
    turn = 100 * _turn(steps) / max(1, len(steps))
    jumps = say_in(language, "previous_operation"), say_in(language, "next_operation")
    return bar(len(steps), say.start, language, jumps, "".join(counts), turn)


def bar(
    last: int, start: str, language: str, jumps: tuple[str, str], counts: str | None = None, turn: float = 100.0
) -> str:
    """Buttons, slider and counts; `turn` is how much of the way is the forward pass, in percent."""
    say = words(language)
    buttons = _button("first", say.first) + _button("before", jumps[0]) + _button("back", say.back)
    buttons += (
        f'<button type="button" data-go="play" class="mg-play">{_icon("play")}{_icon("pause")}'
        f"<span>{escape(say.play)}</span></button>"
    )
    buttons += _button("forward", say.forward) + _button("after", jumps[1]) + _button("last", say.last)
    slider = (
        f'<input type="range" min="0" max="{last}" value="0" aria-label="{escape(say.step)}" '
        f'aria-valuetext="{escape(start)}" style="--mg-turn:{number(turn)}%;--mg-done:0%">'
    )
    if counts is None:
        counts = f'<span data-count="{last}" data-from="0">0/{last}</span>'
    counts = f'<div class="mg-counts">{counts}</div>'
    return f'<div class="mg-bar"><div class="mg-buttons">{buttons}</div>{slider}{counts}</div>'


def _button(name: str, title: str) -> str:
    title = escape(title)
    return f'<button type="button" data-go="{name}" aria-label="{title}" title="{title}">{_icon(name)}</button>'


def _icon(name: str) -> str:
    return (
        f'<svg class="mg-icon mg-icon-{name}" viewBox="0 0 16 16" aria-hidden="true"><path d="{_ICONS[name]}"/></svg>'
    )
