"""What the viewers promise: made from the live graph, nothing invented, nothing of the learner's changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import home

import minigrad as torch
from minigrad.viz.captions import CAPTIONS
from minigrad.viz.explain import explain
from minigrad.viz.language import LANGUAGES, set_language
from minigrad.viz.picture import picture
from minigrad.viz.rehearsal import rehearse


@pytest.fixture(autouse=True)
def english():
    yield
    set_language("en")


def steps_of(output, names):
    return rehearse(output, names)[1]


# ---- draw ----


def test_the_picture_shows_names_values_drawers_and_local_derivatives():
    names = home(torch)
    p = picture(names["y"], names)
    assert {c.name: c.value for c in p.cards} == {"x": "2", "w": "1", "a": "3", "b": "2", "1": "1", "y": "6"}
    assert [c.name for c in p.cards if c.bucket] == ["x", "w"]
    assert [(o.symbol, o.name) for o in p.operations] == [
        ("+", "AddBackward0"),
        ("+", "AddBackward0"),
        ("×", "MulBackward0"),
    ]
    assert [d.text for d in p.operations[2].drawers] == ["a = 3", "b = 2"]
    assert [e.local for e in p.edges if e.local] == ["×1", "×1", "×1", "×b = 2", "×a = 3"]
    assert [e.recorded for e in p.edges].count(False) == 1  # the number 1
    assert "y = a·b = 6" in p.alt and "w = 1" in p.alt


def test_what_nobody_holds_is_blank_and_what_was_freed_says_so():
    w = torch.tensor([1.0], requires_grad=True)
    y = (w + 1) + 2  # an addition saves nothing, so nobody holds w + 1
    p = picture(y, {"w": w, "y": y})
    assert {c.name: c.value for c in p.cards if c.kind == "result"} == {"v1": None, "y": "4"}
    names = home(torch)
    names["y"].backward()
    p = picture(names["y"], names)
    assert [(d.text, d.freed) for d in p.operations[2].drawers] == [("freed", True)] * 2
    assert {c.name: c.grad for c in p.cards if c.bucket} == {"x": "2", "w": "5"}
    assert [e.local for e in p.edges if e.local] == ["×1", "×1", "×1", "×b", "×a"]


def test_detached_and_unrecorded_parts_are_grey():
    w = torch.tensor([2.0], requires_grad=True)
    d = (w * 3).detach()
    y = w * d
    p = picture(y, {"w": w, "d": d, "y": y})
    assert {c.name: c.kind for c in p.cards} == {"w": "leaf", "d": "constant", "y": "result"}
    with torch.no_grad():
        z = w * 3
    assert picture(z, {"z": z}).operations == ()


def test_names_come_from_variables_modules_and_lists():
    model = torch.nn.Linear(2, 1)
    ws = [torch.tensor([1.0], requires_grad=True)]
    y = model(torch.ones(1, 2)).sum() * ws[0]
    names = {c.name for c in picture(y, {"model": model, "ws": ws, "y": y}).cards}
    assert {"model.weight", "model.bias", "ws[0]", "y"} <= names


def test_versions_are_counted():
    w = torch.tensor([1.0], requires_grad=True)
    a = w + 1
    a += 1
    y = a * 2
    assert {c.name: c.version for c in picture(y, {"w": w, "a": a, "y": y}).cards}["a"] == 1


@pytest.mark.parametrize("look", [picture, rehearse, lambda y, names: explain(y, y, names)])
def test_what_is_no_tensor_is_refused_in_one_sentence(look):
    with pytest.raises(TypeError, match="tensor"):
        look([1, 2], {})


# ---- step ----


def state(names):
    """Everything of a learner's tensors that could be changed."""
    return [
        (
            n, id(t), t._array.tolist(), t._version, t._requires, id(t._node), None if t._grad is None else id(t._grad),
            None if t._grad is None else t._grad.tolist(), t._node and (t._node.saved, t._node.extras, t._node.age),
            dict(t.__dict__),
        )
        for n, t in names.items()
    ]  # fmt: skip


@pytest.mark.parametrize("make", ["y = torch.zeros(1); y[0] = x", "(x ** 3).backward(create_graph=True); y = x.grad"])
def test_what_was_written_in_place_can_be_drawn_though_what_was_there_is_gone(make):
    names = {"x": torch.tensor(2.0, requires_grad=True), "torch": torch}
    exec(make, names)
    assert picture(names["y"] + 1, names).operations
    y = names["x"].grad
    if y is not None:
        y.backward(create_graph=True)
        assert picture(names["x"].grad, names).operations


