"""`mg.watch()`: a recorded run as a page to go through, the code on one side and the graph that grows on the other."""

from __future__ import annotations

import contextlib
import linecache
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from types import FrameType, TracebackType
from typing import Any

from .assets import LIVE
from .captions import listed, say, say_in
from .dot import digraph
from .drawing import image
from .language import current
from .model import Card, Drawer, Edge, Operation, Picture, Step
from .page import at, bar, frame
from .recorder import Moment, Op, Recorder, Series, Thing
from .render import Layout, layout
from .shapes import escape, number, shape_text
from .svg import svg
from .timeline import States, Timeline
from .words import words

__all__ = ["Watch"]

_MOST_OPERATIONS = 60  # in one picture; of more the newest are drawn
_MOST_CHARTS = 6
_MOST_TOLD = 6  # operations that one caption names
_WIDTH, _HEIGHT, _LEFT = 300, 74, 6


@dataclass(eq=False)
class _Graph:
    """Operations that hang together: one picture, which grows."""

    born: dict[str, int] = field(default_factory=dict)  # by key: the state in which a part is seen first
    ops: list[Op] = field(default_factory=list)
    touched: list[int] = field(default_factory=list)  # the states in which something happens in it
    root: str = ""
    roots: set[str] = field(default_factory=set)  # from which the passes in it began


class Watch:
    """A run: `with mg.watch() as run:`, then `run` shows it. In a notebook, `%%watch` does it for a cell."""

    def __init__(self) -> None:
        self.recorder = Recorder()
        self._language = current()
        self._page: str | None = None

    def __enter__(self) -> Watch:
        caller: FrameType | None = sys._getframe(1)
        self.recorder.start(caller)
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: TracebackType | None) -> None:
        self.recorder.stop(error)

    @contextlib.contextmanager
    def recording(self) -> Iterator[None]:
        """Record what is called inside, not the lines that stand there themselves."""
        self.recorder.start(None)
        try:
            yield
        except BaseException as error:
            self.recorder.stop(error)
            raise
        self.recorder.stop()

    @property
    def moments(self) -> list[Moment]:
        """The lines that were kept, in the order in which they ran."""
        return self.recorder.moments()

    @property
    def series(self) -> dict[str, Series]:
        """The numbers over time: of each bucket, and of each variable that holds one number."""
        return self.recorder.series

    def html(self) -> str:
        """The page as a piece of HTML."""
        if self._page is None:
            self._language = current()
            self._page = _Page(self).html()
        return self._page

    def __repr__(self) -> str:
        return "\n".join(_Page(self).texts[1:])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        page = _Page(self)
        text = "\n".join(page.texts[1:])
        live = f' data-page="{escape(page.html())}"'
        html = image(page.last_picture(), f"{say('watch_title')}. {page.texts[-1]}", onload=LIVE, more=live)
        return {"text/html": html, "text/plain": text}


