"""Runs a notebook and settles its outputs, so that the same sources give the same file on every day and machine."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets import default

__all__ = ["METADATA", "RunError", "run", "settle"]

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}

ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,16}")
CELL_FILE = re.compile(r"^.*[/\\]ipykernel_\d+[/\\]\d+\.py:(\d+): ", re.MULTILINE)  # where a warning comes from
CELL_NAME = re.compile(r"\(\d+\.py, line (\d+)\)")  # where a SyntaxError comes from
ANSI = re.compile(r"\x1b\[[0-9;]*m")
WIDGETS = "application/vnd.jupyter.widget-state+json"


class RunError(Exception):
    """A notebook did not run to its end."""


class _OwnPython(KernelSpecManager):
    """This environment's Python, whatever kernels the machine has under the same name."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())


class _OwnKernel(AsyncKernelManager):
    @default("kernel_spec_manager")
    def _own_python(self) -> KernelSpecManager:
        return _OwnPython(parent=self)


def run(notebook: nbformat.NotebookNode, folder: Path, name: str) -> None:
    """Execute a notebook in a fresh kernel that stands in `folder`, and settle its outputs."""
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_manager_class=_OwnKernel,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    with tempfile.TemporaryDirectory(prefix="minigrad-ipython-") as profile:
        try:
            # Nobody's personal settings; and the kernel's own remarks about its transport go nowhere.
            client.execute(env={**os.environ, "IPYTHONDIR": profile}, stderr=subprocess.DEVNULL)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise RunError(f"{name}: {ANSI.sub('', str(error)).strip()}") from error
    settle(notebook, name)


def settle(notebook: nbformat.NotebookNode, name: str) -> None:
    """Take out of the outputs what differs from run to run and says nothing."""
    addresses: dict[str, str] = {}

    def stand_in(match: re.Match[str]) -> str:
        # The same object keeps the same address within the notebook.
        return addresses.setdefault(match[0], f"0x7f00000{16 * (len(addresses) + 1):05x}")

    def text(value: str) -> str:
        value = CELL_NAME.sub(r"(Cell, line \1)", CELL_FILE.sub(r"Cell:\1: ", value))
        return ADDRESS.sub(stand_in, value)

    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.text = text(output.text)
            elif output.output_type == "error":
                output.evalue = text(output.evalue)
                output.traceback = _own_frames(output)
            else:
                if "text/plain" in output.data:
                    output.data["text/plain"] = text(output.data["text/plain"])
                output.metadata.pop("needs_background", None)
    notebook.metadata = nbformat.from_dict(
        {**METADATA, **{key: value for key, value in notebook.metadata.items() if key == "widgets"}}
    )
    _settle_widgets(notebook, name)


def _own_frames(error: Any) -> list[str]:
    """A traceback without the package's inside: the cell's own lines, then the error."""
    lines = ANSI.sub("", "\n".join(error.traceback)).splitlines()
    kept: list[str] = []
    inside = False
    for line in lines[:-1]:
        if re.match(r"(Cell In\[\d+\], line \d+|File .*:\d+|  Cell In\[\d+\], line \d+)", line):
            inside = "Cell In[" in line
        elif not line.strip():
            inside = False
        if inside:
            if line.lstrip().startswith("Cell In[") and kept:
                kept.append("")
            kept.append(re.sub(r"Cell In\[\d+\]", "Cell", line.rstrip()))
    head = "-" * 75
    title = f"{error.ename:<42}Traceback (most recent call last)"
    return [f"\x1b[31m{head}\x1b[39m", title, *kept, "", f"\x1b[31m{error.ename}\x1b[39m: {error.evalue}"]


def _settle_widgets(notebook: nbformat.NotebookNode, name: str) -> None:
    """Number the widgets in the order of their making: their ids are random."""
    states = notebook.metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {})
    if not states:
        notebook.metadata.pop("widgets", None)
        return
    whole = json.dumps(notebook, ensure_ascii=False)
    for number, old in enumerate(states):
        whole = whole.replace(old, hashlib.sha256(f"{name} {number}".encode()).hexdigest()[:32])
    settled = nbformat.from_dict(json.loads(whole))
    notebook.update(settled)
