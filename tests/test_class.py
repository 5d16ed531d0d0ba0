"""The exercises in a class: a real cycle of nbgrader, from the teacher's version to exported grades."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from minigrad import cli
from minigrad.check import Outcome, attempt, catalogue
from minigrad.check.classroom import Stubs, lay_out

nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed: notebooks cannot be read")

ROOT = Path(__file__).resolve().parent.parent
LESSON = "05_accumulation"
OF_LESSON = [exercise for exercise in catalogue().values() if exercise.lesson == 5]
POINTS = sum(exercise.points for exercise in OF_LESSON)

PYTHON = os.environ.get("MINIGRAD_NBGRADER", sys.executable)  # may be of another environment, which has nbgrader


@pytest.mark.parametrize("exercise", catalogue().values(), ids=lambda exercise: exercise.id)
def test_the_teachers_version_runs_and_without_the_solution_it_is_the_starter(exercise) -> None:
    assert attempt(exercise, exercise.marked).outcome is Outcome.RIGHT
    cell = nbformat.v4.new_code_cell(exercise.marked)
    stubs, _ = Stubs().preprocess_cell(cell, {}, 0)
    # What nbgrader then does with a marked part: nothing is left of it.
    cleared = re.sub(r"[ \t]*### BEGIN SOLUTION.*?### END SOLUTION\n?", "", stubs.source, flags=re.DOTALL)
    assert cleared.rstrip() == exercise.starter


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_course_is_laid_out_and_never_written_over(tmp_path: Path, language: str, capsys) -> None:
    assert cli.main(["course", str(tmp_path), "--lang", language]) == 0
    said = capsys.readouterr().out
    assert "nbgrader generate_assignment" in said
    compile((tmp_path / "nbgrader_config.py").read_text(encoding="utf-8"), "config", "exec")
    for published in sorted((ROOT / "exercises" / language).glob("*.ipynb")):
        made = nbformat.read(tmp_path / "source" / published.stem / published.name, as_version=4)
        nbformat.validate(made)
        text = "\n".join(cell.source for cell in made.cells)
        assert "### BEGIN SOLUTION" in text and "../" not in text
        grades = [cell.metadata.nbgrader for cell in made.cells if cell.metadata.get("nbgrader", {}).get("grade")]
        of_lesson = [exercise for exercise in catalogue().values() if exercise.lesson == int(published.stem[:2])]
        assert {grade.grade_id: grade.points for grade in grades} == {f"{e.id}-check": e.points for e in of_lesson}
    mine = tmp_path / "source" / LESSON / f"{LESSON}.ipynb"
    mine.write_text("the teacher's own", encoding="utf-8")
    assert lay_out(ROOT, tmp_path, language) == []
    assert mine.read_text(encoding="utf-8") == "the teacher's own"


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, capsys) -> None:
    (tmp_path / "file").write_text("")
    assert cli.main(["course", str(tmp_path / "file" / "course"), "--lang", "en"]) == 1
    assert capsys.readouterr().err.startswith("Cannot write in ")


ANSWERS = {  # what a student makes of an answer cell
    "right": lambda exercise: exercise.solved,
    "wrong": lambda exercise: exercise.wrong[0].of(exercise),
    "endless": lambda exercise: exercise.starter + "\nwhile True: pass",
    "ending": lambda exercise: exercise.starter + "\nimport os; os._exit(1)",
}


def nbgrader(*arguments: str, folder: Path, user: str = "teacher", status: int = 0) -> str:
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(PYTHON).parent), os.environ["PATH"]]),  # nbgrader calls alembic
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "IPYTHONDIR": str(folder / "ipython"),
    }
    # It asks the system who is working: in a test one user is all of the class.
    main = f"from nbgrader import utils; utils.get_osusername = lambda: {user!r}"
    command = [PYTHON, "-c", f"{main}; from nbgrader.apps.nbgraderapp import main; main()", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def answer(path: Path, student: str) -> None:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = ANSWERS[student](catalogue()[cell.source.split()[2]])
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def needs_nbgrader() -> None:
    if sys.platform == "win32":
        pytest.skip("nbgrader's exchange of files is not for Windows")
    if subprocess.run([PYTHON, "-c", "import nbgrader"], capture_output=True).returncode:
        pytest.skip(
            "nbgrader is not installed (the extra `teaching`), and MINIGRAD_NBGRADER names no Python that has it"
        )


@pytest.mark.usefixtures("needs_nbgrader")
def test_a_class_is_graded(tmp_path: Path) -> None:
    course = tmp_path / "course"
    cli.main(["course", str(course), "--lang", "en"])
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        print(f"c.Exchange.root = {str(tmp_path / 'exchange')!r}", file=settings)
        print("c.Execute.timeout = 8", file=settings)
    # The teacher adds a test that the students do not see.
    source = course / "source" / LESSON / f"{LESSON}.ipynb"
    notebook = nbformat.read(source, as_version=4)
    secret = nbformat.v4.new_code_cell("### BEGIN HIDDEN TESTS\nassert seen[2] == 0\n### END HIDDEN TESTS")
    secret.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade": True,
        "grade_id": "secret",
        "locked": True,
        "solution": False,
        "task": False,
        "points": 1.0,
    }
    notebook.cells.append(secret)
    nbformat.write(notebook, source)

    nbgrader("generate_assignment", LESSON, folder=course)
    nbgrader("release_assignment", LESSON, folder=course)
    released = course / "release" / LESSON / f"{LESSON}.ipynb"
    assert "SOLUTION" not in released.read_text(encoding="utf-8") and "seen[2]" not in released.read_text("utf-8")
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "nbgrader_config.py").write_text((course / "nbgrader_config.py").read_text("utf-8"), "utf-8")
    nbgrader("fetch_assignment", LESSON, folder=desk, user="right")
    fetched = (desk / LESSON / f"{LESSON}.ipynb").read_text("utf-8")
    for student in ANSWERS:
        (desk / LESSON / f"{LESSON}.ipynb").write_text(fetched, "utf-8")
        answer(desk / LESSON / f"{LESSON}.ipynb", student)
        nbgrader("submit", LESSON, folder=desk, user=student)
    nbgrader("collect", LESSON, folder=course)

    # One that ends Python itself is named, and the others are graded all the same.
    said = nbgrader("autograde", LESSON, folder=course, status=1)
    assert re.findall(r"error processing assignment '\w+' for student '(\w+)'", said) == ["ending"]
    nbgrader("generate_feedback", LESSON, folder=course)
    nbgrader("export", folder=course)
    with (course / "grades.csv").open(encoding="utf-8") as table:
        grades = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(table)}
    assert grades["right"] == (POINTS + 1, POINTS + 1)
    assert grades["wrong"][0] == grades["endless"][0] == 0
    assert grades.get("ending", (0.0,))[0] == 0
    feedback = (course / "feedback" / "wrong" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "Not right yet" in feedback
    feedback = (course / "feedback" / "endless" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "while True: pass" in feedback
