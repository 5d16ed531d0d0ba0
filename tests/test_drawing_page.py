"""A drawing on a page: the buttons for its views, boxes that unfold, the map of a large tensor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser import chromium

import minigrad as torch


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


def opened(browser: Any, drawing: Any, **more: Any) -> Any:
    page = browser.new_page(viewport={"width": 1200, "height": 700}, **more)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.set_content(f"<!doctype html><title>y</title>{drawing._repr_mimebundle_()['text/html']}")
    page.wait_for_selector(".mg-drawing svg")
    return page


def looped() -> Any:
    w = torch.tensor([1.0], requires_grad=True)
    y = w
    for _ in range(100):
        y = y * w
        y = y + 1
    return torch.draw(y, {"w": w, "y": y})


def keys(page: Any) -> list[str]:
    return page.eval_on_selector_all(".mg-view [data-key]", "es => es.map(e => e.dataset.key)")


def test_the_views_are_two_buttons(browser: Any) -> None:
    w = torch.tensor([1.0], requires_grad=True)
    page = opened(browser, torch.draw(w * w + w, {"w": w}))
    assert page.get_by_role("button", name="data").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="PyTorch's nodes").click()
    assert "AccumulateGrad" in page.inner_text(".mg-view") and page.query_selector(".mg-symbol") is None
    assert page.get_by_role("button", name="data").get_attribute("aria-pressed") == "false"
    page.get_by_role("button", name="data").click()
    assert page.query_selector(".mg-symbol") is not None and page.errors == []


def test_a_box_unfolds_by_mouse_and_folds_by_keyboard(browser: Any) -> None:
    page = opened(browser, looped())
    box = page.get_by_role("button", name="unfold: × 100")
    assert box.get_attribute("aria-expanded") == "false"
    box.click()
    assert {"g0", "g1", "g2", "g3"} <= set(keys(page))
    frame = page.get_by_role("button", name="fold: × 100", exact=False).first
    page.locator(".mg-frame").focus()
    page.keyboard.press("Enter")
    assert "g1" not in keys(page) and frame is not None
    assert page.evaluate("document.activeElement.dataset.key") == "g0", "one stays where one was"
    page.keyboard.press("Space")
    assert "g1" in keys(page) and page.errors == []


def test_the_unfolded_iteration_shows_its_operations(browser: Any) -> None:
    page = opened(browser, looped())
    page.locator("[data-unfold=g0]").click()
    page.locator("[data-unfold=g1]").click()
    assert "MulBackward0" in page.inner_text(".mg-view") and page.locator(".mg-frame").count() == 2
    page.locator(".mg-frame[data-key=g1]").click(position={"x": 20, "y": 12})
    assert page.locator(".mg-frame").count() == 1 and page.errors == []


def test_the_map_of_a_large_tensor_is_seen_while_one_points_at_it(browser: Any) -> None:
    w = torch.arange(600.0).reshape(20, 30).requires_grad_()
    page = opened(browser, torch.draw(w.sum(), {"w": w}))
    heat = page.locator(".mg-heat")
    assert not heat.is_visible()
    page.hover("[data-key=t0] .mg-box")
    assert heat.is_visible() and "600 entries" in heat.text_content()
    inside = page.locator(".mg-paper").bounding_box()
    box = heat.bounding_box()
    assert box["y"] >= inside["y"] - 1 and box["y"] + box["height"] <= inside["y"] + inside["height"] + 1
    assert page.errors == []
