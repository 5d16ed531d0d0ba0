"""The stepper in a real browser, with no kernel: what a reader presses and what the picture then shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import ipywidgets
import nbformat
import pytest
from browser import chromium, complaints
from samples import PICTURE, STEPS, mlp

import minigrad as torch
from minigrad.viz.model import Card, Picture, Step
from minigrad.viz.page import spoken
from minigrad.viz.stepper import Stepper

LAST = len(STEPS)
HOSTILE = '<script>window.hacked = 1</script>" onload="window.hacked = 2" \''


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def stepper() -> Stepper:
    return Stepper(PICTURE, STEPS, "en")


class Reader:
    """Somebody in front of a page."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.root = page.locator(".mg-stepper").first

    def step(self) -> int:
        return int(self.root.get_attribute("data-step"))

    def press(self, *keys: str) -> int:
        for key in keys:
            self.page.keyboard.press(key)
        return self.step()

    def click(self, *buttons: str) -> int:
        for button in buttons:
            # By force: at an end a button says that it is disabled, and a reader may press it all the same.
            self.root.locator(f'button[data-go="{button}"]').click(force=True)
        return self.step()

    def seen(self, key: str) -> list[str]:
        """The texts that can be seen in one card, operation or edge."""
        script = """parts => parts.filter(text => getComputedStyle(text).visibility === "visible")
            .map(text => [...text.childNodes].filter(node => node.nodeName !== "title")
                .map(node => node.textContent).join(""))"""
        return self.root.locator(f'[data-key="{key}"] text').evaluate_all(script)

    def lit(self, kind: str = "mg-lit") -> list[str]:
        script = """parts => parts.filter(part => getComputedStyle(part).visibility === "visible")
            .map(part => part.closest("[data-key]").dataset.key)"""
        return sorted(set(self.root.locator(f".{kind}").evaluate_all(script)))

    def spoken(self) -> str:
        return self.root.locator('[role="status"]').text_content()

    def caption(self) -> str:
        return self.root.locator(".mg-say").inner_text()


@pytest.fixture
def read(browser: Any) -> Iterator[Any]:
    """Opens HTML in a page of its own; requests to anywhere are refused and count as failures."""
    pages: list[Any] = []
    problems: list[str] = []

    def open_page(html: str, **context: Any) -> Reader:
        page = browser.new_page(**{"viewport": {"width": 1280, "height": 900}, **context})
        pages.append(page)
        page.on("pageerror", lambda error: problems.append(str(error)))

        def refuse(route: Any) -> None:
            problems.append(f"asked for {route.request.url}")
            route.abort()

        page.route(re.compile("^(?!data:)"), refuse)
        page.set_content(f"<!doctype html><html lang=en><title>page</title><body>{html}</body></html>")
        page.wait_for_function(
            "[...document.querySelectorAll('.mg-stepper')].every(root => !root.querySelector('img'))"
        )
        return Reader(page)

    yield open_page
    for page in pages:
        page.close()
    assert problems == []


# Going through it


def test_it_begins_before_the_first_step(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html())
    assert reader.step() == 0
    assert reader.seen("t3") == ["a", "(1,)", "value", "∂y/∂a"]
    assert reader.seen("t0")[-1] == "None"
    assert "Before the first step." in reader.caption()
    assert reader.lit() == []


def test_buttons(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html())
    assert reader.click("forward") == 1
    assert reader.seen("t3") == ["a", "(1,)", "value", "3", "∂y/∂a"]
    assert reader.click("forward", "forward") == 3
    assert reader.click("back") == 2
    assert reader.click("last") == LAST
    assert reader.click("forward") == LAST, "there is nothing behind the end"
    assert reader.click("first") == 0
    assert reader.click("back") == 0
    assert reader.seen("t3") == ["a", "(1,)", "value", "∂y/∂a"], "what a step wrote is gone again"


