"""Cards and operations as boxes: how large they are, and what is drawn inside.

One place measures and draws, so that what is drawn fits what was laid out. A box is as wide as the widest text it
will hold in any state.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from .metrics import lines_of, shorten, text_width
from .model import Card, Drawer, Group, Operation, Picture
from .timeline import States, Timeline
from .words import Words

__all__ = ["Box", "Show", "boxes", "escape", "heat", "number", "printable"]

Show = Callable[[str, States], str]  # mark-up and the states in which it is seen -> what is written of it

_RADIUS = 9  # of a corner
_PAD = 11.0  # from the border to the text
_GAP = 14.0  # from a label to its value
_LINE = 16.0  # one line of a value
_LEVEL = "M1.2 4.5h9.6l-1 6.7h-7.6z"  # what is in a bucket
_BUCKET = "M.4.8 2.2 11.6h7.6L11.6.8"


def escape(text: str) -> str:
    """Text for XML and HTML, in an element as in an attribute."""
    return text if text.isalnum() else printable(text).translate(_ESCAPED)


def printable(text: str) -> str:
    """The text with a replacement mark for each character that neither XML nor DOT can hold."""
    return text if text.isprintable() else text.translate(_UNPRINTABLE)


_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_UNPRINTABLE = dict.fromkeys(
    (*range(0x9), *range(0xB, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\N{REPLACEMENT CHARACTER}"
)


@lru_cache(maxsize=4096)  # the parts of most boxes stand at the same places in them
def number(x: float) -> str:
    """A coordinate: at most one digit behind the point, and no more than needed."""
    text = f"{x:.1f}"
    if text[-1] != "0":
        return text
    return "0" if text == "-0.0" else text[:-2]


def _text(x: float, y: float, kind: str, text: str, *, end: bool = False, middle: bool = False, whole: str = "") -> str:
    anchor = ' text-anchor="end"' if end else ' text-anchor="middle"' if middle else ""
    title = f"<title>{escape(whole)}</title>" if whole and whole != text else ""
    return f'<text class="{kind}" x="{number(x)}" y="{number(y)}"{anchor}>{title}{escape(text)}</text>'


class Box(NamedTuple):
    """A box with its upper left corner at the origin."""

    width: float
    height: float
    kind: str  # its CSS classes
    radius: float
    plain: str  # what any `dot` writes in it
    parts: list[tuple[str, States | None]]  # None: always seen

    def draw(self, show: Show) -> str:
        return "".join(markup if states is None else show(markup, states) for markup, states in self.parts)


def boxes(picture: Picture, timeline: Timeline, words: Words) -> dict[str, Box]:
    """A box for each card and each operation, by key."""
    found = {card.key: _card(card, timeline, words) for card in picture.cards}
    found.update((operation.key, _operation(operation, timeline, words)) for operation in picture.operations)
    lines = picture.code
    found.update((group.key, _group(group, lines, words)) for group in picture.groups if group.folded)
    return found


# Cards


class _Row(NamedTuple):
    label: str
    kind: str
    versions: list[tuple[str | None, tuple[str, ...], States]]  # the whole text, its lines, when
    bucket: bool
    width: float
    height: float


def _lines_width(lines: tuple[str, ...]) -> float:
    if len(lines) > 1:
        return max(text_width(line, 12, mono=True) for line in lines)
    return sum(text_width(line, 13, bold=True) for line in lines)


def _row(label: str, kind: str, versions: list[tuple[str | None, States]], bucket: bool = False) -> _Row:
    label = shorten(label, 24)
    seen = [(text, lines_of(text) if text else (), states) for text, states in versions]
    width = text_width(label, 11.5) + _GAP + max([_lines_width(lines) for _, lines, _ in seen], default=0)
    height = max([1, *(len(lines) for _, lines, _ in seen)]) * _LINE + 6
    return _Row(label, kind, seen, bucket, width + (17 if bucket else 0), height + (4 if bucket else 0))


def _card(card: Card, timeline: Timeline, words: Words) -> Box:
    rows = [_row(words.value, "mg-value", timeline.versions(card.key, "value", card.value))]
    if card.label:
        rows.append(_row(card.label, "mg-grad", timeline.versions(card.key, "passing", card.passing)))
    if card.bucket:
        rows.append(_row(".grad", "mg-grad", timeline.versions(card.key, "grad", card.grad or "None"), bucket=True))

    name, note = shorten(card.name, 20), shorten(card.note, 20)
    marks = [words.version.format(card.version)] if card.version else []
    if card.hooks:
        marks.append(_hooks(card.hooks, words))
    version = " · ".join(marks)
    name_width = text_width(name, 15, bold=True)
    head = name_width + (text_width(version, 10) + 9 if version else 0) + (_GAP + text_width(note, 11) if note else 0)
    width = max(88.0, 2 * _PAD + max(head, *(row.width for row in rows)))
    height = 29.0 + sum(row.height for row in rows) + 4
    off = card.kind in ("constant", "number") or not card.recorded
    kind = "mg-card mg-" + card.kind + (" mg-off" if off else "")
    plain = [f"{name}  {note}".rstrip()]
    parts: list[tuple[str, States | None]] = []
    add = parts.append

    add((_text(_PAD, 19, "mg-name", name, whole=card.name), None))
    if version:
        title = f"<title>{escape(words.in_place)}</title>" if card.version else ""
        place = number(_PAD + name_width + 6)
        add((f'<text class="mg-note mg-version" x="{place}" y="19">{title}{version}</text>', None))
    if note:
        add((_text(width - _PAD, 19, "mg-note", note, end=True, whole=card.note), None))
    add((f'<path class="mg-rule" d="M0 28H{number(width)}"/>', None))

    y = 29.0
    for row in rows:
        if row.bucket:
            add((_well(width, y, row.height), None))
            add((f'<path class="mg-rule" d="M0 {number(y)}H{number(width)}"/>', None))
            y += 3
            bucket = f"translate({number(_PAD)} {number(y + 5)})"
            for text, _, states in row.versions:
                if text and text != "None":
                    add((f'<path class="mg-fill" transform="{bucket}" d="{_LEVEL}"/>', states))
            add((f'<path class="mg-bucket" transform="{bucket}" d="{_BUCKET}"/>', None))
        x = _PAD + (17 if row.bucket else 0)
        add((_text(x, y + 16, "mg-label", row.label), None))
        for text, lines, states in row.versions:
            if lines:
                add((_value(width - _PAD, y + 16, row.kind, text or "", lines), states))
        first = row.versions[0][1]
        plain.append(f"{row.label}  {' '.join(line.strip() for line in first)}".rstrip())
        y += row.height - (3 if row.bucket else 0)
    return Box(width, height, kind, _RADIUS, "\n".join(plain), parts)


def _well(width: float, y: float, height: float) -> str:
    """The tinted ground of a bucket: the lower end of the card, with its round corners."""
    radius = _RADIUS
    d = f"M.7 {number(y)}H{number(width - 0.7)}v{number(height - radius)}"
    d += f"a{number(radius)} {number(radius)} 0 0 1-{number(radius)} {number(radius)}"
    d += f"H{number(radius + 0.7)}a{number(radius)} {number(radius)} 0 0 1-{number(radius)}-{number(radius)}z"
    return f'<path class="mg-well" d="{d}"/>'


def _value(right: float, y: float, kind: str, text: str, lines: tuple[str, ...]) -> str:
    if text == "None":
        kind += " mg-none"
    if len(lines) == 1:
        return _text(right, y, kind, lines[0], end=True, whole=text)
    left = number(right - _lines_width(lines))
    title = f"<title>{escape(text)}</title>" if any("…" in line for line in lines) else ""
    spans = "".join(
        f'<tspan x="{left}" y="{number(y + _LINE * row)}">{escape(line)}</tspan>' for row, line in enumerate(lines)
    )
    return f'<text class="{kind} mg-many" xml:space="preserve">{title}{spans}</text>'


def _hooks(many: int, words: Words) -> str:
    return words.hook if many == 1 else words.hooks.format(many)


_BLUES = tuple(bytes((255 - 244 * i // 15, 255 - 157 * i // 15, 255 - 59 * i // 15)) for i in range(16))
_NAN = bytes((143, 96, 0))
_FIELD = 9  # pixels of one field


def heat(card: Card, words: Words) -> tuple[str, float, float]:
    """The small map of a large tensor, with its width and height."""
    from base64 import b64encode

    rows, columns = len(card.heat), len(card.heat[0])
    high, wide = max(rows * _FIELD, 14), columns * _FIELD
    text = " · ".join(filter(None, (shape_text(card.shape), card.dtype, words.entries.format(math.prod(card.shape)))))
    texts = [f"{card.name}  {text}", card.value or ""]
    width = max(wide, *(text_width(t, 10.5) for t in texts)) + 12
    image = b64encode(_png(card.heat)).decode()
    lines = "".join(_text(6, high + 21 + 14 * row, "mg-note", t) for row, t in enumerate(texts) if t)
    return (
        f'<rect width="{number(width)}" height="{high + 42}" rx="5"/>'
        f'<image x="6" y="6" width="{wide}" height="{high}" preserveAspectRatio="none" '
        f'href="data:image/png;base64,{image}"/>{lines}',
        width,
        high + 42.0,
    )


def shape_text(shape: tuple[int, ...]) -> str:
    return str(tuple(shape)) if shape else "()"


def _png(levels: tuple[tuple[int, ...], ...]) -> bytes:
    """The fields as a PNG of one pixel each, stored without compression: the same bytes on every machine."""
    import struct
    import zlib

    raw = b"".join(b"\0" + bytes(16 if level < 0 else level for level in row) for row in levels)
    stored = struct.pack("<BHH", 1, len(raw), len(raw) ^ 0xFFFF) + raw
    data = b"\x78\x01" + stored + struct.pack(">I", zlib.adler32(raw))
    head = struct.pack(">IIBBBBB", len(levels[0]), len(levels), 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", b"".join(_BLUES) + _NAN), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


# Groups


def _group(group: Group, lines: tuple[str, ...], words: Words) -> Box:
    """A folded group: what it is called, what is done in it, and how much of it there is."""
    name, note = shorten(group.name, 24), shorten(group.note, 20)
    many = words.operation if group.operations == 1 else words.operations.format(group.operations)
    if group.leaves:
        many += " · " + words.leaves.format(group.leaves)
    line = shorten(lines[group.line].strip(), 30) if group.line is not None and group.kind in ("loop", "rest") else ""
    texts = [text for text in (line, group.symbols, many) if text]
    head = text_width(name, 15, bold=True) + (_GAP + text_width(note, 11) if note else 0) + (16 if group.opens else 0)
    width = max(96.0, 2 * _PAD + max(head, *(text_width(t, 12 if t == line else 11.5, mono=t == line) for t in texts)))
    height, kind, plain = 33.0 + 16 * len(texts), f"mg-op mg-group mg-{group.kind}", "\n".join([name, *texts])
    box = Box(width, height, kind, _RADIUS, plain, [])
    add = box.parts.append
    x = _PAD + (16 if group.opens else 0)
    if group.opens:
        add((f'<path class="mg-tip" d="M{number(_PAD)} 9.5v9l7-4.5z"/>', None))
    add((_text(x, 19, "mg-name", name, whole=group.name), None))
    if note:
        add((_text(width - _PAD, 19, "mg-note", note, end=True, whole=group.note), None))
    for row, text in enumerate(texts):
        kind = "mg-many" if text == line and line else "mg-note" if text == many else "mg-label"
        add((_text(_PAD, 40 + 16 * row, kind, text), None))
    return box


# Operations


def _operation(operation: Operation, timeline: Timeline, words: Words) -> Box:
    symbol = shorten(operation.symbol, 18)  # PyTorch's view has none
    word = len(symbol) > 2
    names = _camel_lines(operation.name)
    drawers = [_versions(operation.key, i, drawer, timeline, words) for i, drawer in enumerate(operation.drawers)]
    texts = [text for versions in drawers for text, *_ in versions]
    width = max(
        58.0,
        text_width(symbol, 15 if word else 23, bold=True) + 20,
        *(text_width(name, 10.5) + (44 if operation.hooks and not symbol else 16) for name in names),
        *(text_width(text, 10.5) + 26 for text in texts),
    )
    top = 33.0 if symbol else 9.0
    height = top + 13 * len(names) + 23 * len(drawers) + (5 if names or drawers else 2)
    plain = "\n".join(
        [*filter(None, [operation.symbol]), *names, *(versions[0][0] for versions in drawers if versions[0][0])]
    )
    box = Box(width, height, "mg-op" + ("" if operation.recorded else " mg-off"), _RADIUS, plain, [])
    add = box.parts.append

    if symbol:
        kind = "mg-symbol mg-word" if word else "mg-symbol"
        add((_text(width / 2, 25, kind, symbol, middle=True, whole=operation.symbol), None))
    if operation.hooks:
        title = f"<title>{escape(_hooks(operation.hooks, words))}</title>"
        add((f'<text class="mg-hook" x="7" y="14">{title}ƒ{operation.hooks}</text>', None))
    y = top
    for name in names:
        add((_text(width / 2, y + 8, "mg-fn", name, middle=True, whole=operation.name), None))
        y += 13
    for drawer, versions in zip(operation.drawers, drawers, strict=True):
        for text, whole, freed, states in versions:
            add((_drawer(width, y, drawer, text, whole, freed), states))
        y += 23
    if timeline.changes(operation.key, "state"):
        titles = {"waiting": words.waiting, "some": words.some, "ready": words.ready, "done": words.done}
        for state, states in timeline.versions(operation.key, "state", None):
            if state:
                if state not in titles:
                    raise ValueError(f"an operation's state is 'waiting', 'some', 'ready' or 'done', not {state!r}")
                add((_state(width, state, titles[state]), states))
    return box


def _versions(
    key: str, index: int, drawer: Drawer, timeline: Timeline, words: Words
) -> list[tuple[str, str, bool, States]]:
    """What lies in a drawer: the text as drawn, the whole of it, whether it was freed, and when."""
    found = []
    for text, states in timeline.versions(key, f"drawer{index}", "freed" if drawer.freed else drawer.text):
        freed = text in ("freed", words.freed)
        whole = words.freed if freed else text or ""
        found.append((shorten(" ".join(whole.split()), 24), whole, freed, states))
    return found


def _drawer(width: float, y: float, drawer: Drawer, text: str, whole: str, freed: bool) -> str:
    kind = "mg-drawer mg-freed" if freed or not text else "mg-drawer mg-changed" if drawer.changed else "mg-drawer"
    title = f"<title>_saved_{escape(drawer.name)}: {escape(whole)}</title>" if drawer.name else ""
    body = f'<rect x="6" y="{number(y)}" width="{number(width - 12)}" height="20" rx="4"/>'
    knob = f'<path d="M{number(width / 2 - 5)} {number(y + 17.5)}h10"/>'
    label = _text(width / 2, y + 12.7, "mg-saved", text, middle=True) if text else ""
    return f'<g class="{kind}">{title}{body}{knob}{label}</g>'


def _state(width: float, state: str, title: str) -> str:
    """Waiting, some, ready, done: a ring, a half disc, a disc, a tick."""
    shape = {
        "waiting": '<circle r="4"/>',
        "some": '<circle r="4" fill="none"/><path d="M0-4a4 4 0 0 0 0 8z"/>',
        "ready": '<circle r="4"/>',
        "done": '<path d="M-4.5 0l3.2 3.4L4.5-3.8"/>',
    }[state]
    at = f"translate({number(width - 10)} 10)"
    return f'<g class="mg-state mg-{state}" transform="{at}"><title>{escape(title)}</title>{shape}</g>'


def _camel_lines(name: str) -> list[str]:
    """A long grad_fn name in two lines, cut before a capital near its middle."""
    if len(name) <= 22:
        return [name] if name else []
    cuts = [m.start() for m in re.finditer(r"(?<=[a-z0-9])(?=[A-Z])", name)]
    if not cuts:
        return [shorten(name, 30)]
    cut = min(cuts, key=lambda place: abs(place - len(name) / 2))
    return [shorten(name[:cut], 30), shorten(name[cut:], 30)]
