"""start.py: what is missing is one sentence, and arguments reach the command they are for."""

import ast
import errno
import importlib.util
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parent.parent / "start.py"
LOCALE = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """start.py as if it lay in an empty folder, for somebody who reads English."""
    specification = importlib.util.spec_from_file_location("start", SCRIPT)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    monkeypatch.setattr(module, "HERE", str(tmp_path))
    monkeypatch.setattr(module, "ENVIRONMENT", str(tmp_path / ".minigrad"))
    monkeypatch.setattr(module, "TOOLS", os.path.join(tmp_path, ".minigrad", "bin", ""))
    for name in LOCALE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    return module


def refusal(call, *arguments) -> str:
    with pytest.raises(SystemExit) as stopped:
        call(*arguments)
    assert isinstance(stopped.value.code, str), "a sentence, which makes the exit status 1"
    return stopped.value.code


def printing(text: str) -> list[str]:
    """A command that prints this and fails."""
    return [sys.executable, "-c", f"print({text!r}); raise SystemExit(2)"]


def test_only_the_standard_library_and_old_syntax():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    new = (ast.JoinedStr, ast.NamedExpr, ast.Match, ast.AnnAssign)
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, new)]
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert "subprocess" in imported
    assert imported <= sys.stdlib_module_names
    assert not any(isinstance(node, ast.ImportFrom) for node in ast.walk(tree))


def test_old_python(start, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 14, "final", 0))
    text = refusal(start.main, [])
    assert "3.11 or newer" in text
    assert "this is 3.10" in text


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_no_venv_module(start, monkeypatch, module):
    monkeypatch.setitem(sys.modules, module, None)
    text = refusal(start.install_uv)
    assert module in text
    assert "apt install python3." in text


def test_folder_that_cannot_be_written(start, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setattr(start, "ENVIRONMENT", str(tmp_path / "file" / ".minigrad"))
    assert refusal(start.main, []).startswith(f"Cannot write in {tmp_path}")


def test_full_disk(start, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "makedirs", full)
    assert refusal(start.main, []).startswith("The disk is full")


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("ERROR: No matching distribution found for uv==0", "Cannot download"),
        ("NewConnectionError: Failed to establish a new connection", "Cannot download"),
        ("error: Failed to fetch: `simple/numpy/`\n  cause: error sending request", "Cannot download"),
        ("cause: invalid peer certificate: UnknownIssuer", "Cannot download"),
        ("cause: failed to copy file: No space left on device (os error 28)", "The disk is full"),
        ("error: failed to create directory: Permission denied (os error 13)", "Cannot write in"),
        ("error: something nobody thought of", "The set-up failed"),
    ],
)
def test_pip_or_uv_fails(start, printed, sentence):
    text = refusal(start.run, printing(printed))
    assert sentence in text
    # What has a name is said in one line; only what has none shows what was printed.
    assert ("\n" in text) == (sentence == "The set-up failed")


def test_no_network_for_real(tmp_path):
    """The whole script in a folder of its own, with an index that nobody serves."""
    script = tmp_path / "start.py"
    script.write_bytes(SCRIPT.read_bytes())
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", *LOCALE))}
    index = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}
    environment = kept | index | {"LANG": "C.UTF-8"}
    done = subprocess.run([sys.executable, script], env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("Cannot download: check the network or set a mirror")
    assert "Traceback" not in done.stderr


def test_sentences_in_chinese(start, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setattr(sys, "version_info", (3, 9, 1, "final", 0))
    assert refusal(start.main, []).startswith("minigrad 需要 Python 3.11 或更新的版本")
    assert all(len(text.split("\n")) == 2 for text in start.SENTENCES.values())


def test_uv_is_told_what_pip_knows(start, monkeypatch):
    listed = (
        "global.index-url='https://slow.test/simple'\ninstall.index-url='https://mirror.test/simple'\n"
        "global.trusted-host='mirror.test\\nother.test'\n:env:.cert='/certificates.pem'\nglobal.color='always'\n"
    )
    monkeypatch.setattr(start, "run", lambda command, environment=None: listed)
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INSECURE_HOST", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    environment = start.environment_for_uv()
    assert environment["UV_DEFAULT_INDEX"] == "https://mirror.test/simple"
    assert environment["UV_INSECURE_HOST"] == "mirror.test other.test"
    assert environment["SSL_CERT_FILE"] == "/certificates.pem"
    assert environment["UV_PYTHON_DOWNLOADS"] == "never"

    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://mine.test/simple")
    assert start.environment_for_uv()["UV_DEFAULT_INDEX"] == "https://mine.test/simple"
    monkeypatch.delenv("UV_DEFAULT_INDEX")
    monkeypatch.setenv("UV_INDEX_URL", "https://mine.test/simple")
    assert "UV_DEFAULT_INDEX" not in start.environment_for_uv()


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ([], ["minigrad", "lab"]),
        (["lab"], ["minigrad", "lab"]),
        (["lab", "5", "--lang", "zh"], ["minigrad", "lab", "5", "--lang", "zh"]),
        (["--no-browser", "--port", "9999"], ["minigrad", "lab", "--no-browser", "--port", "9999"]),
        (["progress"], ["minigrad", "progress"]),
        (["--help"], ["minigrad", "--help"]),
        (["--version"], ["minigrad", "--version"]),
        (["export", "0", "-o", "pages"], ["minigrad", "export", "0", "-o", "pages"]),
        (["test"], ["pytest"]),
        (["test", "-k", "two words", "-x"], ["pytest", "-k", "two words", "-x"]),
    ],
)
def test_arguments_are_passed_on(start, monkeypatch, tmp_path, arguments, command):
    ran = []

    class Process:
        def __init__(self, command, env):
            ran.append(command)
            assert env["UV_PYTHON_DOWNLOADS"] == "never"

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def wait(self):
            return 7

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(start.subprocess, "check_output", lambda _: f"uv {start.UV_VERSION}".encode())
    monkeypatch.setattr(start, "run", lambda command, environment=None: ran.append(command) or "")
    monkeypatch.setattr(start.subprocess, "Popen", Process)
    assert start.main(arguments) == 7
    _, synchronise, last = ran
    project = ["--project", str(tmp_path), "--python", sys.executable]
    assert synchronise[1:] == ["sync", "--inexact"] + ["--no-dev"] * (command[0] == "minigrad") + project
    assert last[1:] == ["run", "--no-sync", *project, *command]


def test_every_package_is_pinned():
    """What uv resolved is what pyproject.toml names, each in one version."""
    lock = SCRIPT.with_name("uv.lock")
    if not lock.exists():
        pytest.skip("uv made no uv.lock here: the environment is not the project's own")
    uv = tomllib.loads(SCRIPT.with_name("pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]
    resolved = [(package["name"], package["version"]) for package in tomllib.loads(lock.read_text())["package"]]
    resolved.remove(("minigrad-autograd", "0.1.0"))
    assert sorted(uv["constraint-dependencies"]) == sorted(f"{name}=={version}" for name, version in resolved)