def test_keyboard(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html())
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.className") == "mg mg-stepper"
    assert reader.press("ArrowRight", "ArrowRight", "ArrowRight") == 3
    assert reader.press("ArrowLeft") == 2
    assert reader.press("End") == LAST
    assert reader.press("Home") == 0
    assert reader.press("Control+ArrowRight", "Shift+ArrowRight", "a") == 0, "other keys are left alone"


def test_the_keys_go_no_further(read: Any, stepper: Stepper) -> None:
    reader = read(f"<div onkeydown='window.heard = event.key'>{stepper.html()}</div>")
    reader.root.focus()
    reader.press("ArrowRight", " ")
    assert reader.page.evaluate("window.heard") is None
    assert reader.root.get_attribute("data-lm-suppress-shortcuts") == "true"
    reader.press("x")
    assert reader.page.evaluate("window.heard") == "x"


def test_slider(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html())
    slider = reader.root.get_by_role("slider", name="step")
    slider.fill("8")
    assert reader.step() == 8
    assert "3 + 2 = 5" in reader.seen("t0")
    assert slider.get_attribute("aria-valuetext") == reader.spoken()
    slider.focus()
    assert reader.press("ArrowRight") == 9, "one key, one step"
    reader.click("back")
    assert slider.input_value() == "8"


def test_jumps_and_counts(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html())
    forward = reader.root.get_by_role("button", name="forward 0/3")
    backward = reader.root.get_by_role("button", name="backward 0/8")
    backward.click()
    assert reader.step() == 4
    assert reader.root.locator(".mg-counts").inner_text().split() == ["forward", "3/3", "backward", "1/8"]
    forward = reader.root.get_by_role("button", name="forward 3/3")
    forward.click()
    assert reader.step() == 1
    assert reader.click("turn") == 3, "the end of the forward pass"
    assert reader.press("Home") == 0
    assert reader.press("b") == 3


def test_it_goes_from_operation_to_operation(read: Any) -> None:
    w = torch.tensor([1.0], requires_grad=True)
    x = torch.tensor([2.0], requires_grad=True)
    a = x + w
    y = a * (w + 1)
    reader = read(torch.step(y, {"w": w, "x": x, "a": a, "y": y}).html())
    assert [reader.click("after") for _ in range(7)] == [1, 2, 3, 4, 5, 7, 8]
    assert [reader.press("PageUp") for _ in range(4)] == [7, 5, 4, 3]
    assert reader.press("PageDown") == 4
    assert reader.click("last", "after") == reader.click("last")
    assert reader.click("first", "before") == 0


def test_play_goes_to_the_end_and_can_be_paused(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html().replace('data-interval="1800"', 'data-interval="60"'))
    play = reader.root.locator('button[data-go="play"]')
    assert play.inner_text() == "play"
    reader.root.focus()
    reader.page.keyboard.press("Space")
    assert play.inner_text() == "pause"
    reader.page.wait_for_function("document.querySelector('.mg-stepper').dataset.step > 1")
    reader.page.keyboard.press("Space")
    here = reader.step()
    reader.page.wait_for_timeout(200)
    assert (reader.step(), play.inner_text()) == (here, "play")
    play.click()
    reader.page.wait_for_function(f"document.querySelector('.mg-stepper').dataset.step == {LAST}")
    assert play.inner_text() == "play"
    play.click()
    reader.page.wait_for_function(f"document.querySelector('.mg-stepper').dataset.step < {LAST}")


def test_a_step_by_hand_stops_the_playing(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html().replace('data-interval="1800"', 'data-interval="300"'))
    reader.click("play", "forward")
    here = reader.step()
    reader.page.wait_for_timeout(500)
    assert reader.step() == here


# What a step shows


def test_the_inbox_adds_up_before_the_bucket_is_filled(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html())
    states = {}
    for state in range(LAST + 1):
        states[state] = (reader.seen("t0")[5:-2] + reader.seen("t0")[-1:], reader.step())
        reader.click("forward")
    assert states[6][0] == ["None"]
    assert states[7][0] == ["3", "None"]
    assert states[8][0] == ["3 + 2 = 5", "None"]
    assert states[9][0] == ["5", "5"]