class _Page:
    def __init__(self, run: Watch) -> None:
        self.language = current()
        self.recorder = run.recorder
        self.moments = run.moments
        self.graphs, self.shown = _graphs(self.moments)
        self.sentences = [escape(say("watch_start"))]
        before: Moment | None = None
        for moment in self.moments:
            self.sentences.append(_sentence(moment, before))
            before = moment
        self.texts = [unescape(re.sub(r"<[^>]*>", "", sentence)) for sentence in self.sentences]

    # ---- the pictures

    def drawn(self) -> list[tuple[Picture, Timeline, Layout, _Graph]]:
        found = []
        for graph in self.graphs:
            picture, steps = _picture(graph, self.moments)
            timeline = Timeline(picture, steps)
            found.append((picture, timeline, layout(digraph(picture, timeline, self.language).source), graph))
        return found

    def last_picture(self) -> str:
        drawn = self.drawn()
        if not drawn:
            return svg(Picture((), (), (), say("watch_no_graph")), language=self.language)
        picture, timeline, places, _ = drawn[self.shown[-1]]
        return svg(picture, timeline, state=timeline.last, language=self.language, places=places)

    def html(self) -> str:
        stage = ""
        for index, (picture, timeline, places, graph) in enumerate(self.drawn()):
            states = States.of(n for n, shown in enumerate(self.shown) if shown == index)
            text = svg(picture, timeline, state=None, language=self.language, places=places, framed=False)
            label = escape(say_in(self.language, "alt_graph", output=graph.root).rstrip(": ："))
            stage += at(
                "mg-view mg-born",
                states,
                _growing(text, graph, timeline.last),
                more=f' role="group" aria-label="{label}"',
            )
        blank = States.of(n for n, shown in enumerate(self.shown) if shown < 0)
        if blank:
            stage += at("mg-blank mg-born", blank, escape(say("watch_no_graph")))
        last = len(self.moments)
        stops = ",".join(str(n) for n, moment in enumerate(self.moments, 1) if moment.passes)
        keys = f'<p class="mg-keys">{escape(say("watch_keys"))}</p>'
        captions = "".join(
            at(
                "mg-caption",
                States.of([n]),
                f"<p>{sentence}</p>{'' if n else keys}",
                more=f' data-text="{escape(text)}"',
            )
            for n, (sentence, text) in enumerate(zip(self.sentences, self.texts))
        )
        body = (
            f'<div class="mg-sides"><div class="mg-left">{self._code()}{self._variables()}</div>'
            f'<div class="mg-right">{stage}<div class="mg-say">{captions}</div></div></div>{self._charts()}'
        )
        jumps = say("previous_pass"), say("next_pass")
        return frame(
            "mg-watch",
            say("watch_title"),
            self.texts[0],
            last,
            stops,
            body,
            bar(last, self.texts[0], self.language, jumps),
            self.language,
        )

    # ---- the code, the variables, the plots

    def _code(self) -> str:
        files = list(dict.fromkeys(moment.file for moment in self.moments))
        blocks = []
        for file in files:
            states: dict[tuple[int, str], list[int]] = {}
            for n, moment in enumerate(self.moments, 1):
                if moment.file == file:
                    phase = "backward" if moment.passes else "forward"
                    states.setdefault((moment.line, phase), []).append(n)
            rows = ""
            for line, text in _source(file, sorted({line for line, _ in states})):
                marks = "".join(
                    at(f"mg-mark mg-{phase}", States.of(states[line, phase]), element="i")
                    for phase in ("forward", "backward")
                    if (line, phase) in states
                )
                rows += f'<span>{marks}<b class="mg-number">{line or "⋮"}</b>{escape(text) or " "}</span>'
            blocks.append(rows)
        label = escape(words(self.language).code)
        return f'<div class="mg-code" role="group" aria-label="{label}">{"".join(blocks)}</div>'

    def _variables(self) -> str:
        names = list(dict.fromkeys(name for moment in self.moments for name in moment.variables))
        rows = ""
        for name in names:
            texts = [None, *(moment.variables.get(name) for moment in self.moments)]
            spans, start = "", 0
            for n in range(1, len(texts) + 1):
                if n == len(texts) or texts[n] != texts[start]:
                    text = texts[start]
                    if text is not None:
                        spans += at("mg-value", States(((start, n - 1),)), escape(text), element="span")
                    start = n
            rows += f'<tr><th scope="row">{escape(name)}</th><td><div class="mg-stack">{spans}</div></td></tr>'
        if not rows:
            return ""
        label = escape(say("watch_variables"))
        return f'<div class="mg-variables" role="group" aria-label="{label}"><table>{rows}</table></div>'

    def _charts(self) -> str:
        ticks = [0, *(moment.tick for moment in self.moments)]
        end = max(1, self.recorder.tick)
        chosen = [(n, s) for n, s in self.recorder.series.items() if s.kind == "bucket" and len(s.points) > 1]
        chosen += [(n, s) for n, s in self.recorder.series.items() if s.kind == "value" and len(s.points) > 3]
        charts = "".join(_chart(name, series, ticks, end) for name, series in chosen[:_MOST_CHARTS])
        return f'<div class="mg-charts">{charts}</div>' if charts else ""


# The graphs


def _graphs(moments: Sequence[Moment]) -> tuple[list[_Graph], list[int]]:
    """What hangs together, and which of them is shown in each state (-1: none)."""
    of: dict[str, _Graph] = {}
    for state, moment in enumerate(moments, 1):
        for op in moment.ops:
            inner = [item.key for item in (*op.operands, *op.results) if item.kind == "result"]
            met = list({id(of[key]): of[key] for key in inner if key in of}.values())
            graph = met[0] if met else _Graph()
            for other in met[1:]:
                graph.ops += other.ops
                graph.touched += other.touched
                graph.born |= other.born
                graph.roots |= other.roots
                for key in [key for key, owner in of.items() if owner is other]:
                    of[key] = graph
            for key in inner:
                of[key] = graph
            graph.ops.append(op)
            graph.touched.append(state)
            graph.root = op.results[0].name
            graph.born[op.key] = state
            for item in (*op.operands, *op.results):
                graph.born.setdefault(item.key, state)
        for one in moment.passes:
            if one.root.key in of:
                of[one.root.key].touched.append(state)
                of[one.root.key].root = one.root.name
                of[one.root.key].roots.add(one.root.key)
    graphs_in_order = sorted({id(g): g for g in of.values()}.values(), key=lambda g: min(g.touched))
    shown = [-1] * (len(moments) + 1)
    for index, graph in enumerate(graphs_in_order):
        for state in graph.touched:
            shown[state] = index
    for state in range(1, len(shown)):
        if shown[state] < 0:
            shown[state] = shown[state - 1]
    return graphs_in_order, shown


