"""The build: what it demands of a source, what it makes of it, and that what is committed is what the sources give."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("jupytext", reason="jupytext is not installed: no source can be read")

import build
import nbformat
import overview
import review
import running

from minigrad.check.lessons import LESSONS

LESSON = """\
# %% [markdown] lang="en"
# # 1 · A title
#
# Prose.

# %% [markdown] lang="zh" of="{0}"
# # 1 · 标题
#
# 一行
# 又一行，`code` 之后。

# %% tags=["setup"]
import minigrad as mg

mg.notebook("en")

# %% seed="001.3" question="12 43"
print(1)

# %% [markdown] lang="en"
# ## More

# %% [markdown] lang="zh" of="{1}"
# ## 更多

# %% tags=["raises-exception"]
print(1)
1 / 0
"""


def test_what_is_committed_is_what_the_sources_give() -> None:
    """If this fails: uv run python tools/build.py"""
    targets = build.targets()
    assert build.problems(targets) + build.orphans(targets) == []


def test_the_list_of_lessons_is_what_is_written() -> None:
    written = [path.stem for path in sorted((build.ROOT / "notebooks" / "src").glob("[0-9]*.py"))]
    assert [lesson.name for lesson in LESSONS if lesson.written] == written


# ------------------------------------------------------------------------------------------ sources


def source(tmp_path: Path, text: str = LESSON, *, hashed: bool = True) -> Path:
    path = tmp_path / "01_title.py"
    path.write_text(text, encoding="utf-8")
    if hashed:
        build.update_hashes(path)
    return path


def complaint(path: Path) -> str:
    with pytest.raises(build.SourceError) as caught:
        build.lesson_notebook(path, "en")
    return str(caught.value)


def test_both_languages_come_from_one_source(tmp_path: Path) -> None:
    path = source(tmp_path)
    english, chinese = (build.lesson_notebook(path, language) for language in ("en", "zh"))
    assert [cell.id for cell in english.cells] == [cell.id for cell in chinese.cells]
    assert english.cells[0].source == "# 1 · A title\n\nProse."
    assert chinese.cells[0].source == "# 1 · 标题\n\n一行又一行，`code` 之后。"
    assert 'mg.notebook("en")' in english.cells[1].source and 'mg.notebook("zh")' in chinese.cells[1].source
    assert [c.source for c in english.cells if c.cell_type == "code"][1:] == [
        c.source for c in chinese.cells if c.cell_type == "code"
    ][1:]
    assert english.cells[2].metadata == {}, "what a cell treats stays in the source"
    assert english.cells[4].metadata == {"tags": ["raises-exception"]}
    cells = build.read_source(path)
    assert (cells[3].metadata["seed"], cells[3].metadata["question"]) == ("001.3", "12 43")


def test_a_cell_keeps_its_id_when_another_comes_before_it(tmp_path: Path) -> None:
    before = [cell.id for cell in build.lesson_notebook(source(tmp_path), "en").cells]
    text = LESSON.replace('# %% seed="001.3"', '# %%\nprint(0)\n\n# %% seed="001.3"')
    after = [cell.id for cell in build.lesson_notebook(source(tmp_path, text), "en").cells]
    assert [id for id in after if id in before] == before and len(after) == len(before) + 1


def test_equal_cells_have_different_ids(tmp_path: Path) -> None:
    text = LESSON + "\n# %%\nprint(1)\n\n# %%\nprint(1)\n"
    ids = [cell.id for cell in build.lesson_notebook(source(tmp_path, text), "zh").cells]
    assert len(set(ids)) == len(ids)


def test_stale_chinese_is_named_with_its_place_and_the_right_hash(tmp_path: Path) -> None:
    path = source(tmp_path)
    text = path.read_text(encoding="utf-8").replace("# Prose.", "# New prose.")
    path.write_text(text, encoding="utf-8")
    right = build.read_source(path)[0].hash
    said = complaint(path)
    assert "01_title.py:6" in said and "stale" in said and f'of="{right}"' in said
    assert build.update_hashes(path) == 1 and build.update_hashes(path) == 0
    assert build.lesson_notebook(path, "zh")


def test_a_hash_is_demanded(tmp_path: Path) -> None:
    assert complaint(source(tmp_path, LESSON.replace(' of="{0}"', ""), hashed=False)).count("stale") == 2


def test_updating_the_hashes_changes_nothing_else(tmp_path: Path) -> None:
    path = source(tmp_path)
    first, second = (cell.hash for cell in build.read_source(path) if cell.language == "en")
    assert path.read_text(encoding="utf-8") == LESSON.replace("{0}", first).replace("{1}", second)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('# %% [markdown] lang="zh" of="{1}"\n# ## 更多\n', "", "the Chinese is missing"),
        ('# %% [markdown] lang="en"\n# ## More\n', "", "no English cell right before"),
        ('# %% [markdown] lang="en"\n# ## More', "# %% [markdown]\n# ## More", 'needs lang="en" or lang="zh"'),
        ("# %% seed=", '# %% lang="en" seed=', "code is shared"),
        ('tags=["setup"]', "", "one cell is tagged setup"),
        ('mg.notebook("en")', "", "one cell is tagged setup"),
    ],
)
def test_a_source_that_is_not_whole_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in LESSON
    assert said in complaint(source(tmp_path, LESSON.replace(old, new)))


def test_text_before_the_first_cell_is_refused(tmp_path: Path) -> None:
    assert "every cell begins" in complaint(source(tmp_path, "print(1)\n\n" + LESSON, hashed=False))


def test_the_exercises_hold_no_answer_and_the_solutions_no_mark() -> None:
    for target in build.targets():
        if target.path.parts[0] in ("exercises", "solutions"):
            notebook = target.make()
            text = nbformat.writes(notebook)
            assert "### BEGIN" not in text and "### STUB" not in text
            graded = [c.metadata.nbgrader for c in notebook.cells if "nbgrader" in c.metadata]
            assert len({grader.grade_id for grader in graded}) == len(graded)
            answers = [g for g in graded if g.solution]
            checks = [g for g in graded if g.grade]
            assert len(answers) == len(checks) > 0 and all(g.points > 0 and g.locked for g in checks)


def test_a_name_that_is_nothing_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["--check", "99_nothing"]) == 1
    assert capsys.readouterr().err.strip() == "99_nothing: no lesson and no exercises of that name."


# ------------------------------------------------------------------------------------------ overview

PROSE = {
    "en": [
        "# 5 · T\n\n*20 minutes · new names: `zero_()`, `torch.add`*\n\nText.",
        "## To keep\n\n> **One `line`\n> to keep.**",
    ],
    "zh": ["# 5 · 题\n\n*20 分钟 · 新名字：`zero_()`、`torch.add`*\n\n正文。", "## 记住\n\n> **一行\n> 到底。**"],
}


def fill(text: str, language: str) -> str:
    return overview.fill_in(text, language, lambda lesson: PROSE[language], {5})


def test_lessons_are_linked_by_number() -> None:
    assert fill("{lesson 5}, {L5}", "en") == "[lesson 5](05_accumulation.ipynb), [5](05_accumulation.ipynb)"
    assert fill("{lesson 5}，{L5}", "zh") == "[第 5 课](05_accumulation.ipynb)，[5](05_accumulation.ipynb)"
    assert fill("{lesson 99} {L99} $x^{2}$ {else}", "en") == "lesson 99 99 $x^{2}$ {else}"


@pytest.mark.parametrize(
    ("language", "row"),
    [
        ("en", "20\u00a0minutes | One `line` to keep. | [exercises](../../exercises/en/05_accumulation.ipynb) |"),
        ("zh", "20\u00a0分\u2060钟 | 一行到底。 | [练\u2060习](../../exercises/zh/05_accumulation.ipynb) |"),
    ],
)
def test_the_table_of_lessons_is_read_from_them(language: str, row: str) -> None:
    title = next(lesson for lesson in LESSONS if lesson.number == 5).title.into(language)
    lines = fill("{lessons 5-5}", language).splitlines()
    assert lines[2:] == [f"| 5 | [{title}](05_accumulation.ipynb) | {row}"]


def test_the_names_are_in_order_with_the_lessons_that_introduce_them() -> None:
    names = fill("{names}", "en").split(" · ")
    assert [name.partition(" ")[0] for name in names] == ["`torch.add`", "`zero_()`"]
    assert "[5](05_accumulation.ipynb)" in names[0]


def test_every_lesson_says_its_time_its_names_and_its_line() -> None:
    for target in build.targets():
        if target.is_lesson:
            prose = "\n".join(c.source for c in target.make().cells if c.cell_type == "markdown")
            assert overview.SUBTITLE.search(prose) and overview.KEEP.search(prose), target.path


# ------------------------------------------------------------------------------------------ review


def notebook(*cells: tuple[str, str]) -> nbformat.NotebookNode:
    made = nbformat.v4.new_notebook()
    for number, (kind, text) in enumerate(cells):
        if kind == "code":
            made.cells.append(nbformat.v4.new_code_cell(text, id=f"c{number}"))
        else:
            made.cells.append(nbformat.v4.new_markdown_cell(text, id=f"c{number}"))
    return made


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([("markdown", "## No title")], "one heading of the first level"),
        ([("markdown", "# A"), ("markdown", "# B")], "one heading of the first level"),
        ([("markdown", "# A"), ("markdown", "### B")], "a heading of level 3 follows one of level 1"),
        ([("markdown", "# A\n\n[there](nowhere.ipynb)")], "leads nowhere"),
        ([("markdown", "# A\n\n![](x:y)")], "no alt text"),
        ([("markdown", '# A\n\n<img src="x">')], "no alt text"),
        ([("markdown", "# A\n\n**这样。**不行")], "stays stars"),
        ([("markdown", "# A"), ("code", "\n".join(["x = 1"] * 16))], "at most 15"),
        ([("markdown", "# A"), ("code", "x = 1  # 注释")], "Chinese in code"),
    ],
)
def test_what_a_notebook_should_not_have_is_named(cells: list[tuple[str, str]], said: str, tmp_path: Path) -> None:
    found = review.review(notebook(*cells), tmp_path / "x.ipynb", run=False, lesson=False)
    assert len(found) == 1 and said in found[0]


def test_a_good_notebook_has_no_problems(tmp_path: Path) -> None:
    (tmp_path / "other.ipynb").touch()
    good = notebook(
        (
            "markdown",
            "# A\n\n[there](other.ipynb#part) [up](https://example.org) `[no](link)` **这样**可以 **也可以。**",
        ),
        ("markdown", "## B\n\n```python\n# not a heading\n```"),
        ("code", "x = 1"),
    )
    assert review.review(good, tmp_path / "x.ipynb", run=False, lesson=False) == []


def test_a_lesson_has_its_length(tmp_path: Path) -> None:
    found = review.review(notebook(("markdown", "# A")), tmp_path / "x.ipynb", run=False, lesson=True)
    assert "12 to 30" in found[0]


def test_outputs_are_expected_where_they_are_due(tmp_path: Path) -> None:
    made = notebook(("markdown", "# A"), ("code", "print(1)"), ("code", "x = 2"), ("code", "print(3)"))
    for count, cell in enumerate(made.cells[1:], start=1):
        cell.execution_count = count

    def said() -> str:
        return " | ".join(review.review(made, tmp_path / "x.ipynb", run=True, lesson=False))

    assert said() == " | ".join(f"cell {n}: it shows something, but no output is saved" for n in (2, 4))
    for number in (1, 3):
        made.cells[number].outputs = [nbformat.v4.new_output("stream", text="1\n")]
    assert said() == ""
    made.cells[3].execution_count = 7
    assert "not run in order" in said()
    made.cells[3].execution_count = 3
    made.cells[3].outputs = [nbformat.v4.new_output("error", ename="E", evalue="e", traceback=[])]
    assert "no tag raises-exception" in said()
    made.cells[3].metadata["tags"] = ["raises-exception"]
    assert said() == ""
    made.cells[3].outputs = [nbformat.v4.new_output("display_data", {"image/png": "", "text/plain": "Figure"})]
    assert "no alt text" in said() and "does not raise" in said()


def test_the_languages_may_differ_in_words_only() -> None:
    english, chinese = (notebook(("markdown", "# A"), ("code", "x"), ("code", "y")) for _ in range(2))
    for made, words in ((english, "a is 5, b is 0.25"), (chinese, "b 是 0.25，a 是 5")):
        made.cells[1].outputs = [nbformat.v4.new_output("execute_result", {"text/html": words, "text/plain": words})]
        made.cells[2].outputs = [nbformat.v4.new_output("stream", text="tensor([5.])\n")]
    assert review.compare_languages(english, chinese) == []
    chinese.cells[1].outputs[0].data["text/plain"] = "b 是 0.25，a 是 6"
    chinese.cells[2].outputs[0].text = "tensor([6.])\n"
    assert len(review.compare_languages(english, chinese)) == 2
    chinese.cells[2].source = "z"
    assert len(review.compare_languages(english, chinese)) == 3


# ------------------------------------------------------------------------------------------ outputs

TRACEBACK = """\
\x1b[31m---------------------------------------------------------------------------\x1b[39m
\x1b[31mRuntimeError\x1b[39m                              Traceback (most recent call last)
\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[7]\x1b[39m\x1b[32m, line 2\x1b[39m
      1 y = w * w
----> 2 y.backward()

\x1b[36mFile \x1b[39m\x1b[32m/somewhere/minigrad/tensor.py:10\x1b[39m, in Tensor.backward(self)
      9     inside
---> 10     raise RuntimeError("no")

\x1b[31mRuntimeError\x1b[39m: no"""


def test_a_traceback_keeps_the_learners_lines_only() -> None:
    made = notebook(("code", "y.backward()"))
    made.cells[0].outputs = [
        nbformat.v4.new_output("error", ename="RuntimeError", evalue="no", traceback=TRACEBACK.split("\n"))
    ]
    running.settle(made, "x")
    text = running.ANSI.sub("", "\n".join(made.cells[0].outputs[0].traceback))
    assert text.splitlines()[2:] == [
        "Cell, line 2",
        "      1 y = w * w",
        "----> 2 y.backward()",
        "",
        "RuntimeError: no",
    ]


def test_what_differs_from_run_to_run_is_settled() -> None:
    made = notebook(("code", "x"))
    path = "/tmp/ipykernel_123/456.py:3: UserWarning: no\n"
    made.cells[0].outputs = [
        nbformat.v4.new_output("stream", text=f"<A at 0x7f12345678> <B at 0x7f99999999> <A at 0x7f12345678>\n{path}"),
        nbformat.v4.new_output("display_data", {"text/plain": "640x480 <B at 0x7f99999999>"}),
    ]
    made.cells[0].metadata["execution"] = {"iopub.execute_input": "2026"}
    made.metadata["language_info"] = {"version": "3.11.7"}
    running.settle(made, "x")
    first, second = "0x7f0000000010", "0x7f0000000020"
    assert made.cells[0].outputs[0].text == f"<A at {first}> <B at {second}> <A at {first}>\nCell:3: UserWarning: no\n"
    assert made.cells[0].outputs[1].data["text/plain"] == f"640x480 <B at {second}>"
    assert "execution" not in made.cells[0].metadata and "version" not in made.metadata.language_info


def test_widgets_are_numbered() -> None:
    def widgets(ids: tuple[str, str]) -> nbformat.NotebookNode:
        made = notebook(("code", "x"))
        view = {"application/vnd.jupyter.widget-view+json": {"model_id": ids[0]}}
        made.cells[0].outputs = [nbformat.v4.new_output("display_data", view)]
        state = {ids[1]: {"state": {}}, ids[0]: {"state": {"layout": f"IPY_MODEL_{ids[1]}"}}}
        made.metadata["widgets"] = {running.WIDGETS: {"state": state}}
        running.settle(made, "x")
        return made

    a, b = widgets(("a" * 32, "b" * 32)), widgets(("c" * 32, "1" * 32))
    assert nbformat.writes(a) == nbformat.writes(b)
    state = a.metadata.widgets[running.WIDGETS].state
    assert a.cells[0].outputs[0].data["application/vnd.jupyter.widget-view+json"].model_id in state


def test_a_notebook_that_raises_is_not_built(tmp_path: Path) -> None:
    with pytest.raises(running.RunError, match=r"(?s)lesson\.ipynb: .*ZeroDivisionError"):
        running.run(notebook(("code", "1 / 0")), tmp_path, "lesson.ipynb")