def test_a_rehearsal_changes_nothing_and_calls_no_hook():
    names = home(torch)
    called = []
    names["w"].register_hook(called.append)
    names["a"].register_hook(called.append)
    names["a"].retain_grad()
    names["w"].grad = torch.ones(1)
    before = state(names)
    for look in (picture, rehearse, lambda y, n: explain(y, n["w"], n)):
        look(names["y"], names)
        assert state(names) == before
    assert called == []


def test_the_steps_are_the_engines_in_its_order():
    names = home(torch)
    texts = [(s.phase, s.number, s.changes[0][2]) for s in steps_of(names["y"], names)]
    assert texts == [
        ("forward", 1, "3"),
        ("forward", 2, "2"),
        ("forward", 3, "6"),
        ("backward", 1, "1"),
        ("backward", 2, "2"),
        ("backward", 3, "3"),
        ("backward", 4, "3"),
        ("backward", 5, "2"),
        ("backward", 6, "3 + 2 = 5"),
        ("backward", 7, "2"),
        ("backward", 8, "5"),
    ]


def test_contributions_meet_in_the_inbox_and_only_then_go_into_the_bucket():
    names = home(torch)
    names["w"].grad = torch.tensor([5.0])
    blank, steps, _ = rehearse(names["y"], names)
    key = next(c.key for c in blank.cards if c.name == "w")
    seen = [(slot, text) for s in steps for k, slot, text in s.changes if k == key]
    assert seen == [("passing", "3"), ("passing", "3 + 2 = 5"), ("grad", "10"), ("passing", "5")]
    assert "was 5 and is now 10" in steps[-1].text


def test_gradients_and_results_are_blank_until_computed():
    names = home(torch)
    blank, _, _ = rehearse(names["y"], names)
    assert all(c.passing is None for c in blank.cards)
    assert {c.name: c.value for c in blank.cards if c.kind == "result"} == {"a": None, "b": None, "y": None}
    assert all(d.text == "" for o in blank.operations for d in o.drawers)


def test_after_a_freeing_backward_the_stepper_says_how_to_see_the_numbers():
    names = home(torch)
    names["y"].backward()
    last = steps_of(names["y"], names)[-1]
    assert "retain_graph=True" in last.text


def test_a_saved_value_changed_in_place_stops_the_rehearsal_with_pytorchs_sentence():
    names = home(torch)
    names["a"].add_(1)
    last = steps_of(names["y"], names)[-1]
    assert "modified by an inplace operation" in last.text


def test_what_backward_refuses_the_stepper_refuses():
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(RuntimeError, match="only for scalar outputs"):
        rehearse(w * 2, {})
    with pytest.raises(RuntimeError, match="does not require grad"):
        rehearse(torch.ones(1), {})
    _, steps, _ = rehearse(w * 2, {"w": w}, torch.tensor([1.0, 10.0]))
    assert steps[-1].changes[0][2] == "[2, 20]"


def test_the_code_line_of_each_step_is_the_one_that_made_it():
    names = home(torch)
    blank, steps, _ = rehearse(names["y"], names)
    lit = [blank.code[s.line] for s in steps]
    assert lit[:3] == ["a = x + w", "b = w + 1", "y = a * b"]
    assert lit[3] == "y.backward()"
    assert lit[6] == "b = w + 1"


def test_a_name_that_is_used_again_shows_the_line_that_counts():
    w = torch.tensor([9.0], requires_grad=True)
    y = w * 9
    w = torch.tensor([1.0], requires_grad=True)
    y = w * 2
    assert rehearse(y, {"w": w, "y": y})[0].code == (
        "w = torch.tensor([1.0], requires_grad=True)",
        "y = w * 2",
        "y.backward()",
    )


# ---- names from learners are text, never markup ----

EVIL = "<script>alert(1)</script>\"'&"


def test_a_name_cannot_become_markup():
    names = home(torch)
    evil = {EVIL: names["w"], "x": names["x"], "y": names["y"]}
    drawing = torch.draw(names["y"], evil)
    stepper = torch.step(names["y"], evil)
    for text in (drawing.svg, stepper.value, drawing._repr_mimebundle_()["text/html"]):
        assert "<script" not in text
    assert EVIL in str(torch.explain(names["y"], names["w"], evil))


# ---- both languages ----


