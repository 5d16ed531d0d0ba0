"""`minigrad lab`: the learner's own copy, which an update never harms, and sentences for what is missing."""

import errno
import json
import os
import socket
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import v4
from nbformat.sign import NotebookNotary

from minigrad import cli, lab

NAME = "notebooks/en/00_graph.ipynb"


def notebook(text: str) -> str:
    return nbformat.writes(v4.new_notebook(cells=[v4.new_markdown_cell(text, id="first")]))


def put(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def listing(root: Path) -> dict[str, str]:
    files = (path for path in root.rglob("*") if path.is_file() and lab.HIDDEN not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in files}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A published course of two lessons, an exercise and its solution, in two languages."""
    root = tmp_path / "course"
    for language in ("en", "zh"):
        put(root, f"notebooks/{language}/00_graph.ipynb", notebook(f"graph, {language}"))
        put(root, f"notebooks/{language}/05_accumulate.ipynb", notebook(f"accumulate, {language}"))
        put(root, f"exercises/{language}/05_1_bucket.ipynb", notebook(f"exercise, {language}"))
        put(root, f"solutions/{language}/05_1_bucket.ipynb", notebook(f"solution, {language}"))
    return root


@pytest.fixture
def mine(tmp_path: Path, source: Path) -> Path:
    """The learner's copy, just made."""
    root = tmp_path / "mine"
    assert lab.refresh(source, root, "en") == []
    return root


@pytest.fixture
def launched(source, tmp_path, monkeypatch) -> list[list[str]]:
    """The command line on this course, with JupyterLab replaced by a list of what it was started with."""
    labapp = pytest.importorskip("jupyterlab.labapp")
    started: list[list[str]] = []
    monkeypatch.setattr(labapp.LabApp, "launch_instance", started.append)
    monkeypatch.setattr(lab, "course", lambda: source)
    monkeypatch.setattr(lab, "shelf", lambda: tmp_path / "mine")
    monkeypatch.setattr(lab, "check_renderer", lambda language: None)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.delenv("JUPYTER_PREFER_ENV_PATH", raising=False)
    return started


# The copy


def test_copy_holds_one_language_as_published(source, mine):
    published = listing(source)
    assert listing(mine) == {name: text for name, text in published.items() if "/en/" in name}
    assert lab.refresh(source, mine, "zh") == []
    assert listing(mine) == published


def test_untouched_file_is_updated(source, mine):
    put(source, NAME, notebook("better"))
    assert lab.refresh(source, mine, "en") == []
    assert (mine / NAME).read_text() == notebook("better")


def test_edited_file_stays(source, mine):
    put(mine, NAME, notebook("my edit"))
    before = listing(mine)
    assert lab.refresh(source, mine, "en") == []
    assert listing(mine) == before


def test_to_run_and_save_is_not_to_edit(source, mine):
    ran = json.loads((mine / NAME).read_text())
    ran["metadata"]["language_info"] = {"name": "python"}
    put(mine, NAME, json.dumps(ran))
    assert lab.refresh(source, mine, "en") == [] and (mine / NAME).read_text() == json.dumps(ran)
    put(source, NAME, notebook("better"))
    assert lab.refresh(source, mine, "en") == [] and (mine / NAME).read_text() == notebook("better")


def test_new_version_goes_beside_an_edited_file_once(source, mine):
    put(mine, NAME, notebook("my edit"))
    put(source, NAME, notebook("better"))
    beside = mine / "notebooks/en/00_graph_new.ipynb"
    assert lab.refresh(source, mine, "en") == [beside]
    assert (mine / NAME).read_text() == notebook("my edit")
    assert beside.read_text() == notebook("better")
    assert lab.refresh(source, mine, "en") == []

    put(source, NAME, notebook("best"))  # nobody touched the one beside: it is renewed
    assert lab.refresh(source, mine, "en") == [beside]
    assert beside.read_text() == notebook("best")

    put(mine, "notebooks/en/00_graph_new.ipynb", notebook("my second edit"))
    put(source, NAME, notebook("perfect"))
    assert lab.refresh(source, mine, "en") == [mine / "notebooks/en/00_graph_new2.ipynb"]
    assert {notebook("my edit"), notebook("my second edit"), notebook("perfect")} <= set(listing(mine).values())


def test_edited_back_to_the_new_version(source, mine):
    put(mine, NAME, notebook("my edit"))
    put(source, NAME, notebook("better"))
    lab.refresh(source, mine, "en")
    put(mine, NAME, notebook("better"))
    put(source, NAME, notebook("best"))
    assert lab.refresh(source, mine, "en") == []
    assert (mine / NAME).read_text() == notebook("best")


def test_deleted_file_comes_back_and_the_learners_own_files_stay(source, mine):
    (mine / NAME).unlink()
    put(mine, "notebooks/en/mine.ipynb", notebook("my own"))
    assert lab.refresh(source, mine, "en") == []
    assert (mine / NAME).read_text() == notebook("graph, en")
    assert (mine / "notebooks/en/mine.ipynb").read_text() == notebook("my own")


@pytest.mark.parametrize("record", [None, "", "{", "[1, 2]", '"text"', '{"notebooks/en/00_graph.ipynb": 3}', "\xff"])
def test_without_a_record_what_differs_counts_as_edited(source, mine, record):
    path = mine / lab.HIDDEN / "given.json"
    path.unlink()
    if record is not None:
        path.write_bytes(record.encode("latin-1"))
    put(source, NAME, notebook("better"))
    assert lab.refresh(source, mine, "en") == [mine / "notebooks/en/00_graph_new.ipynb"]
    assert (mine / NAME).read_text() == notebook("graph, en")
    assert json.loads(path.read_bytes())[NAME] == lab._digest(notebook("better").encode())


def test_stopped_in_the_middle(source, mine, monkeypatch):
    """A copy that ends before its record is written loses nothing and is finished by the next one."""
    put(mine, "notebooks/en/05_accumulate.ipynb", notebook("my edit"))
    for name in (NAME, "notebooks/en/05_accumulate.ipynb"):
        put(source, name, notebook("better"))
    write = lab._write

    def stop_at_the_record(path, content):
        if path.name == "given.json":
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, content)

    monkeypatch.setattr(lab, "_write", stop_at_the_record)
    with pytest.raises(OSError, match="No space"):
        lab.refresh(source, mine, "en")
    monkeypatch.setattr(lab, "_write", write)
    assert lab.refresh(source, mine, "en") == []
    assert (mine / NAME).read_text() == notebook("better")
    assert (mine / "notebooks/en/05_accumulate.ipynb").read_text() == notebook("my edit")
    assert (mine / "notebooks/en/05_accumulate_new.ipynb").read_text() == notebook("better")


