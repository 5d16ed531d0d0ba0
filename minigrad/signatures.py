"""What PyTorch's functions take, and what they say to arguments that do not fit.

`signatures.txt` lists their signatures as PyTorch itself writes them in its messages. `checked` makes a function hold
its arguments against them first; a call with the same kinds of arguments as one before goes straight through.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from . import dtypes, notices
from .device import device as Device
from .dtypes import dtype as DType
from .random import Generator
from .tensor import NUMBER, Tensor, into, type_name
from .texts import lines

NUMBERS_AS_TENSORS = {
    "add",
    "copy",
    "div",
    "divide",
    "mul",
    "multiply",
    "sub",
    "subtract",
    "true_divide",
    "floor_divide",
}
ALIASES = {"dim": ("axis",), "keepdim": ("keepdims",), "input": ("x", "a", "x1"), "other": ("x2",)}  # NumPy's names
DEFAULTS = ", torch.layout layout = None, torch.device device = None, bool pin_memory = False"


class Param(NamedTuple):
    kind: str
    name: str
    optional: bool
    nullable: bool
    keyword_only: bool


class Signature(NamedTuple):
    text: str
    params: tuple[Param, ...]
    positional: int  # how many may be given by place
    required: int
    variadic: bool  # may view((2, 3)) be written view(2, 3)?


def _parse(text: str) -> Signature:
    params, keyword_only = [], False
    for piece in filter(None, text[1:-1].split(", ")):
        if piece == "*":
            keyword_only = True
            continue
        declared, _, default = piece.partition(" = ")
        kind, _, name = declared.rpartition(" ")
        params.append(Param(kind.rstrip("?"), name, bool(default), default == "None" or "?" in kind, keyword_only))
    positional = sum(not p.keyword_only for p in params)
    variadic = positional == 1 and params[0].kind == "tuple of ints"
    required = sum(not p.optional for p in params)
    return Signature(text.replace("?", ""), tuple(params), positional, required, variadic)


@functools.cache
def _lines() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines("signatures.txt"):
        name, _, rest = line.partition("(")
        found.setdefault(name, []).append("(" + rest.replace(", FACTORY", f", torch.dtype dtype = None{DEFAULTS}"))
    return found


@functools.cache
def signatures(name: str, is_method: bool) -> tuple[Signature, ...]:
    """The signatures of a function, or of a method: these lack the tensor itself, and `out`."""
    listed = _lines()
    if not is_method:
        return tuple(map(_parse, listed.get(name, ())))
    for own in (name, name.rstrip("_")):
        if f"Tensor.{own}" in listed:
            return tuple(map(_parse, listed[f"Tensor.{own}"]))
    texts = []
    for line in listed.get(name) or listed.get(name.rstrip("_"), []):
        pieces = line[1:-1].split(", ")
        if pieces[0] == "Tensor input":
            pieces = [p for p in pieces[1:] if not p.endswith(" out = None")]
            texts.append(f"({', '.join(pieces[:-1] if pieces[-1:] == ['*'] else pieces)})")
    return tuple(map(_parse, dict.fromkeys(texts)))


# ---- does it fit? ------------------------------------------------------------------------------------------


def _is_int(value: Any) -> bool:
    if isinstance(value, Tensor):
        return value._array.ndim == 0 and value._array.dtype.kind in "iu"
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _fits(value: Any, param: Param, name: str) -> bool:
    kind = param.kind
    if kind == "Tensor":
        return isinstance(value, Tensor) or (isinstance(value, NUMBER) and name.rstrip("_") in NUMBERS_AS_TENSORS)
    if type(value) is complex and name.startswith("masked_fill"):
        return kind == "Number"
    if kind in ("Number", "float"):
        return isinstance(value, NUMBER) or (isinstance(value, Tensor) and value._array.ndim == 0)
    if kind == "int":
        return _is_int(value)
    if kind == "bool":
        return isinstance(value, (bool, np.bool_))
    if kind == "tuple of ints":
        if isinstance(value, (tuple, list)):
            return not value or _is_int(value[0])
        return _is_int(value) and (param.name in ("dim", "shifts") or name == "roll")
    if kind == "tuple of Tensors":
        return isinstance(value, (tuple, list))
    kinds: dict[str, Any] = {
        "torch.dtype": DType,
        "str": str,
        "torch.device": (Device, str, int),
        "torch.Generator": Generator,
        "torch.Storage": (),
    }
    return isinstance(value, kinds.get(kind, object))


class Misfit(Exception):
    """How a call differs from a signature, as PyTorch says it."""


def _bind(name: str, s: Signature, args: tuple[Any, ...], given: dict[str, Any]) -> dict[str, Any]:
    """The keywords under their own names, if the call fits the signature."""
    if len(args) > s.positional and not s.variadic:
        least = sum(not p.optional and not p.keyword_only for p in s.params)
        takes = f"from {least} to {s.positional}" if least != s.positional else f"{s.positional}"
        plural = "" if s.positional == 1 and least == 1 else "s"
        were = "was" if len(args) == 1 and least == s.positional else "were"
        raise Misfit(f"{name}() takes {takes} positional argument{plural} but {len(args)} {were} given")
    rest, bound, place = dict(given), {}, 0
    for i, param in enumerate(s.params):
        by_name = place >= len(args)
        if not by_name and param.keyword_only:
            raise Misfit(f"{name}() takes {s.positional} positional arguments but {len(args)} were given")
        keys = (k for k in (param.name, *ALIASES.get(param.name, ())) if k in rest)
        key = next(keys, None) if by_name else None
        if by_name and key is None:
            if not param.optional:
                missing = [f'"{p.name}"' for p in s.params[i:] if not p.optional]
                plural = "s" if len(missing) == 1 else ""  # so it says
                raise Misfit(
                    f"{name}() missing {len(missing)} required positional argument{plural}: {', '.join(missing)}"
                )
            continue
        value = rest.pop(key) if key is not None else args[place]
        where = f"argument '{param.name}'" + ("" if by_name else f" (position {place + 1})")
        if value is None and param.nullable:
            pass
        elif s.variadic and not by_name and place == 0 and _is_int(value):
            value, place = args, len(args)
        elif not _fits(value, param, name):
            inside = param.kind == "tuple of ints" and isinstance(value, (tuple, list))
            found = f"but found element of type {type_name(value[0])} at pos 0" if inside else f"not {type_name(value)}"
            raise Misfit(f"{name}(): {where} must be {param.kind}, {found}")
        if param.kind == "tuple of ints" and isinstance(value, (tuple, list)):
            for at, n in enumerate(value):
                if not _is_int(n):
                    raise TypeError(
                        f"{name}(): argument '{param.name}' failed to unpack the object at pos {at + 1} with error "
                        f'"type must be tuple of ints,but got {type_name(n)}"'
                    )
        if param.kind == "tuple of Tensors" and value is not None:
            for at, t in enumerate(value):
                if not isinstance(t, Tensor):
                    raise TypeError(f"expected Tensor as element {at} in argument 0, but got {type_name(t)}")
        if key is not None:
            bound[param.name] = value
        elif place < len(args):
            place += 1
    for key in rest:
        if key not in [p.name for p in s.params]:
            raise Misfit(f"{name}() got an unexpected keyword argument '{key}'")
        raise Misfit(f"{name}() got multiple values for argument '{key}'")
    return bound


def _detail(value: Any) -> str:
    """Of a sequence, what is in it, too."""
    inner = f" of ({', '.join(map(type_name, value))})" if type(value) is tuple else ""
    return type_name(value) + (f" of [{', '.join(map(type_name, value))}]" if type(value) is list else inner)


def _combination(name: str, choices: tuple[Signature, ...], args: tuple[Any, ...], given: dict[str, Any]) -> str:
    """PyTorch's message when no signature is near enough to blame one argument."""
    mark = "!" if len(choices) == 1 and len(args) + len(given) == choices[0].text.count(", ") + 1 else ""
    got = ", ".join([f"{mark}{type_name(a)}{mark}" for a in args] + [f"{k}={type_name(v)}" for k, v in given.items()])
    got += ", " if given and not args else ""  # so it says
    text = f"{name}() received an invalid combination of arguments - got ({got}), but expected "
    if len(choices) == 1:
        return text + choices[0].text
    text += "one of:\n"
    for s in choices:
        text += f" * {s.text}\n"
        pieces = s.text[1:-1].split(", ")
        if len(pieces) != len(args) + len(given):
            continue
        names = [p.rpartition(" ")[2] for p in pieces]
        unknown = [k for k in given if k not in names]
        if unknown:
            text += f"      didn't match because some of the keywords were incorrect: {', '.join(unknown)}\n"
            continue
        values = [*args, *(given.get(n) for n in names[len(args) :])]
        shown = []
        for piece, value, n in zip(pieces, values, names):
            wanted = {"float": ("float", "int")}.get(piece.rpartition(" ")[0], (piece.rpartition(" ")[0],))
            mark = "" if type_name(value) in wanted else "!"
            shown.append(f"{mark}{n + '=' if n in given else ''}{_detail(value)}{mark}")
        text += f"      didn't match because some of the arguments have invalid types: ({', '.join(shown)})\n"
    return text


