"""What each notebook takes under pytest and nbval beside an empty one.

python -m benchmarks.notebooks                                 every notebook
python -m benchmarks.notebooks notebooks/en/02_chain_rule.ipynb
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from .measure import ROOT, environment, table

ROUNDS = 3
LIMIT = 2.0
FOLDERS = ("notebooks", "exercises", "solutions")


def _empty(root: Path) -> Path:
    """A notebook with one cell that does nothing, in a folder where it is run as the others are."""
    import nbformat
    from nbformat import v4

    shutil.copy(ROOT / "conftest.py", root)
    path = root / "notebooks" / "empty.ipynb"
    path.parent.mkdir()
    notebook = v4.new_notebook(cells=[v4.new_code_cell("pass", execution_count=1, id="empty")])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, path)
    return path


def _seconds(root: Path, notebook: Path) -> tuple[float, bool]:
    """How long it took, and whether its outputs were those that are saved."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={root}", str(notebook)]
    start = perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, env=environment())
    if done.returncode not in (0, 1, 5):  # 1: a cell failed; 5: it has no cell to be run
        raise RuntimeError(f"{notebook} could not be run:\n{done.stdout}{done.stderr}")
    return perf_counter() - start, done.returncode != 1


def _main() -> None:
    notebooks = [Path(name).resolve() for name in sys.argv[1:]] or [
        path for folder in FOLDERS for path in sorted(ROOT.glob(f"{folder}/[ez][nh]/*.ipynb"))
    ]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        empty = _empty(root)
        _seconds(root, empty)
        for notebook in notebooks:
            rounds = [(_seconds(root, empty), _seconds(ROOT, notebook)) for _ in range(ROUNDS)]
            nothing, whole = (statistics.median(found[i][0] for found in rounds) for i in (0, 1))
            title = notebook.relative_to(ROOT).as_posix() + ("" if rounds[-1][1][1] else " (fails)")
            rows.append([title, f"{whole:.2f}", f"{nothing:.2f}", f"{whole / nothing:.2f}", f"{LIMIT:.2f}"])
            print(*rows[-1], file=sys.stderr)
    print(table(["seconds", "notebook", "empty", "ratio", "at most"], rows))


if __name__ == "__main__":
    _main()