def _picture(graph: _Graph, moments: Sequence[Moment]) -> tuple[Picture, list[Step]]:
    """A graph's parts, blank, and for each state what is written into them."""
    ops = graph.ops[-_MOST_OPERATIONS:]
    items: dict[str, Thing] = {}
    for op in ops:
        items.update((item.key, item) for item in (*op.operands, *op.results))
    root = graph.root if len(graph.roots) < 2 else ""  # of several passes the gradients have no one name
    cards = tuple(_card(item, root) for item in items.values())
    operations = tuple(Operation(o.key, o.symbol, o.name, tuple(_emptied(o))) for o in ops)
    edges: list[Edge] = []
    for op in ops:
        for item, (text, recorded) in zip(op.operands, op.locals):
            edges.append(Edge(f"{op.key}e{len(edges)}", item.key, op.key, text, recorded))
        edges += [Edge(f"{op.key}r{i}", op.key, item.key) for i, item in enumerate(op.results)]
    for edge in edges:
        graph.born[edge.key] = max(graph.born.get(edge.source, 0), graph.born.get(edge.target, 0))
    keys = set(items) | {op.key for op in ops}
    by_key = {op.key: op for op in ops}
    leaves: dict[str, tuple[str, str | None, int]]
    leaves = {key: (item.text or "", None, 0) for key, item in items.items() if item.kind == "leaf"}
    steps = []
    passing: set[str] = set()
    for state, moment in enumerate(moments, 1):
        changes: list[tuple[str, str, str]] = []
        lit: list[str] = []
        for op in moment.ops:
            if op.key in by_key:
                changes += [(op.key, f"drawer{i}", d.text) for i, d in enumerate(op.drawers)]
                changes += [(item.key, "value", item.text) for item in op.results if item.text is not None]
                lit += [op.key, *(item.key for item in op.results)]
        for key, before in leaves.items():
            now = moment.leaves.get(key, before)
            if now[0] != before[0]:
                changes.append((key, "value", now[0]))
            if now[1] != before[1]:
                changes.append((key, "grad", now[1] or "None"))
            if now != before:
                lit.append(key)
                leaves[key] = now
        for one in moment.passes:
            if one.root.key not in graph.born:  # a leaf may be of several graphs; a pass goes through one
                continue
            mine = [change for change in one.changes if change[0] in keys]
            changes += [(key, "passing", "") for key in sorted(passing)]  # what an earlier pass brought is gone
            passing = {key for key, slot, _ in mine if slot == "passing"}
            changes += [(key, slot, say("freed") if text == "freed" else text) for key, slot, text in mine]
            lit += [key for key in (one.root.key, *(item.key for item, _ in one.poured)) if key in keys]
        phase = "backward" if moment.passes else "forward"
        steps.append(Step(phase, state, None, "", "", (), tuple(dict.fromkeys(lit)), tuple(changes)))
    return Picture(cards, operations, tuple(edges), graph.root), steps


def _emptied(op: Op) -> Iterator[Drawer]:
    return (drawer._replace(text="", freed=False, changed=False) for drawer in op.drawers)


def _card(item: Thing, root: str) -> Card:
    notes = {"leaf": say("leaf"), "constant": say("constant"), "number": say("number")}
    plain = item.shape in ((), (1,)) and item.kind != "result"
    return Card(
        key=item.key,
        name=item.name,
        kind=item.kind,
        value=None if item.kind == "result" else item.text,
        shape=item.shape,
        bucket=item.kind == "leaf",
        note=notes.get(item.kind, "") if plain else shape_text(item.shape),
        label=f"∂{root}/∂{item.name}" if item.kind in ("leaf", "result") else "",
    )


def _growing(drawn: str, graph: _Graph, last: int) -> str:
    """A picture whose parts are seen from the state on in which they were made."""

    def born(match: re.Match[str]) -> str:
        first = graph.born.get(match[2], 0)
        now = "" if first else " mg-on"
        return f'<g class="{match[1]} mg-born mg-at{now}" data-at="{first}-{last}" data-key="{match[2]}"'

    drawn = re.sub(r'<g class="([^"]*)" data-key="([^"]*)"', born, drawn)
    # Beside the code there is less room than above it: it may shrink a little further before it scrolls.
    return re.sub(
        r"min-width:([\d.]+)px", lambda found: f"min-width:{number(0.75 * float(found[1]))}px", drawn, count=1
    )


# What a line did, in words