def match(name: str, is_method: bool, args: tuple[Any, ...], given: dict[str, Any]) -> dict[str, Any]:
    """The keywords of a call under PyTorch's own names, or its TypeError."""
    choices = signatures(name, is_method)
    if not choices:
        return given
    if is_method and choices[0].text == "()" and len(choices) == 1:
        if given:
            raise TypeError(f"TensorBase.{name}() takes no keyword arguments")
        if args:
            raise TypeError(f"TensorBase.{name}() takes no arguments ({len(args)} given)")
    first = None
    for s in choices:
        try:
            return _bind(name, s, args, given)
        except Misfit as misfit:
            first = first or str(misfit)
    n = len(args) + len(given)
    near = [s for s in choices if s.required <= n <= len(s.params)]
    if len(choices) == 1 and name.rstrip("_") not in ("add", "sub", "div"):
        raise TypeError(first)
    if len(near) == 1:
        try:
            _bind(name, near[0], args, given)
        except Misfit as misfit:
            raise TypeError(str(misfit)) from None
    raise TypeError(_combination(name, choices, args, given))


def checked(function: Callable[..., Any], is_method: bool = False, name: str = "") -> Callable[..., Any]:
    """`function`, which first holds its arguments against PyTorch's signatures of that name."""
    name = name or function.__name__
    seen: set[Any] = set()
    skip = int(is_method)

    def call(*args: Any, **given: Any) -> Any:
        if not given:
            kinds: Any = type(args[0]) if len(args) == 1 else tuple(map(type, args))
            if kinds in seen:
                return function(*args)
        else:
            if type(given.get("dtype")) is type:
                given["dtype"] = dtypes.OF_TYPE.get(given["dtype"], given["dtype"])
            kinds = (*map(type, args), *given, *map(type, given.values()))
            if kinds in seen:
                return function(*args, **given)
        if not given and (name.rstrip("_"), len(args)) in FACTORS and isinstance(args[1], NUMBER):
            return call(args[0], *args[2:], **_factor_first(name, is_method, args))
        if name not in ANY_DATA and any(isinstance(v, np.number) for v in (*args, *given.values())):
            return call(*map(plain, args), **{k: plain(v) for k, v in given.items()})
        fitting = match(name, is_method, args[skip:], given)
        if given:
            fitting = {k: v for k, v in fitting.items() if k not in IGNORED}
            if signatures(name, is_method) and (out := fitting.pop("out", None)) is not None:
                return into(out, name, function, args, fitting)
        told_by_kinds = name in ANY_DATA or not any(isinstance(v, (list, tuple)) for v in (*args, *given.values()))
        if told_by_kinds and fitting == given:
            seen.add(kinds)
        return function(*args, **(fitting if given else given))

    return _dressed(call, function, name)