def test_the_drawers_empty(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html())
    assert reader.seen("o2") == ["×", "MulBackward0"]
    reader.click(*["forward"] * 3)
    assert reader.seen("o2") == ["×", "MulBackward0", "a = 3", "b = 2"]
    reader.click(*["forward"] * 3)
    assert reader.seen("o2") == ["×", "MulBackward0", "freed", "freed"]


def test_what_a_step_reads_and_writes_is_lit(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html())
    reader.click("forward")
    assert reader.lit() == ["o0", "t0", "t1", "t3"]
    assert reader.lit("mg-flow") == ["e0", "e1", "e2"]
    reader.click(*["forward"] * 7)
    assert reader.lit("mg-lit.mg-backward") == ["o0", "t0", "t3"] == reader.lit()
    assert reader.lit("mg-flow.mg-backward") == ["e0", "e2"] == reader.lit("mg-flow")


def test_the_line_of_code_is_lit(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html())
    lit = """rows => rows.filter(row => [...row.querySelectorAll("i")]
        .some(mark => getComputedStyle(mark).visibility === "visible")).map(row => row.textContent)"""
    lines = reader.root.locator(".mg-code > span")
    assert lines.evaluate_all(lit) == []
    for state, step in enumerate(STEPS, 1):
        assert reader.click("forward") == state
        assert lines.evaluate_all(lit) == [PICTURE.code[step.line or 0]]


def test_caption_formulas_and_status_say_the_same_step(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html())
    reader.click("last", "back", "back", "back")
    assert reader.caption().startswith("Backward, 5 of 8. The + that made a hands")
    assert reader.spoken() == "Backward, 5 of 8. " + STEPS[7].text
    assert reader.root.locator("[role=status]").get_attribute("aria-live") == "polite"
    seen = """maths => maths.filter(math => getComputedStyle(math).visibility === "visible").length"""
    assert reader.root.locator("math").evaluate_all(seen) == 2


def test_a_new_step_announces_itself_to_screen_readers_only_once(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html())
    assert reader.root.locator("[aria-live]").count() == 1


@pytest.mark.parametrize("colours", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}], ids=str)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_nothing_to_complain_about(read: Any, language: str, colours: dict[str, str]) -> None:
    reader = read(
        f"<main><h1>page</h1>{Stepper(PICTURE, STEPS, language).html()}{Stepper(*mlp(), language).html()}</main>",
        **colours,
    )
    assert complaints(reader.page) == []
    reader.click("last", "back")
    assert complaints(reader.page) == []


# What a step costs


def test_a_step_touches_only_what_changes(read: Any) -> None:
    x = torch.tensor([1.0], requires_grad=True)
    h = x
    for i in range(200):
        h = h * (1 + i / 100)
    reader = read(torch.step(h, {"x": x, "h": h}).html())
    script = """root => { let touched = 0; const seen = new MutationObserver(found => touched += found.length);
        seen.observe(root, {subtree: true, attributes: true, attributeFilter: ["class"]});
        root.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight"}));
        touched += seen.takeRecords().length; return touched; }"""
    reader.click("turn", "forward")  # the first of the backward pass sets every operation waiting
    assert [reader.root.evaluate(script) < 30 for _ in range(5)] == [True] * 5
    parts = reader.root.locator("[data-at]").count()
    assert parts > 2000, "of so many"


# Wherever it stands


def test_several_on_a_page_do_not_disturb_each_other(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html() + stepper.html())
    reader.click("forward", "forward")
    assert [root.get_attribute("data-step") for root in reader.page.locator(".mg-stepper").all()] == ["2", "0"]