def _sentence(moment: Moment, before: Moment | None) -> str:
    caption = "watch_round" if moment.round else "watch_line"
    parts = [f"<b>{say(caption, line=str(moment.line), round=str(moment.round + 1))}</b>"]
    gap = moment.tick - before.tick - 1 if before is not None else 0
    if gap > 0:
        parts.insert(0, say("watch_gap", n=str(gap)))
    if moment.function:
        parts.append(say("watch_within", function=escape(moment.function)))
    for op in moment.ops[:_MOST_TOLD]:
        made = [
            f"<b>{escape(r.name)}</b>"
            + (f" = {escape(op.formula)}" if op.formula else "")
            + (f' = <span class="mg-value">{escape(r.text)}</span>' if r.text else "")
            for r in op.results
        ]
        parts.append(say("watch_makes", op=escape(op.symbol), results=listed(made)))
    if len(moment.ops) > _MOST_TOLD:
        parts.append(say("watch_more", n=str(len(moment.ops) - _MOST_TOLD + moment.more)))
    for one in moment.passes:
        parts.append(say("watch_pass", root=escape(one.root.name)))
        poured = [f'{escape(i.name)}.grad = <span class="mg-grad">{escape(text)}</span>' for i, text in one.poured]
        if poured:
            parts.append(say("watch_pours", buckets=listed(poured)))
    said = len(parts)
    changed, emptied = [], []
    if before is not None and gap <= 0:
        for key, (value, grad, _) in moment.leaves.items():
            old = before.leaves.get(key)
            item = moment.names.get(key)
            if old is None or item is None or not item.name:
                continue
            name = escape(item.name)
            if old[0] != value:
                changed.append(say("watch_changes", name=name, before=escape(old[0]), after=escape(value)))
            if old[1] != grad and not moment.passes:
                emptied.append(say("watch_empties", name=name, after=escape(grad or "None")))
    for several in (changed, emptied):
        parts += several[:3]
        if len(several) > 3:
            parts.append(say("watch_likewise", n=str(len(several) - 3)))
    if moment.error:
        parts.append(say("watch_error", error=escape(moment.error)))
    if len(parts) == said and not moment.happened():
        earlier = before.variables if before is not None else {}
        new = {n: t for n, t in moment.variables.items() if earlier.get(n) != t}
        parts += [say("watch_sets", name=f"<b>{escape(n)}</b>", value=escape(t)) for n, t in list(new.items())[:3]]
    if len(parts) == said and not moment.happened():
        parts.append(say("watch_nothing"))
    return say("space").join(parts)


# The code and the plots


def _source(file: str, ran: list[int]) -> list[tuple[int, str]]:
    """The lines from the first that ran to the last; where many did not, a gap (line 0)."""
    shown: list[tuple[int, str]] = []
    lines = linecache.getlines(file)
    last = 0
    for line in ran:
        if last and line - last > 4:
            shown.append((0, ""))
        elif last:
            shown += [(n, lines[n - 1].rstrip()) for n in range(last + 1, line) if n <= len(lines)]
        shown.append((line, lines[line - 1].rstrip() if line <= len(lines) else ""))
        last = line
    common = min((len(text) - len(text.lstrip()) for _, text in shown if text), default=0)
    return [(line, text[common:]) for line, text in shown]


def _chart(name: str, series: Series, ticks: list[int], end: int) -> str:
    points = series.points
    low, high = min(0.0, *(v for _, v in points)), max(0.0, *(v for _, v in points))
    span = (high - low) or 1.0

    def x(tick: float) -> float:
        return _LEFT + (_WIDTH - 2 * _LEFT) * tick / end

    def y(value: float) -> float:
        return 6 + (_HEIGHT - 12) * (high - value) / span

    way = f"M{number(x(points[0][0]))} {number(y(points[0][1]))}"
    for tick, value in points[1:]:
        way += (
            f"H{number(x(tick))}V{number(y(value))}" if len(points) < 200 else f"L{number(x(tick))} {number(y(value))}"
        )
    way += f"H{number(x(end))}"
    cursors = "".join(
        at("mg-cursor", States.of([n]), f'<path d="M{number(x(tick))} 2V{_HEIGHT - 2}"/>', element="g")
        for n, tick in enumerate(ticks)
    )
    kind = "mg-grad" if series.kind == "bucket" else "mg-value"
    text = say("watch_from_to", name=name, first=f"{points[0][1]:.4g}", last=f"{points[-1][1]:.4g}")
    return (
        f'<figure class="mg-chart"><figcaption class="{kind}">{escape(name)}'
        f"<span>{low:.3g} … {high:.3g}</span></figcaption>"
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(text)}">'
        f'<path class="mg-zero" d="M{_LEFT} {number(y(0))}H{_WIDTH - _LEFT}"/>'
        f'<path class="mg-way {kind}" d="{way}"/>{cursors}</svg></figure>'
    )
