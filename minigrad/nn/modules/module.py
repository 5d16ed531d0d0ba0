"""Module: a function that owns what it learns."""

from __future__ import annotations

import functools
import types
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ... import dtypes, notices
from ...autograd import no_grad
from ...environment import typename
from ...graph import clock
from ...outside import is_outside
from ...sentences import check, says
from ...tensor import RemovableHandle, Tensor, apply
from .. import rules
from ..parameter import Parameter

__all__ = ["Module"]


class _IncompatibleKeys(NamedTuple):
    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


class Module:
    """A function with parameters; subclasses define `forward`.

    What is assigned to it finds its place by its kind: a Parameter among the parameters, a Module among the
    children; everything else is a plain attribute.

    >>> import minigrad as torch
    >>> net = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.ReLU())
    >>> [(name, tuple(p.shape)) for name, p in net.named_parameters()]
    [('0.weight', (1, 2)), ('0.bias', (1,))]
    """

    training: bool
    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    _modules: dict[str, Any]
    _non_persistent_buffers_set: set[str]
    _hooks: dict[str, dict[int, Any]]  # by what they are: "forward", "forward_pre", "backward"
    _version = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        name = f"{type(self).__name__}.__init__()"
        if kwargs:
            raise TypeError(f"{name} got an unexpected keyword argument '{next(iter(kwargs))}'")
        if args:
            raise TypeError(f"{name} takes 1 positional argument but {len(args) + 1} were given")
        self.__dict__.update(
            training=True, _parameters={}, _buffers={}, _modules={}, _non_persistent_buffers_set=set(), _hooks={}
        )

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the module computes; each subclass defines its own."""
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    # ---- attributes

    def __getattr__(self, name: str) -> Any:
        for store in ("_parameters", "_buffers", "_modules"):
            if name in self.__dict__.get(store, ()):
                return self.__dict__[store][name]
        check(not is_outside("torch.nn.Module", name), "outside", f"Module.{name}")
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._parameters, *self._buffers, *self._modules]

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, (Parameter, Module)):
            if "_parameters" not in self.__dict__:
                what = "parameters" if isinstance(value, Parameter) else "module"
                raise AttributeError(f"cannot assign {what} before Module.__init__() call")
            place = self._parameters if isinstance(value, Parameter) else self._modules
            self._forget(name, besides=place)  # what is replaced keeps its place
            if isinstance(value, Parameter):
                self.register_parameter(name, value)
            else:
                self._modules[name] = value
            return
        for store, what, kinds in (
            ("_parameters", "parameter", "torch.nn.Parameter"),
            ("_modules", "child module", "torch.nn.Module"),
            ("_buffers", "buffer", "torch.nn.Buffer, torch.Tensor"),
        ):
            if name in self.__dict__.get(store, ()):
                if value is not None and not (store == "_buffers" and isinstance(value, Tensor)):
                    raise TypeError(f"cannot assign '{typename(value)}' as {what} '{name}' ({kinds} or None expected)")
                self.__dict__[store][name] = value
                return
        object.__setattr__(self, name, value)

    def _forget(self, name: str, besides: Any = None) -> bool:
        """Take a name out of wherever it is registered."""
        self._non_persistent_buffers_set.discard(name)
        stores = (self.__dict__, self._parameters, self._buffers, self._modules)
        gone = [store.pop(name, self) is not self for store in stores if store is not besides]
        return any(gone)

    def __delattr__(self, name: str) -> None:
        if not self._forget(name):
            object.__delattr__(self, name)

    def _register(self, what: str, name: Any, value: Any, kind: type, wanted: str) -> None:
        """Put a parameter or a buffer in its place, after PyTorch's checks."""
        store: Any = self.__dict__.get(f"_{what}s")
        check(store is not None, "before_init", what)
        check(isinstance(name, str), "name_string", what, typename(name))
        check("." not in name, "name_dot", what)
        check(name != "", "name_empty", what)
        check(name in store or not hasattr(self, name), "name_exists", name)
        if value is not None and not isinstance(value, kind):
            raise TypeError(f"cannot assign '{typename(value)}' object to {what} '{name}' ({wanted} or None required)")
        store[name] = value

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        if isinstance(param, Parameter) and param.grad_fn:
            raise says("non_leaf_parameter", name)
        self._register("parameter", name, param, Parameter, "torch.nn.Parameter")

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """A tensor that belongs to the module's state and is not learnt."""
        self._register("buffer", name, tensor, Tensor, "torch Tensor")
        (self._non_persistent_buffers_set.discard if persistent else self._non_persistent_buffers_set.add)(name)

    def add_module(self, name: str, module: Module | None) -> None:
        check(module is None or isinstance(module, Module), "not_module", typename(module))
        check(isinstance(name, str), "name_string", "module", typename(name))
        check(name in self._modules or not hasattr(self, name), "name_exists", name)
        if "." in name or name == "":
            fault = f'contain ".", got: {name}' if name else 'be empty string ""'
            raise KeyError(f"module name can't {fault}")
        self._modules[name] = module

    register_module = add_module

    # ---- calling, with hooks

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        since = clock()
        result = self._called(*args, **kwargs)
        node = getattr(result, "_node", None)
        if node is not None and node.age > since:  # pictures fold what ran since then into one box
            node.made_in = (*getattr(node, "made_in", ()), (weakref.ref(self), since))
        return result

    def _called(self, *args: Any, **kwargs: Any) -> Any:
        hooks = self.__dict__.get("_hooks")  # a subclass may have forgotten to call __init__
        if not hooks:
            return self.forward(*args, **kwargs)
        for hook in [*hooks.get("forward_pre", {}).values()]:
            args, kwargs = hook(self, args, kwargs)
        seams = _BackwardHooks(self, args) if hooks.get("backward") or hooks.get("backward_pre") else None
        result = self.forward(*(seams.args if seams else args), **kwargs)
        for hook in [*hooks.get("forward", {}).values()]:
            answer = hook(self, args, kwargs, result)
            result = result if answer is None else answer
        return seams.watch(result) if seams else result

    def _add_hook(self, kind: str, hook: Any, prepend: bool = False) -> RemovableHandle:
        hooks = self._hooks.setdefault(kind, {})
        handle = RemovableHandle(hooks, hook)
        if prepend:
            hooks.update({k: hooks.pop(k) for k in list(hooks) if k != handle.id})
        return handle

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False) -> RemovableHandle:
        """Call `hook(module, args, output)` after each forward; what it returns, unless None, replaces the output."""
        full = hook if with_kwargs else lambda module, args, kwargs, result: hook(module, args, result)
        return self._add_hook("forward", full, prepend)

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False) -> RemovableHandle:
        """Call `hook(module, args)` before each forward; what it returns, unless None, replaces the arguments."""

        def full(module: Module, args: Any, kwargs: Any) -> Any:
            answer = hook(module, args, kwargs) if with_kwargs else hook(module, args)
            if answer is None:
                return args, kwargs
            if not with_kwargs:
                return (answer if isinstance(answer, tuple) else (answer,)), kwargs
            if not (isinstance(answer, tuple) and len(answer) == 2):
                raise says("pre_hook", answer)
            return answer

        return self._add_hook("forward_pre", full, prepend)

    def register_full_backward_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call `hook(module, grad_input, grad_output)` when the gradients at the module's inputs are known."""
        return self._add_hook("backward", hook, prepend)

    def register_full_backward_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call `hook(module, grad_output)` when the gradients at the output are known; it may replace them."""
        return self._add_hook("backward_pre", hook, prepend)

    # ---- what it is made of

    def named_modules(self, memo=None, prefix="", remove_duplicate=True) -> Iterator[tuple[str, Module]]:
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, child in self._modules.items():
            if child is not None:
                yield from child.named_modules(memo, f"{prefix}.{name}" if prefix else name, remove_duplicate)

    def modules(self) -> Iterator[Module]:
        yield from (module for _, module in self.named_modules())

    def named_children(self) -> Iterator[tuple[str, Module]]:
        seen: set[Module] = set()
        for name, child in self._modules.items():
            if child is not None and child not in seen:
                seen.add(child)
                yield name, child

    def children(self) -> Iterator[Module]:
        yield from (child for _, child in self.named_children())

    def _named_members(self, store, prefix, recurse, remove_duplicate) -> Iterator[tuple[str, Any]]:
        seen: set[Any] = set()
        owners = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else [(prefix, self)]
        for owner, module in owners:
            for name, member in getattr(module, store).items():
                if member is None or (remove_duplicate and member in seen):
                    continue
                seen.add(member)
                yield f"{owner}.{name}" if owner else name, member

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True) -> Iterator[tuple[str, Any]]:
        yield from self._named_members("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        yield from (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True) -> Iterator[tuple[str, Any]]:
        yield from self._named_members("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        yield from (buffer for _, buffer in self.named_buffers(recurse=recurse))

    # ---- changing it as a whole

    def apply(self, fn: Callable[[Module], None]) -> Any:
        """Call `fn` on every module inside, children first, then on this one."""
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    def train(self, mode: bool = True) -> Any:
        check(isinstance(mode, bool), "train_mode")
        self.training = mode
        for child in self.children():
            child.train(mode)
        return self

    def eval(self) -> Any:
        """Behave as in use, not as in learning: no dropout, batch normalisation with what was met before."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Any:
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        empty_buckets(self.parameters(), set_to_none)

    def _apply(self, change: Callable[[Tensor], Tensor]) -> Any:
        """Replace the numbers of all parameters, their gradients and all buffers."""
        for module in self.modules():
            for parameter in [p for p in module._parameters.values() if p is not None]:
                for tensor in (parameter, parameter._grad):
                    if tensor is not None:
                        tensor.data = change(tensor.detach())
            for name, buffer in module._buffers.items():
                module._buffers[name] = None if buffer is None else change(buffer)
        return self

    def to(self, *args: Any, **kwargs: Any) -> Any:
        """Another dtype for all that has fractions; or the device "cpu", where everything is already."""
        values = [*args, *kwargs.values()]
        for value in values:
            check(not isinstance(value, dtypes.dtype) or value.is_floating_point, "module_to", value)

        def change(tensor: Tensor) -> Any:
            for value in values:
                if isinstance(value, dtypes.dtype) and not tensor.is_floating_point():
                    continue
                if value is not None and not isinstance(value, bool):
                    tensor = tensor.to(value.dtype if isinstance(value, Tensor) else value)  # type: ignore[attr-defined]
            return tensor

        return self._apply(change)

    float = functools.partialmethod(to, dtypes.float32)
    double = functools.partialmethod(to, dtypes.float64)
    half = functools.partialmethod(to, dtypes.float16)

    def cpu(self) -> Any:
        return self

    def cuda(self, device: Any = None) -> Any:
        return self._apply(lambda tensor: tensor.cuda())  # type: ignore[attr-defined]

    # ---- its state

    def state_dict(self, *, destination: Any = None, prefix: str = "", keep_vars: bool = False) -> Any:
        """All parameters and buffers by name: what is to be saved, and loaded into another of the same build."""
        destination = OrderedDict() if destination is None else destination
        for key, _, _, member in self._state(prefix):
            destination[key] = member if keep_vars else member.detach()
        return destination

    def _state(self, prefix: str = "") -> Iterator[tuple[str, Module, str, Any]]:
        """Each entry of the state: its full name, whose it is, its name there, and the tensor."""
        for owner, module in self.named_modules(prefix=prefix.removesuffix("."), remove_duplicate=False):
            for name, member in (*module._parameters.items(), *module._buffers.items()):
                if member is not None and name not in module._non_persistent_buffers_set:
                    yield f"{owner}.{name}" if owner else name, module, name, member

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False) -> Any:
        """Take over a state, as `state_dict()` gives it; with `strict` the names must be exactly the same."""
        check(isinstance(state_dict, Mapping), "dict_like", type(state_dict))
        entries = list(self._state())
        known = {key for key, *_ in entries}
        missing = [key for key, *_ in entries if key not in state_dict]
        unexpected = [key for key in state_dict if key not in known]
        problems = []
        for what, keys in (("Missing", missing), ("Unexpected", unexpected)):
            if strict and keys:
                listed = ", ".join(f'"{key}"' for key in keys)
                problems.append(f"{what} key(s) in state_dict: {listed}. ")
        for key, module, name, member in entries:
            given = state_dict.get(key, member)
            if not isinstance(given, Tensor):
                problems.append(str(says("load_type", key, type(given))))
            elif given.shape != member.shape:
                problems.append(str(says("load_size", key, given.shape, member.shape)))
            elif given is not member and assign:
                is_parameter = isinstance(member, Parameter)
                setattr(module, name, Parameter(given, member.requires_grad) if is_parameter else given)
            elif given is not member:
                with no_grad():
                    member.copy_(given)
        if problems:
            whole = "\n\t".join(problems)
            raise RuntimeError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{whole}")
        return _IncompatibleKeys(missing, unexpected)

    # ---- printing

    def _get_name(self) -> str:
        return type(self).__name__

    def extra_repr(self) -> str:
        """What stands in the brackets when the module prints; subclasses say it."""
        return ""

    def __repr__(self) -> str:
        own = self.extra_repr().split("\n") if self.extra_repr() else []
        inner = [indented(f"({name}): {module!r}") for name, module in self._modules.items()]
        if len(own) == 1 and not inner:
            return f"{self._get_name()}({own[0]})"
        return in_brackets(self._get_name(), own + inner)


