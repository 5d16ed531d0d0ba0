"""The exercises, driven by their own source: each answer that is listed there gets the outcome that it names."""

from __future__ import annotations

import base64
import importlib
import inspect
import random
import re
import textwrap
import time
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mutants
import pytest

import minigrad
from minigrad import cli
from minigrad.check import (
    Diagnosis,
    Exercise,
    Look,
    Outcome,
    Text,
    Try,
    attempt,
    catalogue,
    cells,
    check,
    hint,
    judge,
    progress,
    solution,
)
from minigrad.check.beside import Graphs, Numbers
from minigrad.check.errors import meaning, raised
from minigrad.check.lessons import LESSONS
from minigrad.check.limit import limited
from minigrad.check.progress import FILES, done, folder_of, record
from minigrad.viz.language import set_language

ROOT = Path(__file__).resolve().parent.parent
EXERCISES = list(catalogue().values())
HAN = re.compile(r"[\u4e00-\u9fff]")
each = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)


@pytest.fixture(params=["minigrad", "torch"])
def torch(request: pytest.FixtureRequest) -> types.ModuleType:
    """The learner may have switched to PyTorch."""
    if request.param == "torch":
        pytest.importorskip("torch", reason="PyTorch is not installed: exercises are tried with minigrad alone")
    return importlib.import_module(request.param)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


@each
def test_the_starter_is_not_attempted(exercise: Exercise, torch: types.ModuleType) -> None:
    assert attempt(exercise, exercise.starter, {"torch": torch}).outcome is Outcome.NOT_ATTEMPTED


@each
def test_the_solution_and_every_alternative_is_right(exercise: Exercise, torch: types.ModuleType) -> None:
    for answer in (exercise.solved, *(t.of(exercise) for t in exercise.right)):
        report = attempt(exercise, answer, {"torch": torch})
        assert report.outcome is Outcome.RIGHT, f"{answer}\n{report}"
        assert report.points == exercise.points


@each
def test_every_wrong_answer_gets_its_own_message(exercise: Exercise, torch: types.ModuleType) -> None:
    for wrong in exercise.wrong:
        report = attempt(exercise, wrong.of(exercise), {"torch": torch})
        raises = bool(exercise.diagnoses[wrong.diagnosis].raises)
        assert report.outcome is (Outcome.RAISED if raises else Outcome.NOT_YET), f"{wrong}\n{report}"
        assert report.diagnosis == wrong.diagnosis, f"{wrong}\n{report}"
        assert report.points == 0
        for language in ("en", "zh"):
            set_language(language)
            said = " ".join(exercise.diagnoses[wrong.diagnosis].text.into(language).split())
            assert said in repr(report)


@each
def test_a_small_change_to_the_solution_is_refused(exercise: Exercise) -> None:
    result = mutants.trial(exercise.id)
    assert result.tried
    assert not result.survivors, "refuse them in `verify`, or say in `survivors` why they are right too"
    assert set(result.explained) == set(exercise.survivors or {}), "these are refused by now"


def test_nearly_all_small_changes_are_refused() -> None:
    results = [mutants.trial(exercise.id) for exercise in EXERCISES]
    assert sum(r.caught for r in results) >= 0.98 * sum(r.tried for r in results)


@each
def test_an_answer_that_raises_is_shown_with_its_own_line(exercise: Exercise) -> None:
    report = attempt(exercise, f"# answer: {exercise.id}\nvalue = 1\nvalue.nothing")
    assert report.outcome is Outcome.RAISED
    assert (report.error.line, report.error.code) == (3, "value.nothing")
    assert "value.nothing" in repr(report) and "AttributeError" in report._repr_html_()


@each
def test_a_syntax_error_is_an_error_too(exercise: Exercise) -> None:
    report = attempt(exercise, f"# answer: {exercise.id}\nvalue = (")
    assert report.outcome is Outcome.RAISED and report.error.line == 2


@each
def test_the_exercise_is_whole(exercise: Exercise) -> None:
    assert len(exercise.wrong) >= 5 and len(exercise.right) >= 2
    assert {t.diagnosis for t in exercise.wrong} == set(exercise.diagnoses), "each message is shown by a wrong answer"
    assert exercise.lesson in {lesson.number for lesson in LESSONS}
    texts = [exercise.title, exercise.statement, *exercise.hints, exercise.why]
    texts += [diagnosis.text for diagnosis in exercise.diagnoses.values()]
    for text in texts:
        assert HAN.search(text.zh) and not HAN.search(text.en) and text.en.strip(), text
    for code in (exercise.given, exercise.starter, exercise.solved):
        assert len(code.splitlines()) <= 15 and not HAN.search(code)
        assert "SOLUTION" not in code and "STUB" not in code
    assert exercise.starter != exercise.solved