def test_it_fits_a_notebook_and_a_narrow_page(read: Any, stepper: Stepper) -> None:
    for width in (1280, 400):
        reader = read(stepper.html(), viewport={"width": width, "height": 900})
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
        view = reader.root.locator(".mg-view")
        scrolls = view.evaluate("view => view.scrollWidth > view.clientWidth")
        assert scrolls == (width == 400)
        assert (view.get_attribute("tabindex") == "0") == scrolls, "what scrolls can be reached by keyboard"


def test_a_wide_picture_follows_the_step(read: Any) -> None:
    reader = read(Stepper(*mlp(), "en").html())
    where = "view => [view.scrollLeft, view.scrollWidth > view.clientWidth]"
    view = reader.root.locator(".mg-view")
    assert view.evaluate(where) == [0, True]
    reader.click(*["forward"] * 12)
    assert view.evaluate(where)[0] > 0
    inside = """view => { const frame = view.getBoundingClientRect();
        return [...view.querySelectorAll(".mg-on > .mg-lit")].map(part => part.getBoundingClientRect())
            .every(box => box.left >= frame.left && box.right <= frame.right); }"""
    assert view.evaluate(inside)


def test_every_text_stays_in_its_box(read: Any, stepper: Stepper) -> None:
    check = """root => [...root.querySelectorAll(".mg-card, .mg-op")].flatMap(box => {
        const frame = box.querySelector(".mg-box").getBoundingClientRect();
        return [...box.querySelectorAll("text")].map(text => [text.textContent, text.getBoundingClientRect()])
            .filter(([_, at]) => at.left < frame.left || at.right > frame.right || at.bottom > frame.bottom + 2)
            .map(([text]) => text); })"""
    for html in (stepper.html(), Stepper(PICTURE, STEPS, "zh").html(), Stepper(*mlp(2), "en").html()):
        assert read(html).root.evaluate(check) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_theme_of_the_page_before_the_system(read: Any, stepper: Stepper, scheme: str) -> None:
    paper = {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 25, 31)"}
    ground = "root => getComputedStyle(root).backgroundColor"
    assert read(stepper.html(), color_scheme=scheme).root.evaluate(ground) == paper[scheme]
    for light, expected in (("true", "light"), ("false", "dark")):
        themed = f'<div data-jp-theme-light="{light}">{stepper.html()}</div>'
        assert read(themed, color_scheme=scheme).root.evaluate(ground) == paper[expected]


def test_nothing_moves_where_motion_is_not_wanted(read: Any, stepper: Stepper) -> None:
    moving = "root => root.getAnimations({subtree: true}).length"
    for motion, expected in (("no-preference", True), ("reduce", False)):
        reader = read(stepper.html(), reduced_motion=motion)
        reader.click("forward")
        assert (reader.root.evaluate(moving) > 0) == expected


def test_forced_colours_keep_it_legible(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html(), forced_colors="active")
    reader.click("forward")
    colours = """root => [getComputedStyle(root).backgroundColor,
        getComputedStyle(root.querySelector("text")).fill, getComputedStyle(root.querySelector(".mg-lit")).stroke]"""
    paper, text, lit = reader.root.evaluate(colours)
    assert paper not in (text, lit)


def test_chinese(read: Any) -> None:
    reader = read(Stepper(PICTURE, STEPS, "zh").html())
    assert reader.root.get_attribute("lang") == "zh-CN"
    assert reader.click("forward", "forward", "forward", "forward") == 4
    assert reader.caption().startswith("反向，第 1 步，共 8 步。")
    assert reader.root.get_by_role("button", name="播放").count() == 1
    assert "值" in reader.seen("t0")


def test_every_control_has_a_name(read: Any, stepper: Stepper) -> None:
    reader = read(stepper.html())
    for control in reader.root.locator("button, input").all():
        name = control.get_attribute("aria-label") or control.inner_text()
        assert name.strip()
    assert reader.root.get_by_role("img", name="Computation graph of y.").count() == 1


