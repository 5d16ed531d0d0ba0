"""The exercises, driven by their own source: each answer that is listed there gets the outcome that it names."""

from __future__ import annotations

import importlib
import re
import types
from collections.abc import Iterator

import mutants
import pytest

import minigrad
from minigrad.check import Exercise, Look, Outcome, Text, Try, attempt, catalogue, cells, check, hint, judge, solution
from minigrad.check.errors import meaning, raised
from minigrad.check.lessons import LESSONS
from minigrad.viz.language import set_language

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
def test_a_check_changes_nothing_and_says_nothing(exercise: Exercise, capsys: pytest.CaptureFixture[str]) -> None:
    namespace = {"torch": minigrad}
    attempt(exercise, exercise.solved, namespace)
    before = {name: (id(value), repr(value)) for name, value in namespace.items()}
    tensors = {name: value for name, value in namespace.items() if isinstance(value, minigrad.Tensor)}
    state = {name: (t._version, t.is_leaf, repr(t.grad) if t.is_leaf else None) for name, t in tensors.items()}
    capsys.readouterr()
    judge(exercise, namespace, exercise.solved)
    assert capsys.readouterr() == ("", "")
    assert {name: (id(value), repr(value)) for name, value in namespace.items()} == before
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
    assert "no exercise" in repr(hint(3)) and "no exercise" in repr(solution(None))  # type: ignore[arg-type]


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