@each
def test_the_section_to_look_at_again_is_in_the_lesson(exercise: Exercise) -> None:
    for diagnosis in ("", *exercise.diagnoses):
        number, section = exercise.again(diagnosis)
        name = next(lesson.name for lesson in LESSONS if lesson.number == number)
        source = (ROOT / "notebooks" / "src" / f"{name}.py").read_text(encoding="utf-8").splitlines()
        assert not section or {f"# ## {section.en}", f"# ## {section.zh}"} <= set(source), section


@each
def test_a_check_changes_nothing_and_says_nothing(exercise: Exercise, capsys: pytest.CaptureFixture[str]) -> None:
    namespace = {"torch": minigrad}
    attempt(exercise, exercise.solved, namespace)
    before = {name: (id(value), repr(value)) for name, value in namespace.items() if not name.startswith("__")}
    tensors = {name: value for name, value in namespace.items() if isinstance(value, minigrad.Tensor)}
    state = {name: (t._version, t.is_leaf, repr(t.grad) if t.is_leaf else None) for name, t in tensors.items()}
    capsys.readouterr()
    judge(exercise, namespace, exercise.solved)
    assert capsys.readouterr() == ("", "")
    assert before == {name: (id(value), repr(value)) for name, value in namespace.items() if not name.startswith("__")}
    assert state == {name: (t._version, t.is_leaf, repr(t.grad) if t.is_leaf else None) for name, t in tensors.items()}


class Hostile:
    """An object that refuses whatever is asked of it."""

    def __getattribute__(self, name: str) -> object:
        if name == "__class__":
            return object.__getattribute__(self, name)
        raise RuntimeError("no")

    def __repr__(self) -> str:
        raise RuntimeError("no")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no")

    __hash__ = None  # type: ignore[assignment]