def test_every_caption_speaks_both_languages_with_the_same_parts():
    import string

    for name, texts in CAPTIONS.items():
        assert set(texts) == set(LANGUAGES), name
        parts = [{f for _, f, _, _ in string.Formatter().parse(t) if f} for t in texts.values()]
        assert parts[0] == parts[1] or name in ("times",), name


def test_the_numbers_are_the_same_in_both_languages():
    names = home(torch)
    seen = {}
    for language in LANGUAGES:
        set_language(language)
        seen[language] = [(s.formulas, s.line, s.lit, s.flow) for s in steps_of(names["y"], names)]
    assert seen["en"] == seen["zh"]


# ---- any graph ----


@st.composite
def programs(draw):
    """A few numbers, and a few operations on what there is so far."""
    leaves = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    kinds = st.sampled_from(["add", "mul", "sub", "square", "neg", "twice", "detach"])
    return leaves, draw(st.lists(st.tuples(kinds, st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=7))


def run(program):
    leaves, operations = program
    names = {f"x{i}": torch.tensor(float(n), requires_grad=True) for i, n in enumerate(leaves)}
    made = list(names.values())
    for n, (kind, i, j) in enumerate(operations):
        a, b = made[i % len(made)], made[j % len(made)]
        made.append(
            {
                "add": lambda a, b: a + b,
                "mul": lambda a, b: a * b,
                "sub": lambda a, b: a - b,
                "square": lambda a, b: a**2,
                "neg": lambda a, b: -a,
                "twice": lambda a, b: 2 * a,
                "detach": lambda a, b: a.detach() + b,
            }[kind](a, b)
        )
        names[f"t{n}"] = made[-1]
    return names, made[-1]


@settings(max_examples=60, deadline=None)
@given(programs())
def test_the_rehearsal_and_the_derivation_end_where_backward_ends(program):
    names, y = run(program)
    if not y.requires_grad:
        return
    picture(y, names)
    blank, steps, _ = rehearse(y, names)
    shown = {key: text for s in steps for key, slot, text in s.changes if slot == "grad"}
    by_name = {c.name: shown.get(c.key) for c in blank.cards if c.bucket}
    derived = {}
    for name, t in names.items():
        if t.is_leaf and t.requires_grad and by_name.get(name) is not None and t is not y:
            derived[name] = str(explain(y, t, names)).splitlines()[-1].rpartition("= ")[2]
    y.backward()
    for name, text in by_name.items():
        number = float(names[name].grad)
        assert float(text) == pytest.approx(number, rel=1e-3)
        if name in derived:
            assert float(derived[name].strip("()")) == pytest.approx(number, rel=1e-3)


def test_a_change_in_place_can_be_looked_at():
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    c = w * 3
    c[0] *= 2
    y = c.sum()
    names = {"w": w, "c": c, "y": y}
    assert "CopySlices" in [o.name for o in picture(y, names).operations]
    assert steps_of(y, names)[-1].changes[0][2] == "[6, 3]"
    assert "= [6, 3]" in str(explain(y, w, names)).splitlines()[-1]


def test_a_given_gradient_is_what_the_formulas_begin_with():
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    v = torch.tensor([1.0, 10.0, 100.0])
    y = x**2
    blank, steps, _ = rehearse(y, {"x": x, "y": y, "v": v}, v)
    handed = " ".join(steps[2].formulas)
    assert "[1, 10, 100]" in handed and "[2, 40, 600]" in handed
    assert not blank.code or blank.code[-1] == "y.backward(v)"


def test_what_was_copied_is_said_to_be_added():
    b = torch.tensor([1.0, 2.0], requires_grad=True)
    z = torch.zeros(3, 2) + b
    _, steps, _ = rehearse(z, {"b": b, "z": z}, torch.ones_like(z))
    assert any("copied to fit" in step.sentence for step in steps)
    one = torch.ones(1, requires_grad=True)
    assert not any("copied" in step.sentence for step in rehearse((one + 1).sum(), {"one": one})[1])


def test_a_drawer_says_that_what_lies_in_it_was_changed():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    z = y * y
    variables = {"x": x, "y": y, "z": z}
    assert not any(d.changed for o in picture(z, variables).operations for d in o.drawers)
    with torch.no_grad():
        y += 1
    made = picture(z, variables).operations
    assert [[(d.text, d.changed) for d in o.drawers] for o in made] == [
        [("x = [1, 2]", False), ("x = [1, 2]", False)],
        [("y = [2, 5] ≠ version 0", True), ("y = [2, 5] ≠ version 0", True)],
    ]
    assert "It keeps y and y for the way back." in rehearse(z.sum(), variables)[1][1].text
