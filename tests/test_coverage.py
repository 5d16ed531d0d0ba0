"""The coverage table: what it says is what the sources give, and nothing is left out once the course is whole."""

from __future__ import annotations

import pytest

pytest.importorskip("jupytext", reason="jupytext is not installed: no source can be read")

import build
import coverage_table

from minigrad.check.lessons import LESSONS

WHOLE = 15  # lessons


def test_there_are_as_many_blocks_and_questions_as_were_counted() -> None:
    assert (len(coverage_table.BLOCKS), len(coverage_table.PRACTICE), len(coverage_table.QUESTIONS)) == (28, 4, 44)


def test_every_tag_names_something() -> None:
    """If this fails: the message names the cell and the tag."""
    assert all(places for places in coverage_table.treated().values())


def test_the_committed_table_is_what_the_sources_give() -> None:
    """If this fails: uv run python tools/coverage_table.py"""
    assert coverage_table.TABLE.read_text(encoding="utf-8") == coverage_table.table()


def test_nothing_is_left_out_once_the_course_is_whole() -> None:
    missing = coverage_table.holes()
    if sum(lesson.written for lesson in LESSONS) < WHOLE:
        print("not covered yet:", *missing, sep="\n")
        pytest.skip(f"the course is not whole yet: {len(missing)} to cover")
    assert missing == []


LESSON = """\
# %% [markdown] lang="en"
# # 5 · A title

# %% [markdown] lang="zh"
# # 5 · 标题

# %% tags=["setup"]
import minigrad as mg

mg.notebook("en")

# %% seed="001.4" question="1 29"
print(1)

# %% seed="001.4{0}" question="{1}"
print(2)
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one lesson."""

    def write(seed: str, question: str) -> None:
        path = tmp_path / "05_title.py"
        path.write_text(LESSON.replace("{0}", seed).replace("{1}", question), encoding="utf-8")
        build.update_hashes(path)
        monkeypatch.setattr(coverage_table, "_sources", lambda: [(5, path)])

    return write


def test_a_cell_counts_for_each_of_its_tags(course) -> None:
    course("", "29")
    assert coverage_table.treated() == {
        "001.4": [(5, 3), (5, 4)],
        "question 1": [(5, 3)],
        "question 29": [(5, 3), (5, 4)],
    }
    missing = coverage_table.holes()
    assert "001.5" in missing and "question 2" in missing
    assert "001.4" not in missing and "question 29" not in missing
    assert "| 29 | where zero_grad goes; zeros or None | [5](../notebooks/en/05_accumulation.ipynb): 3, 4 |" in (
        coverage_table.table()
    )


@pytest.mark.parametrize(("seed", "question", "said"), [("2", "1", 'seed="001.42"'), ("", "45", 'question="45"')])
def test_a_tag_that_names_nothing_is_refused(course, seed: str, question: str, said: str) -> None:
    course(seed, question)
    with pytest.raises(build.SourceError, match="names nothing") as caught:
        coverage_table.treated()
    assert said in str(caught.value)
