"""The widgets of the lessons: what they show is what was computed, and they move with no kernel."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import chromium

import minigrad as torch
from minigrad.viz.language import LANGUAGES, set_language
from minigrad.viz.playing.board import Axis, Board
from minigrad.viz.playing.words import TEXTS

X = [-5.0, -4.0, -3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 4.0, 5.0]
Y = [2 * x + 1 for x in X]


def area(w: Any) -> Any:
    return w * w


def home(w: Any, x: Any) -> Any:
    a = x + w
    b = w + 1
    return a * b


def stretched(x: Any) -> Any:
    return torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]) @ x


WIDGETS: dict[str, Callable[[], Any]] = {
    "nudge": lambda: torch.nudge(area, w=3.0),
    "nudge two": lambda: torch.nudge(home, w=1.0, x=2.0),
    "gates": lambda: torch.gates(),
    "play": lambda: torch.play(home, w=1.0, x=2.0),
    "descend": lambda: torch.descend(X, Y),
    "descend one": lambda: torch.descend([1.0, 2.0, 3.0], [2.0, 4.1, 6.0], lr=[0.1, 0.2], start=(0.0,), steps=12),
    "jacobian": lambda: torch.jacobian(stretched, [1.0, 1.0], v=[1.0, 10.0, 100.0]),
}


@cache
def widget(name: str, language: str = "en") -> Any:
    set_language(language)
    return WIDGETS[name]()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    set_language("en")


# ---- with no browser ----


@pytest.mark.parametrize("name", WIDGETS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_widget_has_the_same_bytes_and_asks_nobody(name: str, language: str) -> None:
    first = widget(name, language)
    second = WIDGETS[name]()
    assert first._repr_mimebundle_() == second._repr_mimebundle_()
    html = first._repr_mimebundle_()["text/html"]
    assert html.startswith('<img src="data:image/svg+xml;base64,')
    assert f'alt="{str(first).splitlines()[0][:20]}' in unescape(html)
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", unescape(html))
    assert len(html) < 400_000
    assert "data-set" not in first.svg(), "a still picture holds nothing of the live one"


def test_it_can_be_saved(tmp_path: Path) -> None:
    shown = widget("jacobian")
    page = shown.save(tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and shown.html() in page
    assert shown.save(tmp_path / "picture.svg").read_text(encoding="utf-8") == shown.svg()
    with pytest.raises(ValueError, match=r"\.html or \.svg, not '\.png'"):
        shown.save(tmp_path / "picture.png")


def test_where_the_function_ends_nothing_breaks(recwarn: pytest.WarningsRecorder) -> None:
    assert "∂y/∂w = 2." in str(torch.nudge(torch.log, input=0.5)).replace("input", "w")
    assert "nan" not in torch.nudge(torch.sqrt, input=0.5).svg()
    assert not recwarn.list


def test_every_text_speaks_both_languages_with_the_same_parts() -> None:
    for name, texts in TEXTS.items():
        assert set(texts) == set(LANGUAGES), name
        parts = [sorted(set(re.findall(r"{(\w+)}", text))) for text in texts.values()]
        assert parts[0] == parts[1], name


def test_a_learners_name_cannot_become_markup() -> None:
    evil = "</p><script>alert(1)</script>"
    made = torch.nudge(lambda **given: given[evil] * 2, **{evil: 1.0})
    assert "<script" not in made.html()
    assert "<script" not in made._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: torch.nudge(area), TypeError, "needs the function's inputs by name"),
        (lambda: torch.nudge(area, w=[1.0]), TypeError, "moves numbers: w is a list"),
        (lambda: torch.nudge(lambda w: torch.stack([w, w]), w=1.0), ValueError, "must give one number"),
        (lambda: torch.nudge(lambda w: "w", w=1.0), ValueError, "must give one number, and gave a str"),
        (lambda: torch.play(area), TypeError, "from 1 to 4 numbers"),
        (lambda: torch.play(lambda w: 3.0, w=1.0), TypeError, "computes with the tensors"),
        (lambda: torch.descend([1.0, 2.0], [1.0, 2.0, 3.0]), ValueError, "one y for each x"),
        (lambda: torch.descend([1.0, 2.0], [1.0, 2.0], start=(0.0, 0.0, 0.0)), ValueError, r"\(w,\) or \(w, b\)"),
        (lambda: torch.jacobian(lambda x: x.sum(), [1.0, 2.0]), TypeError, "from a vector to a vector"),
        (lambda: torch.jacobian(lambda x: x, [1.0, 2.0], v=[1.0]), ValueError, "for each of the 2 outputs, and has 1"),
        (lambda: torch.jacobian(lambda x: x, [1.0] * 9), ValueError, "at most 6 by 6"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(call: Any, error: Any, sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        call()


def test_the_learners_tensors_stay_as_they_were() -> None:
    w = torch.tensor([3.0], requires_grad=True)
    fixed = torch.tensor(2.0, requires_grad=True)
    torch.play(lambda x: x * fixed, x=1.0)
    torch.jacobian(lambda x: x * w, w)
    assert w.grad is None
    assert fixed.grad is None


def test_a_table_keeps_only_what_it_depends_on() -> None:
    board = Board([Axis("a", ("0", "1", "2")), Axis("b", ("0", "1"), start=1)])
    grid = np.array([[0, 10], [0, 10], [0, 10]])
    assert board.element("p", grid) == '<p data-set="text:0">10</p>'
    assert board.element("p", np.full((3, 2), 7)) == "<p>7</p>", "what never moves is written once"
    assert list(board._tables) == ["1\t0\t10"]


# ---- in a browser, with no kernel ----


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


class Reader:
    """Somebody in front of a widget."""

    def __init__(self, page: Any) -> None:
        self.page, self.root = page, page.locator(".mg-board").first

    def turn(self, name: str, *keys: str) -> None:
        slider = self.root.get_by_role("slider", name=name, exact=True)
        slider.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def choose(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=True).click()

    def told(self) -> str:
        return " ".join(self.root.locator("[data-told]").all_inner_texts())

    def seen(self, selector: str) -> list[str]:
        script = """parts => parts.filter(part => part.getClientRects().length).map(part => part.textContent)"""
        return self.root.locator(selector).evaluate_all(script)


@pytest.fixture
def read(browser: Any) -> Iterator[Any]:
    """Opens a widget as a notebook shows it; a request to anywhere counts as a failure."""
    problems: list[str] = []
    pages: list[Any] = []

    def open_page(shown: Any) -> Reader:
        page = browser.new_page(viewport={"width": 1100, "height": 800})
        pages.append(page)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.route(re.compile("^(?!data:)"), lambda route: (problems.append(route.request.url), route.abort()))
        html = shown._repr_mimebundle_()["text/html"]
        page.set_content(f"<!doctype html><html lang=en><title>page</title><body>{html}</body></html>")
        page.wait_for_function("document.querySelector('.mg-board') && !document.querySelector('.mg-board img')")
        return Reader(page)

    yield open_page
    for page in pages:
        page.close()
    assert problems == []


def test_nudge_moves_the_row_and_says_what_happened(read: Any) -> None:
    reader = read(widget("nudge"))
    assert reader.told() == "w = 3: y = 9, ∂y/∂w = 6. For h = 1 the derivative predicts 6; y moves by 7."
    reader.turn("h", "ArrowRight", "ArrowRight", "ArrowRight")
    assert "For h = 0.1 the derivative predicts 0.6; y moves by 0.61." in reader.told()
    reader.turn("h", "End")
    assert "y moves by 0." in reader.told()
    assert reader.seen(".mg-num.mg-value")[-1] == "0.000000"
    reader.choose("start again")
    assert "For h = 1 " in reader.told()


def test_nudge_lets_choose_which_input(read: Any) -> None:
    reader = read(widget("nudge two"))
    assert "∂y/∂w = 5" in reader.told()
    reader.choose("x")
    assert "∂y/∂x = 2" in reader.told()
    pressed = reader.root.get_by_role("button", name="x", exact=True).get_attribute("aria-pressed")
    assert pressed == "true"


def test_gates_follow_all_their_sliders(read: Any) -> None:
    reader = read(widget("gates"))
    assert "y = a · b = 6: a gets 3, b gets 2." in reader.told()
    reader.turn("a", "ArrowRight")
    assert "y = max(a, b) = 3: a gets 0.5, b gets 0.5." in reader.told(), "PyTorch shares it out"
    reader.turn("a", "ArrowRight")
    assert "y = max(a, b) = 4: a gets 1, b gets 0." in reader.told()
    reader.turn("g", "ArrowRight")
    assert "y = a · b = 12: a gets 6, b gets 8." in reader.told()
    reader.turn("g₂", "ArrowLeft", "ArrowLeft")
    assert "used twice: a gets 2 + −1 = 1." in reader.told()


def test_play_moves_every_number_of_the_graph(read: Any) -> None:
    reader = read(widget("play"))
    assert reader.seen('[data-key="t1"] text, [data-key="t0"] text').count("5") == 2, "∂y/∂w and w.grad"
    reader.turn("w", "ArrowRight", "ArrowRight")
    reader.turn("x", "Home")
    assert reader.told() == "w = 1.4, x = −3: y = −3.84; ∂y/∂w = 0.8, ∂y/∂x = 2.4."
    texts = reader.seen(".mg-picture text")
    for text in ("-1.6", "2.4", "-3.84", "a = -1.6", "b = 2.4", "×b = 2.4", "×a = -1.6"):
        assert text in texts
    assert not [text for text in texts if re.search(r"7\d{3}", text)], "no stand-in is left"


def test_play_changes_the_graph_where_the_function_branches(read: Any) -> None:
    reader = read(torch.play(lambda w: w * w if w > 0 else -w, w=1.0))
    assert "MulBackward0" in reader.seen(".mg-fn")
    reader.turn("w", "Home")
    assert reader.seen(".mg-fn") == ["NegBackward0"]


def test_descend_links_its_three_plots(read: Any) -> None:
    reader = read(torch.descend(X, Y, lr=[0.01, 0.1], steps=20))
    assert reader.told() == "lr = 0.01, step 0 of 20: w = 0, b = 0, loss 45."
    assert "w ← 0 − 0.01·(−44) = 0.44" in " ".join(reader.seen(".mg-notes p"))
    reader.turn("step", "ArrowRight")
    assert reader.told().startswith("lr = 0.01, step 1 of 20: w = 0.44, b = 0.02, ")
    walked = reader.root.locator("polyline[data-cut]").evaluate_all("ways => ways.map(way => way.points.length)")
    assert walked == [2, 2], "the loss and the way in the landscape have come as far"
    dots = "dots => dots.map(dot => dot.getAttribute('cx') + ' ' + dot.getAttribute('cy'))"
    before = reader.root.locator(".mg-here").evaluate_all(dots)
    reader.turn("learning rate", "ArrowRight")
    assert all(a != b for a, b in zip(before, reader.root.locator(".mg-here").evaluate_all(dots), strict=True))
    reader.choose("(4, 0)")
    reader.turn("step", "Home")
    assert "w = 4, b = 0, loss 45" in reader.told()


def test_descend_plays_by_itself_and_stops_when_told(read: Any) -> None:
    reader = read(widget("descend one"))
    play = reader.root.locator("[data-play]")
    play.evaluate("button => button.dataset.interval = 20")
    play.click()
    reader.page.wait_for_function("document.querySelector('.mg-board [data-play]').textContent === 'play'")
    assert "step 12 of 12" in reader.told()
    play.click()
    reader.turn("step", "Home")
    assert play.inner_text() == "play", "a key stops it"


def test_jacobian_lights_a_row_for_each_pass(read: Any) -> None:
    reader = read(widget("jacobian"))
    values = "text.mg-value"
    assert "".join(reader.seen(values)) == ""
    reader.turn("step", "ArrowRight")
    assert [text for text in reader.seen(values) if text] == ["1", "2"]
    assert reader.root.locator("rect.mg-lit").count() == 1 + 2 + 2, "the entry of v, its row, and what arrives"
    reader.turn("step", "End")
    assert [text for text in reader.seen(values) if text] == ["1", "2", "3", "4", "5", "6"]
    assert "[531, 642]" in reader.told()


@pytest.mark.parametrize("name", WIDGETS)
def test_every_control_has_a_name_and_the_outcome_is_read_aloud(read: Any, name: str) -> None:
    reader = read(widget(name))
    for control in reader.root.locator("button, input").all():
        assert (control.get_attribute("aria-label") or control.inner_text()).strip()
    assert reader.root.locator("[aria-live]").count() == 1
    assert reader.root.get_by_role("img").count() >= 1
    reader.root.locator("input").first.focus()
    reader.page.keyboard.press("ArrowRight")
    reader.page.wait_for_function("document.querySelector('.mg-board [role=status]').textContent !== ''")
    assert reader.root.locator("[role=status]").inner_text() == reader.told().replace("\n", " ")


@pytest.mark.parametrize("name", WIDGETS)
def test_it_fits_a_notebook_and_a_narrow_page_in_every_theme(read: Any, name: str) -> None:
    reader = read(widget(name))
    for width in (1100, 420):
        reader.page.set_viewport_size({"width": width, "height": 800})
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
    for scheme, paper in (("dark", "rgb(22, 25, 31)"), ("light", "rgb(255, 255, 255)")):
        reader.page.emulate_media(color_scheme=scheme)
        assert reader.root.evaluate("root => getComputedStyle(root).backgroundColor") == paper


@pytest.mark.parametrize("name", WIDGETS)
def test_no_text_leaves_the_picture(read: Any, name: str) -> None:
    outside = """root => [...root.querySelectorAll(".mg-picture")].flatMap(picture => {
        const frame = picture.getBoundingClientRect();
        return [...picture.querySelectorAll("text")].filter(text => text.getClientRects().length)
            .map(text => [text.textContent, text.getBoundingClientRect()])
            .filter(([_, at]) => at.left < frame.left - 1 || at.right > frame.right + 1
                || at.top < frame.top - 1 || at.bottom > frame.bottom + 1)
            .map(([text]) => text); })"""
    for language in LANGUAGES:
        reader = read(widget(name, language))
        assert reader.root.evaluate(outside) == []
        reader.root.locator("input").last.focus()
        reader.page.keyboard.press("End")
        assert reader.root.evaluate(outside) == []


def test_several_on_a_page_do_not_disturb_each_other(read: Any) -> None:
    reader = read(widget("jacobian"))
    reader.page.evaluate("""html => { const box = document.createElement("div"); document.body.append(box);
        const page = document.createElement("template"); page.innerHTML = html; box.append(page.content); }""",
        widget("jacobian").html())  # fmt: skip
    reader.turn("step", "ArrowRight")
    outputs = reader.page.locator(".mg-board output").all_inner_texts()
    assert outputs == ["1 / 7", "0 / 7"]