def test_what_we_gave_is_trusted_and_nothing_else(mine, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    shown = {"text/html": "<script>alert(1)</script>"}
    output = v4.new_output("display_data", shown)
    stranger = v4.new_notebook(cells=[v4.new_code_cell("1", outputs=[output])])
    put(mine, "notebooks/en/05_accumulate.ipynb", nbformat.writes(stranger))
    lab.trust(mine)
    notary = NotebookNotary()
    trusted = {
        path.name: notary.check_signature(nbformat.read(path, nbformat.NO_CONVERT))
        for path in (mine / "notebooks/en").glob("*.ipynb")
    }
    notary.store.close()
    assert trusted == {"00_graph.ipynb": True, "05_accumulate.ipynb": False}


# The command


def test_opens_the_lesson(launched, tmp_path, capsys):
    assert cli.main(["lab", "5", "--no-browser", "--lang", "zh"]) == 0
    (arguments,) = launched
    assert "--LabApp.default_url=/lab/tree/notebooks/zh/05_accumulate.ipynb" in arguments
    assert f"--ServerApp.root_dir={tmp_path / 'mine'}" in arguments
    assert "--ServerApp.open_browser=False" in arguments
    assert not any("port" in argument for argument in arguments)
    settings = next(a.partition("=")[2] for a in arguments if "app_settings_dir" in a)
    overrides = json.loads((Path(settings) / "overrides.json").read_bytes())
    assert overrides["@jupyter-widgets/jupyterlab-manager:plugin"]["saveState"] is True
    assert "你的笔记本在" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh"),
    ],
)
def test_language_is_the_locales(launched, monkeypatch, locale, language):
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in locale.items():
        monkeypatch.setenv(name, value)
    assert cli.main(["lab"]) == 0
    assert f"--LabApp.default_url=/lab/tree/notebooks/{language}/00_graph.ipynb" in launched[0]


