"""The picture as SVG: what it shows, that it is safe, and that it is the same everywhere."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from samples import PICTURE, STEPS, finished, mlp

from minigrad.viz import render
from minigrad.viz.drawing import Drawing
from minigrad.viz.metrics import lines_of, text_width
from minigrad.viz.model import Card, Drawer, Edge, Operation, Picture
from minigrad.viz.svg import svg
from minigrad.viz.theme import COLOURS
from minigrad.viz.timeline import States, Timeline

ROOT = Path(__file__).resolve().parent.parent
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert('x')</script>\"]]>&amp;\\N\x00值"


def part(text: str, key: str) -> ElementTree.Element:
    for element in ElementTree.fromstring(text).iter(f"{SVG}g"):
        if element.get("data-key") == key:
            return element
    raise AssertionError(f"{key} is not drawn")


def texts(element: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in element.iter(f"{SVG}text")]


def kinds(element: ElementTree.Element) -> set[str]:
    return set((element.get("class") or "").split())


def one_card(**more: object) -> Picture:
    card = Card("t0", "w", "leaf", "1", bucket=True, note="leaf", label="∂y/∂w")
    return Picture((card._replace(**more),), (), (), "one leaf")  # type: ignore[arg-type]


# What it shows


def test_a_leaf_shows_name_value_gradient_and_bucket() -> None:
    assert texts(part(Drawing(finished()).svg, "t0")) == ["w", "leaf", "value", "1", "∂y/∂w", ".grad", "5"]
    assert texts(part(Drawing(PICTURE).svg, "t0")) == ["w", "leaf", "value", "1", "∂y/∂w", ".grad", "None"]


def test_a_bucket_is_filled_only_when_something_is_in_it() -> None:
    assert 'class="mg-fill"' in Drawing(one_card(grad="5")).svg
    assert 'class="mg-fill"' not in Drawing(one_card(grad=None)).svg
    assert 'class="mg-bucket"' not in Drawing(one_card(bucket=False)).svg


def test_what_nobody_holds_is_blank() -> None:
    assert texts(part(Drawing(PICTURE).svg, "t3")) == ["a", "(1,)", "value", "∂y/∂a"]


def test_the_version_is_shown_once_it_is_not_zero() -> None:
    assert "version 3" in texts(part(Drawing(one_card(version=3)).svg, "t0"))[1]
    assert not any("v0" in text for text in texts(part(Drawing(one_card()).svg, "t0")))


def test_numbers_and_constants_are_marked_as_unrecorded() -> None:
    text = Drawing(finished()).svg
    assert "mg-off" in kinds(part(text, "t2"))
    assert "mg-off" in kinds(part(text, "e4"))
    assert "mg-off" not in kinds(part(text, "t0")) | kinds(part(text, "e0"))


def test_drawers_show_what_is_kept_and_what_was_freed() -> None:
    def operation(*drawers: Drawer) -> Picture:
        return Picture((), (Operation("o0", "×", "MulBackward0", drawers),), (), "×")

    kept = part(Drawing(operation(Drawer("self", "a = 3"))).svg, "o0")
    assert texts(kept) == ["×", "MulBackward0", "a = 3"]
    assert [title.text for title in kept.iter(f"{SVG}title")] == ["_saved_self: a = 3"]
    freed = Drawing(operation(Drawer("self", "freed", freed=True))).svg
    assert texts(part(freed, "o0"))[-1] == "freed" and "mg-freed" in freed
    assert texts(part(Drawing(operation(Drawer("self", "freed", freed=True)), "zh").svg, "o0"))[-1] == "已释放"


def test_edges_carry_their_local_derivative() -> None:
    assert texts(part(Drawing(finished()).svg, "e6")) == ["×b = 2"]


def test_an_arrow_points_into_the_operation_only() -> None:
    text = Drawing(finished()).svg

    def tips(key: str) -> int:
        return sum(kinds(path) == {"mg-tip"} for path in part(text, key).iter(f"{SVG}path"))

    assert (tips("e0"), tips("e2")) == (1, 0)


def test_a_matrix_stands_in_lines() -> None:
    for value in ("[[1, 2],\n [3, 4]]", "[[1, 2], [3, 4]]"):
        card = part(Drawing(one_card(value=value)).svg, "t0")
        assert [span.text for span in card.iter(f"{SVG}tspan")] == ["[[1, 2],", " [3, 4]]"]
    assert lines_of("[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]") == ("[[[1, 2],", "  [3, 4]],", " [[5, 6],", "  [7, 8]]]")


def test_long_names_and_values_are_shortened_and_kept_whole_in_a_title() -> None:
    name, value = "a_name_of_a_variable_that_goes_on", "[" + ", ".join(map(str, range(40))) + "]"
    card = part(Drawing(one_card(name=name, value=value)).svg, "t0")
    assert {title.text for title in card.iter(f"{SVG}title")} == {name, value}
    drawn = [(text.find(f"{SVG}title"), text) for text in card.iter(f"{SVG}text")]
    assert all((text[-1].tail if title is not None else text.text).endswith("…") for title, text in drawn[:1])
    assert len(lines_of("\n".join("x" * 90 for _ in range(50)))) == 5


def test_a_long_grad_fn_name_is_whole_in_two_lines() -> None:
    name = "BinaryCrossEntropyWithLogitsBackward0"
    picture = Picture((), (Operation("o0", "bce", name),), (), "bce")
    element = part(Drawing(picture).svg, "o0")
    lines = [text[-1].tail if len(text) else text.text for text in element.iter(f"{SVG}text")]
    assert "".join(map(str, lines[1:])) == name


def test_an_empty_picture_is_a_picture() -> None:
    ElementTree.fromstring(Drawing(Picture((), (), (), "nothing")).svg)


@pytest.mark.parametrize("picture", [PICTURE, finished(), one_card(name="width")])
def test_a_picture_is_whole_pixels_wide_and_high(picture: Picture) -> None:
    drawn = ElementTree.fromstring(Drawing(picture).svg)
    assert drawn.attrib["width"].isdigit() and drawn.attrib["height"].isdigit()


def test_chinese_is_as_wide_as_it_is() -> None:
    assert text_width("权重", 10) == 20


# One state of many


def test_a_state_shows_what_the_steps_have_written_so_far() -> None:
    timeline = Timeline(PICTURE, STEPS)

    def at(state: int, key: str) -> list[str]:
        return texts(part(svg(PICTURE, timeline, state=state), key))

    assert at(0, "t3") == ["a", "(1,)", "value", "∂y/∂a"]
    assert at(1, "t3") == ["a", "(1,)", "value", "3", "∂y/∂a"]
    assert at(7, "t0")[5] == "3"
    assert at(8, "t0")[5] == "3 + 2 = 5"
    assert at(9, "t0")[5:] == ["5", ".grad", "5"]
    assert at(3, "o2")[2:] == ["a = 3", "b = 2"]
    assert at(6, "o2")[2:4] == ["freed", "freed"]


def test_what_flows_back_has_its_arrow_at_the_other_end() -> None:
    timeline = Timeline(PICTURE, STEPS)
    places = render.layout(Drawing(PICTURE).dot)

    def tip(state: int) -> float:
        edge = part(svg(PICTURE, timeline, state=state, places=places), "e0")
        (path,) = [path for path in edge.iter(f"{SVG}path") if kinds(path) == {"mg-tip"}]
        return float(re.findall(r"[\d.]+", path.get("d") or "")[0])

    assert tip(8) < tip(0) == tip(1)
    assert 'class="mg-flow mg-backward"' in svg(PICTURE, timeline, state=8, places=places)


def test_a_step_that_names_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match=r"step 1 .*'t77'"):
        Timeline(PICTURE, (STEPS[0]._replace(lit=("t77",)),))


def test_states_are_written_as_runs() -> None:
    states = States.of([7, 1, 2, 3, 9, 8, 3])
    assert str(states) == "1-3,7-9"
    assert 2 in states and 4 not in states and not States.of([])


# Safe


@pytest.fixture
def hostile() -> Picture:
    return Picture(
        cards=(
            Card("t0", HOSTILE, "leaf", HOSTILE, version=1, grad=HOSTILE, bucket=True, note=HOSTILE, label=HOSTILE),
            Card("t1", '<b>"', "result", None, passing=f"{HOSTILE}\n{HOSTILE}", label="d"),
        ),
        operations=(Operation("o0", HOSTILE, HOSTILE, (Drawer(HOSTILE, HOSTILE),)),),
        edges=(Edge("e0", "t0", "o0", HOSTILE), Edge("e1", "o0", "t1")),
        alt=HOSTILE,
        code=(HOSTILE,),
    )


def test_every_text_is_escaped(hostile: Picture) -> None:
    drawing = Drawing(hostile)
    root = ElementTree.fromstring(drawing.svg)
    assert not list(root.iter(f"{SVG}script")) and "<script" not in drawing.svg
    assert any("<script>" in text for text in texts(root)), "it is shown as the text that it is"
    tags: list[tuple[str, dict[str, str | None]]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: tags.append((tag, dict(attributes)))  # type: ignore[method-assign]
    parser.feed(drawing._repr_mimebundle_()["text/html"])
    ((tag, attributes),) = tags
    assert tag == "img" and attributes.keys() == {"src", "alt", "style", "onload", "data-views"}, "and nothing else"
    views = json.loads(attributes["data-views"] or "")["views"]
    assert list(views) == ["pytorch"] and "<script" not in views["pytorch"]
    assert attributes["alt"] == HOSTILE.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    assert render.layout(drawing.dot).nodes.keys() == {"t0", "t1", "o0"}


def test_a_name_like_html_is_no_html_label_in_dot(hostile: Picture) -> None:
    assert "label=<" not in Drawing(hostile).dot
    assert "label=<" not in Drawing(one_card(name="<b>", value="", note="", label="", bucket=False)).dot


# The same everywhere


def test_the_same_bytes_in_every_process() -> None:
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "from samples import mlp\nfrom minigrad.viz.drawing import Drawing\n"
        "sys.stdout.buffer.write(Drawing(mlp(2)[0]).svg.encode())"
    )
    expected = Drawing(mlp(2)[0]).svg.encode()
    for seed in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(ROOT), str(ROOT / "tests")],
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        )
        assert done.stdout == expected


def test_there_are_no_ids_that_two_pictures_on_a_page_could_share() -> None:
    assert not re.search(r'\sid="', Drawing(finished()).svg)
    assert "url(#" not in Drawing(finished()).svg


# In a notebook and in a file


def test_a_notebook_gets_an_image_with_the_graph_in_words() -> None:
    drawing = Drawing(finished())
    bundle = drawing._repr_mimebundle_()
    assert bundle["text/plain"] == repr(drawing) == finished().alt
    found = re.fullmatch(
        r'<img src="data:image/svg\+xml;base64,([^"]*)" alt="([^"]*)" style="min-width:\d+\S*px" onload="[^"]*" '
        r'data-views="[^"]*">',
        bundle["text/html"],
    )
    assert found and base64.b64decode(found[1]).decode() == drawing.svg
    assert found[2] == finished().alt


def test_the_picture_stands_alone_on_light_and_on_dark() -> None:
    text = Drawing(finished()).svg
    root = ElementTree.fromstring(text)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") and root.findtext(f"{SVG}desc") == finished().alt
    assert 'class="mg-paper"' in text, "a ground of its own"
    for theme in ("prefers-color-scheme:dark", 'data-jp-theme-light="false"', ".vscode-dark", "forced-colors"):
        assert theme in text


def test_a_viewer_without_css_variables_gets_the_light_colours() -> None:
    rules = re.findall(r"\.mg-picture text\{([^}]*)\}", Drawing(finished()).svg)
    assert rules[0].startswith("fill:#1f2430;fill:var(--mg-ink)")


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "grey", "blue", "orange"])
@pytest.mark.parametrize("ground", ["paper", "card", "op", "soft"])
def test_text_is_legible_on_each_ground(theme: int, text: str, ground: str) -> None:
    assert contrast(COLOURS[text][theme], COLOURS[ground][theme]) >= 4.5


def test_a_picture_is_saved_as_its_name_says(tmp_path: Path) -> None:
    drawing = Drawing(finished())
    assert drawing.save(tmp_path / "y.svg").read_text(encoding="utf-8") == drawing.svg
    assert drawing.save(str(tmp_path / "y.gv")).read_text(encoding="utf-8") == drawing.dot
    assert drawing.save(tmp_path / "y.DOT").read_bytes() == drawing.dot.encode()
    assert drawing.save(tmp_path / "y.json").read_text(encoding="utf-8") == drawing.json
    with pytest.raises(ValueError, match=r"\.svg, \.png, \.pdf, \.json, \.dot or \.gv, not '\.jpg'"):
        drawing.save(tmp_path / "y.jpg")
    with pytest.raises(ValueError, match="without a suffix"):
        drawing.save(tmp_path / "y")


def test_without_a_renderer_the_words_remain_and_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> str:
        raise render.RendererMissing("there is none")

    monkeypatch.setattr(render, "_graphviz", missing)
    assert Drawing(finished())._repr_mimebundle_() == {"text/plain": finished().alt + "\nthere is none"}


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'en', 'zh', not 'fr'"):
        Drawing(PICTURE, "fr")