def test_hostile_names_stay_text(read: Any) -> None:
    cards = (Card("t0", HOSTILE, "leaf", HOSTILE, note=HOSTILE, label=HOSTILE),)
    picture = Picture(cards, (), (), HOSTILE, (HOSTILE,))
    step = Step("forward", 1, 0, "an escaped sentence", HOSTILE, (), ("t0",), (("t0", "value", HOSTILE),))
    stepper = Stepper(picture, (step,), "en")
    for html in (stepper.html(), stepper._repr_mimebundle_()["text/html"]):
        reader = read(html)
        reader.click("forward")
        assert reader.page.evaluate("window.hacked") is None
        assert reader.page.locator("script").count() == 0
        assert reader.spoken() == f"Forward, 1 of 1. {HOSTILE}"


# In a notebook


def test_it_is_a_widget() -> None:
    stepper = Stepper(PICTURE, STEPS, "en")
    assert isinstance(stepper, ipywidgets.HTML) and stepper.value == stepper.html()
    assert ipywidgets.VBox([stepper]).children == (stepper,)


def test_a_trusted_notebook_is_alive(read: Any, stepper: Stepper) -> None:
    page = read(stepper._repr_mimebundle_()["text/html"]).page
    page.wait_for_selector(".mg-stepper")
    reader = Reader(page)
    assert reader.click("forward") == 1
    assert page.locator("img").count() == 0


def test_an_untrusted_notebook_shows_the_last_state(read: Any, stepper: Stepper) -> None:
    html = stepper._repr_mimebundle_()["text/html"]
    harmless = re.sub(r' (onload|data-page|style)="[^"]*"', "", html)  # what sanitisers take out
    assert harmless.count("<") == 1
    page = read(harmless).page
    image = page.get_by_role("img", name="Computation graph of y.")
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 600


def test_the_words_tell_every_step() -> None:
    words = Stepper(PICTURE, STEPS, "en")._repr_mimebundle_()["text/plain"].split("\n")
    assert words == [PICTURE.alt, *spoken(STEPS, "en")[1:]]
    assert words[8].startswith("Backward, 5 of 8. The + that made a hands a's gradient on to w.")


def test_another_number_or_word_is_another_output() -> None:
    before = Stepper(PICTURE, STEPS, "en")._repr_mimebundle_()
    assert Stepper(PICTURE, STEPS, "en")._repr_mimebundle_() == before
    other = (*STEPS[:-1], STEPS[-1]._replace(changes=(("t1", "grad", "3"),)))
    after = Stepper(PICTURE, other, "en")._repr_mimebundle_()
    assert after["text/html"] != before["text/html"]


def test_no_view_that_would_be_an_error_without_its_kernel() -> None:
    assert Stepper(PICTURE, STEPS)._repr_mimebundle_().keys() == {"text/html", "text/plain"}


def test_an_exported_notebook_is_alive_with_no_network(browser: Any, stepper: Stepper, tmp_path: Any) -> None:
    nbconvert = pytest.importorskip("nbconvert", reason="the page is nbconvert's")
    output = nbformat.v4.new_output("display_data", stepper._repr_mimebundle_())
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("mg.step(y)", outputs=[output])])
    html, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8")
    page = browser.new_page()
    page.route(re.compile("^https?:"), lambda route: route.abort())
    page.goto(path.as_uri(), wait_until="domcontentloaded")
    page.wait_for_selector(".mg-stepper")
    reader = Reader(page)
    reader.root.focus()
    assert reader.press("ArrowRight", "ArrowRight") == 2
    assert reader.seen("t4") == ["b", "(1,)", "value", "2", "∂y/∂b"]
    page.close()


def test_a_state_that_does_not_exist_is_refused(stepper: Stepper) -> None:
    with pytest.raises(ValueError, match="from 0 to 11"):
        stepper.svg(12)
    assert stepper.svg() == stepper.svg(LAST)