def test_a_page_is_opened_by_its_name(launched, source, capsys):
    put(source, "notebooks/en/glossary.ipynb", notebook("words"))
    assert cli.main(["lab", "glossary", "--lang", "en"]) == 0
    assert "--LabApp.default_url=/lab/tree/notebooks/en/glossary.ipynb" in launched[0]
    assert cli.main(["lab", "7", "--lang", "en"]) == 1
    assert "there are: 0 (graph), 5 (accumulate), glossary." in capsys.readouterr().err


@pytest.mark.parametrize("number", ["1", "99", "-0", "five", "０", "0x5"])
def test_no_such_lesson_lists_what_there_is(launched, capsys, tmp_path, number):
    assert cli.main(["lab", "--lang", "en", "--", number]) == 1
    text = capsys.readouterr().err
    assert text == f"There is no lesson {number!r}; there are: 0 (graph), 5 (accumulate).\n"
    assert not launched
    assert not (tmp_path / "mine").exists()


def test_port_in_use(launched, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert cli.main(["lab", "--port", str(port), "--lang", "en"]) == 1
    assert not launched
    text = capsys.readouterr().err
    assert text.startswith(f"Port {port} cannot be used (")
    assert text.count("\n") == 1

    assert cli.main(["lab", "--port", str(port)]) == 0  # free now
    assert f"--ServerApp.port={port}" in launched[0]


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1"])
def test_no_such_port(launched, capsys, port):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["lab", f"--port={port}"])
    assert stopped.value.code == 2
    assert f"{port!r} is not a port (1 to 65535)" in capsys.readouterr().err


def test_folder_that_cannot_be_written(launched, capsys, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setattr(lab, "shelf", lambda: tmp_path / "file" / "mine")
    assert cli.main(["lab", "--lang", "en"]) == 1
    assert not launched
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"Cannot write in {tmp_path / 'file' / 'mine'} (")


def test_no_renderer(launched, capsys, monkeypatch):
    from minigrad.viz import render

    def missing(source):
        raise render.RendererMissing("Neither of the two is there: install one.")

    monkeypatch.undo()
    monkeypatch.setattr(render, "layout", missing)
    with pytest.raises(lab.Trouble, match=r"Graphs cannot be drawn: Neither of the two is there: install one\."):
        lab.check_renderer("en")


def test_renderer_is_there():
    lab.check_renderer("en")


def test_no_jupyterlab(launched, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", None)
    assert cli.main(["lab", "--lang", "en"]) == 1
    assert capsys.readouterr().err.startswith("JupyterLab cannot be loaded")


def test_copy_is_beside_the_course_in_a_clone_and_at_home_when_installed(tmp_path, monkeypatch):
    clone = tmp_path / "clone"
    (clone / "notebooks").mkdir(parents=True)
    (clone / "pyproject.toml").touch()
    monkeypatch.setattr(lab, "PACKAGE", clone / "minigrad")
    assert (lab.course(), lab.shelf()) == (clone, clone / "my-notebooks")

    installed = tmp_path / "site-packages" / "minigrad"
    monkeypatch.setattr(lab, "PACKAGE", installed)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    assert (lab.course(), lab.shelf()) == (installed / "_course", tmp_path / "home" / "minigrad")


def test_git_ignores_the_copy():
    ignored = (Path(__file__).parent.parent / ".gitignore").read_text(encoding="utf-8").split("\n")
    assert "/my-notebooks/" in ignored
    assert os.path.basename(lab.shelf()) in ("my-notebooks", "minigrad")
