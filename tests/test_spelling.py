"""The words of the course, in both languages: no common misspelling, one term for one thing, Chinese punctuation."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROSE = [
    *sorted((ROOT / "notebooks" / "src").glob("*.py")),
    *sorted((ROOT / "minigrad" / "check" / "exercises").glob("*.py")),
    *(ROOT / "minigrad" / "viz" / name for name in ("captions.py", "words.py")),
    *(ROOT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("teaching*.md")),
]
ONE_TERM = {  # what is not written here, and what is
    "叶节点": "叶子节点",
    "叶结点": "叶子节点",
    "叶子结点": "叶子节点",
    "梯度累计": "梯度累积",
    "梯度累加": "梯度累积",
    "链式规则": "链式法则",
    "连锁法则": "链式法则",
    "计算图表": "计算图",
    "反向传递": "反向传播",
    "学习速率": "学习率",
    "向量雅可比积": "向量-雅可比积",
    "就地操作": "原地操作",
}
HAN = r"[\u4e00-\u9fff]"


def test_english_has_no_common_misspelling():
    if shutil.which("codespell", path=str(Path(sys.executable).parent)) is None:
        pytest.skip("codespell is not installed")
    command = [sys.executable, "-m", "codespell_lib", *map(str, PROSE)]
    found = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert found.stdout == "" and found.returncode == 0


@pytest.mark.parametrize("path", PROSE, ids=lambda p: p.name)
def test_chinese_has_one_term_for_one_thing(path):
    text = path.read_text(encoding="utf-8")
    # the glossary and a lesson may name another word in quotation marks, to say that it is the same thing
    bare = re.sub(r"[“「（][^”」）\n]{0,40}[”」）]", "", text)
    assert [wrong for wrong in ONE_TERM if wrong in bare] == []


@pytest.mark.parametrize("path", PROSE, ids=lambda p: p.name)
def test_chinese_has_chinese_punctuation(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(rf"{HAN}[,;:?!]{HAN}|{HAN}[,;?!](?:\s|$)", text) == []
