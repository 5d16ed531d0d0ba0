"""nn, optim, data and saving beyond what the transcripts show."""

import io
import json
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

import minigrad as torch
from minigrad import nn


@pytest.mark.parametrize("module", ["nn", "nn.functional", "nn.init", "optim", "optim.lr_scheduler", "utils.data"])
def test_what_pytorch_has_is_here_or_says_that_it_is_outside(module):
    theirs = pytest.importorskip(f"torch.{module}", reason="PyTorch is not installed")
    ours = torch
    for part in module.split("."):
        ours = getattr(ours, part)
    classes = [
        n
        for n, v in vars(theirs).items()
        if not n.startswith("_") and getattr(v, "__module__", "").startswith("torch.")
    ]
    for name in classes:
        try:
            getattr(ours, name)
        except AttributeError as error:
            assert "is outside minigrad" in str(error), name


@pytest.mark.parametrize("name", ["DataParallel", "LSTMCell", "LSTM", "Transformer"])
def test_what_a_teaching_engine_does_not_carry_refuses_by_name(name):
    with pytest.raises(AttributeError, match=rf"torch\.nn\.{name} is outside minigrad"):
        getattr(nn, name)


def test_a_name_that_pytorch_has_not_either_is_just_missing():
    with pytest.raises(AttributeError, match=r"module 'torch\.nn' has no attribute 'Foo'"):
        getattr(nn, "Foo")  # noqa: B009


def in_a_fresh_process(code):
    root = Path(__file__).resolve().parent.parent
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root)


def test_as_torch_lets_import_torch_meet_minigrad():
    done = in_a_fresh_process(
        "import minigrad\n"
        "minigrad.as_torch()\n"
        "import torch, torch.nn as nn, torch.nn.functional as F, torch.optim as optim\n"
        "from torch.utils.data import DataLoader, TensorDataset\n"
        "from torch.optim.lr_scheduler import StepLR\n"
        "from torch import nn as same\n"
        "assert torch is minigrad and nn is minigrad.nn and same is nn and F is minigrad.nn.functional\n"
        "print(nn.Linear(1, 1), len(DataLoader(TensorDataset(torch.ones(4)), batch_size=2)))\n"
        "minigrad.as_torch(False)\n"
        "import sys\n"
        "print([name for name in sys.modules if name.partition('.')[0] == 'torch'])\n"
    )
    assert done.stdout == "Linear(in_features=1, out_features=1, bias=True) 2\n[]\n", done.stderr


def test_as_torch_refuses_where_pytorch_is_imported_already():
    code = "import sys, types\nsys.modules['torch'] = types.ModuleType('torch')\nimport minigrad\nminigrad.as_torch()"
    done = in_a_fresh_process(code)
    assert "PyTorch itself is already imported here" in done.stderr
    assert in_a_fresh_process(code.replace("as_torch()", "as_torch(False)")).returncode == 0


def test_a_saved_file_holds_json_and_plain_arrays():
    file = io.BytesIO()
    torch.save({"w": torch.ones(2), "n": [1, None]}, file)
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == ["data.json", "0.npy"]
        assert json.loads(archive.read("data.json"))
        assert np.load(io.BytesIO(archive.read("0.npy")), allow_pickle=False).tolist() == [1.0, 1.0]


def test_loading_runs_nothing(tmp_path):
    class Trap:
        def __reduce__(self):
            return exec, ("raise SystemExit('this ran')",)

    trap = tmp_path / "trap.pt"
    trap.write_bytes(pickle.dumps(Trap()))
    with pytest.raises(pickle.UnpicklingError, match="not a file that minigrad saved"):
        torch.load(trap)
    with zipfile.ZipFile(trap, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Trap()))
    with pytest.raises(pickle.UnpicklingError, match="a format that can run code"):
        torch.load(trap)
    with pytest.raises(TypeError, match="save its state_dict"):
        torch.save(nn.Linear(1, 1), tmp_path / "net.pt")


def test_a_path_may_be_text_or_path(tmp_path):
    torch.save(torch.ones(2), str(tmp_path / "a.pt"))
    torch.save(torch.ones(2), tmp_path / "b.pt")
    assert torch.load(tmp_path / "a.pt").tolist() == torch.load(str(tmp_path / "b.pt")).tolist() == [1, 1]


def test_a_parameter_that_two_modules_share_is_listed_once_and_learnt_once():
    a = nn.Linear(2, 2)
    net = nn.Sequential(a, a)
    assert len(list(net.parameters())) == 2
    assert list(net.state_dict()) == ["0.weight", "0.bias", "1.weight", "1.bias"]


def test_dropout_and_batch_norm_draw_and_learn_only_in_training():
    norm = nn.BatchNorm1d(2)
    norm.eval()(torch.ones(3, 2))
    assert norm.running_mean.tolist() == [0, 0] and norm.num_batches_tracked.item() == 0
    norm.train()(torch.ones(3, 2))
    assert norm.num_batches_tracked.item() == 1


def test_a_deep_copy_of_a_module_learns_apart():
    import copy

    net = nn.Linear(1, 1)
    other = copy.deepcopy(net)
    with torch.no_grad():
        other.weight.fill_(7)
    assert net.weight.item() != 7 and isinstance(other.weight, nn.Parameter)
