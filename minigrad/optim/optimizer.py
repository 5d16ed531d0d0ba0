"""Optimizer: parameters in groups, each with its own numbers, and a memory for each parameter."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from .. import notices
from ..autograd import enable_grad, no_grad
from ..nn.modules.module import empty_buckets, typename
from ..sentences import check, says
from ..tensor import Tensor

__all__ = ["Optimizer"]


class Optimizer:
    """Holds parameters; it meets backward only in their `.grad`.

    An algorithm is a subclass with one method, `_update`, that changes one parameter; or, as in PyTorch, one with
    a `step` of its own.
    """

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise says("optimizer_params", typename(params))
        fused = defaults.get("fused")
        check(not fused or not defaults.get("foreach"), "fused_foreach")
        check(not fused or not defaults.get("differentiable"), "fused_differentiable")
        self._stepped = False  # for learning rate schedulers
        self.defaults = defaults
        self.state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        groups = list(params)
        check(groups, "no_parameters")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Parameters with numbers of their own, such as another learning rate."""
        check(isinstance(param_group, dict), "group_dict", type(param_group))
        given = param_group["params"]
        check(not isinstance(given, set), "set_of_parameters")
        params = [given] if isinstance(given, Tensor) else list(given)
        named = any(isinstance(p, tuple) for p in params)  # as named_parameters() gives them
        if named:
            check(all(isinstance(p, tuple) for p in params), "names_missing")
            param_group["param_names"] = [name for name, _ in params]
            params = [p for _, p in params]
        for other in self.param_groups:
            check(named == ("param_names" in other), "names_of_groups", "with" if named else "without")
        param_group["params"] = params
        for p in params:
            check(isinstance(p, Tensor), "only_tensors", typename(p))
            check(p.is_leaf or p.retains_grad, "non_leaf_step")
        for name, default in self.defaults.items():
            param_group.setdefault(name, default)
        if len(set(params)) < len(params):
            notices.warn(says("duplicate_parameters"))
        check(set(params).isdisjoint(self._parameters()), "groups_overlap")
        self.param_groups.append(param_group)

    def _parameters(self) -> Iterator[Tensor]:
        return (p for group in self.param_groups for p in group["params"])

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Empty every bucket: `.grad` becomes None, or zeros."""
        empty_buckets(self._parameters(), set_to_none)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Take one step with the gradients that are in the buckets."""
        self._stepped, loss = True, None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p._grad is not None:
                        self._update(p, self._gradient(p, group), group)
        return loss

    def _gradient(self, p: Any, group: dict[str, Any]) -> Any:
        """Which way down is, or up; weights that decay are drawn towards 0 as by a gradient of their own."""
        g, decay = -p._grad if group.get("maximize") else p._grad, group.get("weight_decay")
        return g.add(p, alpha=decay) if decay and not group.get("decoupled_weight_decay") else g

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        """Change the parameter p, whose gradient is g."""
        raise NotImplementedError

    # ---- its state

    def state_dict(self) -> dict[str, Any]:
        """The groups and the memory, with parameters by number: what is to be saved."""
        places = {p: i for i, p in enumerate(dict.fromkeys(self._parameters()))}
        groups = []
        for group in self.param_groups:
            packed = {name: value for name, value in group.items() if name != "params"}
            groups.append({**packed, "params": [places[p] for p in group["params"]]})
        return {"state": {places.get(p, p): kept for p, kept in self.state.items()}, "param_groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over a state, as `state_dict()` gives it."""
        saved = copy.deepcopy(state_dict["param_groups"])
        check(len(saved) == len(self.param_groups), "group_count")
        if any(len(old["params"]) != len(new["params"]) for old, new in zip(saved, self.param_groups)):
            raise says("loaded_group")
        owners = {i: p for old, new in zip(saved, self.param_groups) for i, p in zip(old["params"], new["params"])}
        self.state.clear()
        for key, kept in state_dict["state"].items():
            self.state[owners.get(key, key)] = dict(kept)  # with the same tensors: so does PyTorch
        self.param_groups = [{**old, "params": new["params"]} for old, new in zip(saved, self.param_groups)]

    def __repr__(self) -> str:
        text = f"{type(self).__name__} ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            text += "".join(f"    {name}: {group[name]}\n" for name in sorted(group) if name != "params")
        return text + ")"