def plain(value: Any) -> Any:
    """A number of NumPy's as one of Python's, which decides no dtype."""
    return value.item() if isinstance(value, np.number) else value


FACTORS = {("add", 3): "alpha", ("sub", 3): "alpha", ("addcmul", 4): "value", ("addcdiv", 4): "value"}


def _factor_first(name: str, is_method: bool, args: tuple[Any, ...]) -> dict[str, Any]:
    """p.add_(-lr, p.grad): the number came first before PyTorch 1.5; it still may, with a warning."""
    now, keyword = signatures(name, is_method)[0].text, FACTORS[name.rstrip("_"), len(args)]
    old = now.replace(f"Number {keyword} = 1, ", "").replace(f", *, Number {keyword} = 1", "")
    start = "(Tensor input, " if old.startswith("(Tensor input, ") else "("
    old = old.replace(start, f"{start}Number {keyword}, ", 1)
    say = f"This overload of {name} is deprecated:\n\t{name}{old}\n"
    notices.once(f"{say}Consider using one of the following signatures instead:\n\t{name}{now}", key="overload")
    return {keyword: args[1]}


def _dressed(call: Any, function: Callable[..., Any], name: str) -> Any:
    """`call` under the function's name. (functools.wraps takes five times as long, and there are hundreds.)"""
    call.__name__, call.__doc__, call.__wrapped__ = name, function.__doc__, function
    call.__qualname__, call.__module__ = name, "torch"
    return call


def explained(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same for a function that refuses by itself what does not fit; only the words are PyTorch's."""

    def call(*args: Any, **given: Any) -> Any:
        try:
            return function(*args, **given)
        except TypeError:
            match(function.__name__, False, args, given)
            raise

    return _dressed(call, function, function.__name__)


ANY_DATA = {"tensor", "as_tensor", "asarray", "new_tensor"}  # what they take is data, and looked into later
IGNORED = {"layout", "pin_memory", "memory_format", "non_blocking", "implicit"}  # say nothing to a CPU's tensors