@each
def test_a_check_never_raises(exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (None, "text", 3, [], {}, Hostile(), minigrad.tensor([1.0, 2.0]), minigrad, type):
        for name in exercise.names:
            monkeypatch.setitem(globals(), name, value)
        shown = check(exercise.id)
        assert "✓ Right" not in repr(shown)


@each
def test_some_names_missing_are_named(exercise: Exercise) -> None:
    if len(exercise.names) > 1:
        report = judge(exercise, {exercise.names[0]: 1})
        assert report.outcome is Outcome.NOT_YET and exercise.names[-1] in repr(report)


def test_an_unknown_exercise_is_a_sentence() -> None:
    assert repr(check("acumulate")) == "There is no exercise `acumulate`. Did you mean `accumulate`?"
    assert "no exercise" in repr(hint("x")) and "no exercise" in repr(solution("x"))
    for anything in ("", None, 3, [], check, minigrad.tensor([1.0, 2.0]), Hostile()):
        for asked in (check, hint, solution):
            assert "in quotation marks" in repr(asked(anything))  # type: ignore[operator]
    assert "in quotation marks" in repr(check())


def test_hints_have_three_degrees_and_the_solution_says_why() -> None:
    exercise = catalogue()["accumulate"]
    assert len({repr(hint("accumulate", degree)) for degree in (1, 2, 3)}) == 3
    assert "1, 2 and 3" in repr(hint("accumulate", 4))
    assert exercise.solved in repr(solution("accumulate")) and str(exercise.why) in repr(solution("accumulate"))


def test_the_language_is_the_notebooks() -> None:
    set_language("zh")
    assert HAN.search(repr(hint("accumulate"))) and HAN.search(repr(check("recorded")))
    assert 'lang="zh"' in check("recorded")._repr_html_()


def test_what_the_learner_wrote_is_escaped() -> None:
    exercise = catalogue()["accumulate-predict"]
    report = attempt(exercise, '# answer: accumulate-predict\npredicted = ["<script>", 1, 2, 3]')
    assert "<script>" not in report._repr_html_() and "&lt;script&gt;" in report._repr_html_()
    report = attempt(exercise, '# answer: accumulate-predict\nraise ValueError("<script>`")')
    assert "<script>" not in report._repr_html_()


def test_in_a_notebook_the_cell_is_remembered() -> None:
    interactiveshell = pytest.importorskip("IPython.core.interactiveshell")
    shell = interactiveshell.InteractiveShell()
    shell.events.register("post_run_cell", cells._remember)
    exercise = catalogue()["recorded"]
    shell.user_ns["torch"] = minigrad

    def outcome() -> Outcome:
        return judge(exercise, shell.user_ns, *cells.answer("recorded")).outcome

    try:
        shell.run_cell(exercise.solved)
        assert outcome() is Outcome.RIGHT
        shell.run_cell(f"# answer: recorded\n{exercise.solved}\nc.backward()", store_history=False)
        report = judge(exercise, shell.user_ns, *cells.answer("recorded"))
        assert report.outcome is Outcome.RAISED and report.error.code == "c.backward()"
        shell.run_cell("1 + 1")
        assert outcome() is Outcome.RAISED
        shell.run_cell(exercise.starter)
        assert outcome() is Outcome.NOT_ATTEMPTED
    finally:
        cells._answers.pop("recorded", None)


def test_nbgrader_gets_points(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setitem(globals(), "predicted", [2, 4, 0, 2])
    assert check("accumulate-predict") == 1.0
    monkeypatch.setitem(globals(), "predicted", [2, 2, 0, 2])
    assert check("accumulate-predict") == 0.0
    out, err = capsys.readouterr()
    assert "Right" in out and "Not right yet" in out and not err


def test_errors_that_autograd_is_known_for_have_a_meaning() -> None:
    general = meaning(raised(OSError("anything"), ""))
    for message in (
        "element 0 of tensors does not require grad and does not have a grad_fn",
        "Trying to backward through the graph a second time (or directly access saved tensors ...)",
        "a leaf Variable that requires grad is being used in an in-place operation.",
        "unsupported operand type(s) for *: 'float' and 'NoneType'",
        "unsupported operand type(s) for *: 'float' and 'ellipsis'",
    ):
        text = meaning(raised(RuntimeError(message), ""))
        assert text != general and HAN.search(text.zh)


def test_a_stub_stands_for_the_marked_part() -> None:
    exercise = Exercise(
        id="x",
        lesson=3,
        title=Text("t", "题"),
        statement=Text("s", "题"),
        solution="""
        def f(x):
            ### BEGIN SOLUTION
            return x
            ### END SOLUTION
        ### BEGIN SOLUTION
        ### STUB y = ...
        y = f(1)
        ### END SOLUTION
        """,
        names=("f", "y"),
        verify=lambda look: None,
        hints=(Text("h", "h"),) * 3,
        why=Text("w", "w"),
    )
    assert exercise.starter == "# answer: x\ndef f(x):\n    ...\ny = ..."
    assert exercise.solved == "# answer: x\ndef f(x):\n    return x\ny = f(1)"
    with pytest.raises(ValueError, match="does not contain"):
        Try(edits=(("absent", ""),)).of(exercise)


def test_a_look_compares_as_a_teacher_would() -> None:
    look = Look({"a": minigrad.tensor([1.0]), "b": True, "c": [1, 2.0004], "d": "1"})
    assert look.same("a", 1.0) and look.same("c", [1.0, 2.0])
    assert not look.same("b", 1.0) and not look.same("d", 1.0) and not look.same("nothing", 1.0)
    assert not look.right and look.value("a.nothing") is not None


# ---------------------------------------------------------------------------------------------- endless, hostile


def function_exercise(verify=None, **more) -> Exercise:
    """A function is asked for, and called by the check."""
    settings = {
        "id": "double",
        "lesson": 3,
        "title": Text("t", "题"),
        "statement": Text("s", "题"),
        "solution": """
        def double(x):
            ### BEGIN SOLUTION
            return 2 * x
            ### END SOLUTION
        """,
        "names": ("double",),
        "verify": verify or (lambda look: look.agrees("double({})", lambda x: 2 * x, *zip(look.fresh(2)))),
        "hints": (Text("h", "h"),) * 3,
        "why": Text("w", "w"),
    }
    return Exercise(**{**settings, **more})


NEVER_ENDING = {
    "in a loop": """
        while True:
            pass
        """,
    "what it raises is swallowed": """
        while True:
            try:
                while True:
                    x
            except Exception:
                pass
        """,
    "asleep": """
        import time
        time.sleep(20)
        """,
    "on the way out": """
        try:
            while True:
                pass
        finally:
            while True:
                pass
        """,
    "not to be stopped": """
        while not torch.gone:
            try:
                while not torch.gone:
                    pass
            except BaseException:
                pass
        """,
}


@pytest.mark.parametrize("kind", NEVER_ENDING)
def test_a_function_that_never_ends_is_stopped_and_its_line_is_shown(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minigrad, "gone", False, raising=False)
    body = textwrap.indent(inspect.cleandoc(NEVER_ENDING[kind]), "    ")
    start = time.monotonic()
    report = attempt(function_exercise(), f"# answer: double\ndef double(x):\n{body}", seconds=0.3)
    minigrad.gone = True
    assert time.monotonic() - start < 5
    assert report.outcome is Outcome.RAISED and report.error.kind == "TimeoutError"
    assert report.error.line > 2 and report.error.code in body
    assert "come to an end" in repr(report)
    if kind != "not to be stopped":  # that one may be caught between two of its `try`, on some Pythons
        assert ("restart the kernel" in repr(report)) == (kind == "asleep")


def test_an_answer_that_never_ends_is_stopped() -> None:
    report = attempt(function_exercise(), "# answer: double\nn = 0\nwhile True:\n    n += 1", seconds=0.3)
    assert report.outcome is Outcome.RAISED and report.error.line in (3, 4)


CALLED = {
    "return double(x)": ("RecursionError", "calls itself"),
    "raise ValueError('no')": ("ValueError", "no"),
    "import sys; sys.exit(3)": ("SystemExit", "return"),
    "import os; os._exit(1)": ("Refused", "os._exit was called"),
    "return input()": ("Refused", "input was called"),
    "return x + None": ("TypeError", "None"),
}


@pytest.mark.parametrize("body", CALLED)
def test_what_the_learners_function_does_when_it_is_called_is_shown_with_its_line(body: str) -> None:
    report = attempt(function_exercise(), f"# answer: double\ndef double(x):\n    {body}")
    kind, said = CALLED[body]
    assert report.outcome is Outcome.RAISED
    assert (report.error.kind, report.error.line, report.error.code) == (kind, 3, body)
    assert said in repr(report)


def test_a_function_may_print_warn_and_draw_random_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    body = "import sys, warnings, random; print(x); warnings.warn('w'); torch.rand(3); random.random(); "
    source = f"# answer: double\ndef double(x):\n    {body}print(x, file=sys.stderr); return 2 * x"
    namespace = {"torch": minigrad}
    exec(source, namespace)
    before = (random.getstate(), minigrad.get_rng_state().tolist())
    assert judge(function_exercise(), namespace, source).outcome is Outcome.RIGHT
    assert (random.getstate(), minigrad.get_rng_state().tolist()) == before
    assert capsys.readouterr() == ("", "")


def test_fresh_inputs_see_through_results_that_were_written_down() -> None:
    report = attempt(function_exercise(), "# answer: double\ndef double(x):\n    return 6")
    assert report.outcome is Outcome.NOT_YET and "double(" in repr(report)


def test_a_limit_leaves_the_grad_mode_and_errors_as_they_are() -> None:
    with pytest.raises(ZeroDivisionError):
        limited(lambda: 1 / 0, 1)
    with minigrad.no_grad():
        assert limited(lambda: 3, 1) == 3
        assert not minigrad.is_grad_enabled()


# ---------------------------------------------------------------------------------------------- pictures


def test_the_learners_graph_stands_beside_the_target_with_the_difference_lit() -> None:
    exercise = catalogue()["recorded"]
    solved = exercise.solved
    for old, new, sentence in (
        ("a = x * y", "a = x + y", "`a` comes from +; in the target it comes from ×."),
        ("x * y", "x.detach() * y", "`a` has no history; in the target it comes from ×."),
        ("y = torch.tensor([3., 4.])", "y = torch.tensor([3., 4.], requires_grad=True)", "`y` requires a gradient"),
        ("[5., 6.]", "[4., 6.]", "`z` = [4, 6] takes part here; in the target it is `z` = [5, 6]."),
        (
            "c.backward()",
            "c.backward(retain_graph=True)\nc.backward()",
            "`x.grad` is [6, 8]; in the target it is [3, 4]",
        ),
    ):
        assert old in solved
        report = attempt(exercise, solved.replace(old, new))
        assert isinstance(report.beside, Graphs) and sentence in repr(report), repr(report)
        assert report.beside.lit[0] and report.beside.lit[1]
        pages = report._repr_html_().split("base64,")[1:]
        assert len(pages) == 2
        for page in pages:
            assert "mg-lit" in base64.b64decode(page.split('"')[0]).decode()
    # An operand may stand on either side of + and ×.
    assert "comes from" not in repr(attempt(exercise, solved.replace("x * y", "y * x").replace("[5.", "[4.")))


def test_numbers_stand_beside_the_targets_with_the_difference_lit() -> None:
    exercise = catalogue()["accumulate"]
    report = attempt(exercise, exercise.wrong[0].of(exercise))
    assert isinstance(report.beside, Numbers) and "seen: they differ at [2], [3]" in repr(report)
    assert report._repr_html_().count("2px solid") == 4
    gradient = function_exercise(
        names=("w",),
        solution="""
        ### BEGIN SOLUTION
        w = torch.zeros(2, requires_grad=True)
        (w + torch.ones(3, 2)).sum().backward()
        ### END SOLUTION
        """,
        verify=lambda look: look.same("w.grad", [3.0, 3.0]),
    )
    report = attempt(gradient, "class W:\n    grad = [[1, 1], [1, 1], [1, 1]]\nw = W()")
    assert "w.grad: shape (3, 2); the target's is (2,)" in repr(report) and "(3, 2)" in report._repr_html_()
    report = attempt(gradient, "class W:\n    grad = [[1], 1]\nw = W()")  # of no shape at all
    assert isinstance(report.beside, Numbers) and report._repr_html_()


def test_a_function_is_tried_and_its_graph_stands_beside_that_of_the_solution() -> None:
    def slope(torch: Any, double: Any) -> Any:
        x = torch.tensor([3.0], requires_grad=True)
        double(x).backward()
        return x.grad

    def verify(look: Look) -> None:
        look.tried("double", "slope of double(x) at 3", slope, [2.0], [([1.0], "once")], raises=[("has no", "lost")])

    diagnoses = {name: Diagnosis("d", "诊") for name in ("once", "lost")}
    exercise = function_exercise(verify, diagnoses=diagnoses)
    assert attempt(exercise, exercise.solved).outcome is Outcome.RIGHT
    report = attempt(exercise, "# answer: double\ndef double(x):\n    return 2 + x")
    assert (report.outcome, report.diagnosis) == (Outcome.NOT_YET, "once")
    assert isinstance(report.beside, Graphs) and "comes from +; in the target it comes from ×." in repr(report)
    report = attempt(exercise, "# answer: double\ndef double(x):\n    return None")
    assert (report.outcome, report.diagnosis) == (Outcome.NOT_YET, "lost")
    report = attempt(exercise, "# answer: double\ndef double(x):\n    return [][3]")
    assert report.outcome is Outcome.RAISED and report.error.line == 3


@each
def test_a_prediction_is_not_answered_by_a_picture(exercise: Exercise) -> None:
    for wrong in exercise.wrong:
        report = attempt(exercise, wrong.of(exercise))
        if any(not row.expected for row in report.rows):
            assert report.beside is None


def test_the_lesson_to_look_at_again_is_a_link_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = catalogue()["accumulate"]
    report = attempt(exercise, exercise.wrong[0].of(exercise))
    place = tmp_path / "exercises" / "en"
    place.mkdir(parents=True)
    monkeypatch.chdir(place)
    assert "href" not in report._repr_html_() and "Look again at lesson 5" in repr(report)
    (tmp_path / "notebooks" / "en").mkdir(parents=True)
    (tmp_path / "notebooks" / "en" / "05_accumulation.ipynb").touch()
    assert 'href="../../notebooks/en/05_accumulation.ipynb#Empty-the-bucket"' in report._repr_html_()
    assert "Look again at lesson 5 (Accumulation and zeroing): “Empty the bucket”." in repr(report)


# ---------------------------------------------------------------------------------------------- progress


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's folder, the notebook standing among its exercises."""
    (tmp_path / ".minigrad").mkdir()
    (tmp_path / ".minigrad" / "given.json").write_text("{}")
    place = tmp_path / "exercises" / "en"
    place.mkdir(parents=True)
    monkeypatch.chdir(place)
    return tmp_path


def solve(monkeypatch: pytest.MonkeyPatch, *ids: str) -> None:
    for id in ids:
        namespace = {"torch": minigrad}
        attempt(catalogue()[id], catalogue()[id].solved, namespace)
        for name in catalogue()[id].names:
            monkeypatch.setitem(globals(), name, namespace[name])
        assert check(id).outcome is Outcome.RIGHT


def test_what_was_right_once_stays_done(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    solve(monkeypatch, "recorded", "accumulate-predict")
    assert set(done(desk)) == {"recorded", "accumulate-predict"}
    monkeypatch.setitem(globals(), "predicted", [1, 2, 3, 4])
    assert check("accumulate-predict").outcome is Outcome.NOT_YET
    assert set(done(desk)) == {"recorded", "accumulate-predict"}
    total = len(EXERCISES)
    assert f"2 of {total} exercises done" in repr(progress()) and "✓" in progress()._repr_html_()
    monkeypatch.chdir(desk)
    capsys.readouterr()
    assert cli.main(["progress", "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert str(desk) in said and f"做完 2 题，共 {total} 题" in said and "梯度累积与清零" in said


def test_progress_survives_a_file_cut_anywhere(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    solve(monkeypatch, "recorded", "descent", "descent-no-grad")
    whole = (desk / ".minigrad" / "progress.txt").read_bytes()
    for end in range(len(whole)):
        for name in FILES:
            for each_file in FILES:
                (desk / ".minigrad" / each_file).write_bytes(whole)
            (desk / ".minigrad" / name).write_bytes(whole[:end] + b"\xff\x00")
            assert set(done(desk)) == {"recorded", "descent", "descent-no-grad"}
            record("accumulate", Path.cwd())
            assert set(done(desk)) == {"recorded", "descent", "descent-no-grad", "accumulate"}
    # Of both files only half: whole lines count, and half a name is not taken for another one.
    for name in FILES:
        (desk / ".minigrad" / name).write_bytes(whole[: whole.rindex(b"-no-grad")])
    assert set(done(desk)) == {"recorded", "descent"}


def test_an_exercise_that_the_course_no_longer_has_is_kept(desk: Path) -> None:
    record("of-an-older-version", Path.cwd())
    assert set(done(desk)) == {"of-an-older-version"} and "0 of" in repr(progress())


def test_solutions_and_the_published_course_do_not_count(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = desk / "solutions" / "en"
    place.mkdir(parents=True)
    record("recorded", place)
    assert not done(desk)
    assert folder_of(ROOT / "exercises" / "en") is None


def test_a_folder_that_cannot_be_written_is_said(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk / ".minigrad" / "progress_copy.txt").mkdir()
    namespace = {"torch": minigrad}
    attempt(catalogue()["recorded"], catalogue()["recorded"].solved, namespace)
    for name in catalogue()["recorded"].names:
        monkeypatch.setitem(globals(), name, namespace[name])
    report = check("recorded")
    assert report.outcome is Outcome.RIGHT and "could not be written down" in repr(report)


# ---------------------------------------------------------------------------------------------- in a kernel


def test_in_a_real_kernel_a_check_ends_and_progress_outlives_the_kernel(desk: Path) -> None:
    pytest.importorskip("nbclient", reason="nbclient is not installed: no kernel can be started")
    nbformat = pytest.importorskip("nbformat")
    from running import RunError, run

    endless = """\
# answer: accumulate-predict
class Endless:
    dtype = 0
    def tolist(self):
        print("never seen")
        while True:
            1 + 1
predicted = Endless()"""
    cells = {
        "setup": "import minigrad as torch\nfrom minigrad.check import check, progress",
        "right": catalogue()["recorded"].solved,
        "check it": 'check("recorded")',
        "endless": endless,
        "check that": 'check("accumulate-predict")',
        "wrong": "# answer: recorded\nx = torch.tensor([1., 2.], requires_grad=True)\nx.nothing",
        "check this": 'check("recorded")',
        "still here": "progress()",
    }

    def notebook(*more: str) -> Any:
        made = [nbformat.v4.new_code_cell(source, id=str(n)) for n, source in enumerate((*cells.values(), *more))]
        made[list(cells).index("wrong")].metadata["tags"] = ["raises-exception"]
        return nbformat.v4.new_notebook(cells=made)

    whole = notebook()
    run(whole, Path.cwd(), "kernel")
    said = {
        name: "\n".join(output["data"]["text/plain"] for output in cell.outputs if "data" in output)
        for name, cell in zip(cells, whole.cells)
    }
    assert "✓ Right" in said["check it"]
    assert "TimeoutError" in said["check that"] and re.search("in line [67]: ", said["check that"])
    assert all("never seen" not in str(cell.outputs) for cell in whole.cells)
    assert "line 3: `x.nothing`" in said["check this"] and "AttributeError" in said["check this"]
    assert f"1 of {len(EXERCISES)} exercises done" in said["still here"]
    with pytest.raises(RunError, match=r"(?i)kernel died"):
        run(notebook("import os; os._exit(1)"), Path.cwd(), "kernel")
    assert set(done(desk)) == {"recorded"}