class BuiltIn(Module):
    """A module whose `forward` is inherited and yet goes by its own name, where an argument is missing."""

    def __init_subclass__(cls) -> None:
        own = types.FunctionType(cls.forward.__code__, cls.forward.__globals__, "forward", cls.forward.__defaults__)
        own.__qualname__, cls.forward = f"{cls.__name__}.forward", own  # type: ignore[method-assign]


def indented(text: str) -> str:
    return text.replace("\n", "\n  ")


def in_brackets(name: str, lines: list[str]) -> str:
    return f"{name}(\n  " + "\n  ".join(lines) + "\n)" if lines else f"{name}()"


def empty_buckets(parameters: Any, set_to_none: bool) -> None:
    """Make every `.grad` None, or zeros."""
    for p in parameters:
        if p._grad is None:
            continue
        if set_to_none:
            p.grad = None
        else:
            p._grad.detach_()
            p._grad.zero_()


class _BackwardHooks:
    """Lets a module's backward hooks see the gradients at its inputs and at its output.

    At each place stands a seam, an operation that does nothing, with a hook on its tensor.
    """

    def __init__(self, module: Module, args: tuple[Any, ...]) -> None:
        self.module = module
        self.hooks, self.before = ([*module._hooks.get(kind, {}).values()] for kind in ("backward", "backward_pre"))
        self.grad_output: Any = None
        self.args, self.awaited = list(args), 0
        for i, arg in enumerate(args):
            if isinstance(arg, Tensor) and arg.requires_grad:
                self.args[i] = apply(rules.seam, arg)
                self.args[i].register_hook(functools.partial(self._at_input, i))
                self.awaited += 1
        self.grad_input: list[Any] = [None] * len(args)

    def watch(self, result: Any) -> Any:
        if not isinstance(result, Tensor):
            raise NotImplementedError("backward hooks where a module's output is not one tensor are outside minigrad")
        if result.requires_grad:
            result = apply(rules.seam, result)
            result.register_hook(self._at_output)
        return result

    def _at_output(self, gradient: Tensor) -> Tensor:
        self.grad_output = (gradient,)
        for hook in self.before:
            answer = hook(self.module, self.grad_output)
            if answer is not None:
                self.grad_output = answer if isinstance(answer, tuple) else (answer,)
        if self.hooks and not self.awaited:  # no input requires a gradient: there is nothing to wait for
            notices.warn(says("full_hook"))
            self._call()
        return self.grad_output[0]

    def _at_input(self, i: int, gradient: Tensor) -> Any:
        self.grad_input[i] = gradient
        if sum(g is not None for g in self.grad_input) < self.awaited:
            return None
        return self._call()[i]

    def _call(self) -> Any:
        grad_input, self.grad_input = tuple(self.grad_input), [None] * len(self.args)
        for hook in self.hooks:
            answer = hook(self.module, grad_input, self.grad_output)
            if answer is not None:
                grad_input = answer if isinstance(answer, tuple) else (answer,)
        return grad_input
