"""Where a tensor lives: here always the CPU, but others can be named, as PyTorch has it."""

from __future__ import annotations

from typing import Any

from .sentences import check

KINDS = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, "
    "privateuseone"
)


class device:
    """
    >>> device("cpu"), str(device("cuda:0")), device("cuda", 1)
    (device(type='cpu'), 'cuda:0', device(type='cuda', index=1))
    """

    type: str
    index: int | None

    def __init__(self, type: Any, index: int | None = None) -> None:
        if isinstance(type, device):
            type, index = type.type, type.index
        check(not isinstance(type, int), "accelerator")
        if not isinstance(type, str):
            raise TypeError(f"device(): argument 'type' (position 1) must be str, not {type.__class__.__name__}")
        kind, _, number = type.partition(":")
        check(kind in KINDS.split(", "), "device_kind", KINDS, kind)
        check(not number or number.isdigit(), "device_string", type)
        self.type, self.index = kind, int(number) if number else index

    def __repr__(self) -> str:
        return f"device(type='{self.type}'" + ("" if self.index is None else f", index={self.index}") + ")"

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, device) and (other.type, other.index) == (self.type, self.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))


def on_cpu(where: Any) -> device:
    """The device that a name means, which can only be the CPU."""
    found = device(where)
    check(found.type != "cuda", "cuda")
    check(found.type == "cpu", "device_linked", found.type)
    return found
