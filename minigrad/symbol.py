"""Two ways to read a rule without numbers: as a formula, and as a list of what it needs.

`Symbol` is a formula that can be computed with: a rule called on Symbols returns the formula it stands for.
`Mark` remembers only which values were mentioned: a rule called on Marks tells what must be saved for it.

Both speak NumPy's protocols, as Tensor does, so a rule cannot tell them from arrays. A formula that has no
way to be written raises; nothing is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from . import further, in_place, ops
from .rules import PRIMITIVES, Primitive, Rule

# ---- formulas ----------------------------------------------------------------------------------------------

# How a function is written: (kind, sign, rank). A part of lower rank than its place asks for gets brackets.
CALLS: dict[str, tuple[Callable[..., Any], ...]] = {  # written as a call; of the others the name's first word
    "step": (np.heaviside,), "abs": (np.abs,), "round": (np.rint,), "σ": (ops.sigmoid,), "expand": (ops.spread,),
    "scatter": (ops.select_backward, ops.slice_backward, ops.index_backward, in_place.region_backward),
    "view": (ops.unsafe_view,), "permute": (ops.inverse_permute,), "clone": (ops.copy,), "zeros": (in_place.zero,),
    "sign": (ops.sgn,), "put": (in_place.index_put,), "part": (in_place.region,),
}  # fmt: skip
SIGNS = {np.less: "<", np.greater: ">", np.less_equal: "<=", np.greater_equal: ">=", np.equal: "=="}
FORMS: dict[Callable[..., Any], tuple[str, str, int]] = {
    **{function: ("call", name, 5) for name, functions in CALLS.items() for function in functions},
    np.add: ("infix", "+", 1),
    np.subtract: ("infix", "-", 1),
    np.negative: ("prefix", "-", 1),
    np.multiply: ("infix", "·", 2),
    np.divide: ("fraction", "/", 2),
    np.power: ("power", "^", 4),
    np.matmul: ("infix", " ", 3),
    ops.mm: ("infix", " ", 3),
    ops.mv: ("infix", " ", 3),
    ops.dot: ("infix", " ", 3),
    ops.t: ("transpose", "T", 4),
    **{f: ("infix", f" {sign} ", 0) for f, sign in SIGNS.items()},
}
for _function in (*PRIMITIVES, ops.sum_to, further.tied, ops.zeros_like):
    FORMS.setdefault(_function, ("call", _function.__name__.partition("_")[0], 5))
ATOM = 9


class Symbol(NDArrayOperatorsMixin):
    """A formula: a name, a number, or a function of formulas. Printing it is another matter (`latex`, `plain`).

    >>> x = Symbol.name("x")
    >>> plain(2 * (x + 1))
    '2·(x + 1)'
    """

    __slots__ = ("args", "function", "role", "shape", "text")

    def __init__(
        self,
        text: str = "",
        function: Callable[..., Any] | None = None,
        args: tuple[Symbol, ...] = (),
        shape: tuple[int, ...] = (),
        role: str = "",
    ) -> None:
        self.text, self.function, self.args = text, function, args
        self.shape, self.role = shape, role  # role: "value" or "gradient", for the colour of a number

    @classmethod
    def name(cls, text: str, shape: tuple[int, ...] = ()) -> Symbol:
        return cls(text, shape=shape)

    @classmethod
    def number(cls, value: Any, role: str = "") -> Symbol:
        return cls(number_text(value), role=role)

    @property
    def rank(self) -> int:
        if self.function is None:
            return 1 if self.text.startswith("-") else 3 if self.text.startswith("∂") else ATOM
        return FORMS[self.function][2]

    def is_one(self) -> bool:
        return self.function is None and self.text == "1"

    def __array_ufunc__(self, function: np.ufunc, method: str, *args: Any, **params: Any) -> Symbol:
        return 1 / args[0] if function is np.reciprocal else formula(function, *args)

    def __array_function__(self, function: Any, types: Any, args: tuple[Any, ...], params: dict[str, Any]) -> Symbol:
        if function in WRITTEN_OUT:
            return WRITTEN_OUT[function](*args, **params)
        if function not in FORMS and hasattr(function, "__wrapped__"):
            return function.__wrapped__(*args, **params)
        return formula(function, *args, **params)

    def __repr__(self) -> str:
        return f"Symbol({plain(self)!r})"


# Functions that are written as what they are made of. Most of them say so themselves; the rest branch.
WRITTEN_OUT: dict[Callable[..., Any], Callable[..., Any]] = {
    **{f: f.__wrapped__ for f in (  # type: ignore[attr-defined]
        ops.add_scaled, ops.sub_scaled, ops.rsub, ops.addmm, ops.sigmoid_backward, ops.tanh_backward,
    )},
    ops.pow_number: lambda x, exponent: x**exponent,
    ops.exp_base: lambda exponent, self: self**exponent,
    **{f: f.__wrapped__ for f in (ops.plus, ops.minus, ops.times, ops.over)},  # type: ignore[attr-defined]
    ops.pow_backward_self: lambda g, x, exponent: g * (exponent * x ** (exponent - 1)),
    ops.pow_backward_exponent: lambda g, result, x, exponent: g * (result * formula(np.log, x)),
    ops.reshape: lambda g, size: formula(ops.view, g, size=size),
    ops.restore: lambda g, size, dim: formula(ops.view, g, size=size),
    ops.is_turned: lambda x: False,  # a formula lies nowhere
    **further.WRITTEN,
    ops.threshold_backward: lambda g, result, threshold: g * formula(np.heaviside, result - threshold, 0),
}  # fmt: skip


def number_text(value: Any) -> str:
    """A number as a learner writes it: 2 for 2.0, at most four decimals."""
    text = f"{float(value):.4f}".rstrip("0").rstrip(".") if abs(float(value)) < 1e5 else f"{float(value):.4g}"
    if text in ("-0", "0") and float(value) != 0:
        text = f"{float(value):.4g}"
    return "0" if text == "-0" else text


def formula(function: Callable[..., Any], *args: Any, **params: Any) -> Symbol:
    """`function` of `args`, with what changes nothing dropped: a factor of 1, a power of 1, a shape that was there."""
    if function not in FORMS:
        raise NotImplementedError(f"no way to write {getattr(function, '__name__', function)} in a formula")
    with_numbers = len(args) == 1 or FORMS[function][0] != "call"  # a call's dimensions are told by the shapes
    shown = [a for a in args if isinstance(a, Symbol) or (with_numbers and not isinstance(a, tuple))]
    symbols = tuple(a if isinstance(a, Symbol) else Symbol.number(a) for a in shown)
    with np.errstate(all="ignore"):
        trial = [np.ones(a.shape) if isinstance(a, Symbol) else a for a in args]
        shape = np.shape(function(*trial, **params))
    if function is np.multiply and symbols[0].is_one():
        return symbols[1]
    if function in (np.multiply, np.divide, np.power) and symbols[1].is_one():
        return symbols[0]
    if function is np.subtract and symbols[1].text == "0":
        return symbols[0]
    if function in KEEPS_VALUES and shape == symbols[0].shape:
        return symbols[0]
    return Symbol(function=function, args=symbols, shape=shape)


KEEPS_VALUES = {ops.expand, ops.spread, ops.view, ops.unsafe_view, ops.sum_to, ops.squeeze_dim, ops.squeeze_row}


def written(symbol: Symbol, style: Any) -> str:
    """`symbol` as text; `style` has one method for each kind of form."""
    if symbol.function is None:
        return style.atom(symbol)
    kind, sign, rank = FORMS[symbol.function]
    if kind in ("fraction", "call"):  # these bracket by their own shape
        inner = [written(a, style) for a in symbol.args]
        if kind == "fraction" and not style.STACKED:
            inner = [_bracketed(a, rank + i, style) for i, a in enumerate(symbol.args)]
    else:
        # what stands right of - or under a power needs brackets already at equal rank
        strict = 0 if kind == "prefix" else {"-": 1, "^": 0, "T": 0}.get(sign)
        inner = [
            _bracketed(a, rank + (i == strict or (i > 0 and a.text.startswith("-"))), style)
            for i, a in enumerate(symbol.args)
        ]
    return getattr(style, kind)(sign, inner)


def _bracketed(symbol: Symbol, rank: int, style: Any) -> str:
    text = written(symbol, style)
    return style.brackets(text) if symbol.rank < rank else text


class Plain:
    """A formula in one line of plain text."""

    STACKED = False

    def atom(self, symbol: Symbol) -> str:
        return symbol.text

    def brackets(self, text: str) -> str:
        return f"({text})"

    def infix(self, sign: str, parts: list[str]) -> str:
        return (f" {sign} " if sign in "+-" else sign).join(parts)

    def prefix(self, sign: str, parts: list[str]) -> str:
        return sign + parts[0]

    def fraction(self, sign: str, parts: list[str]) -> str:
        return "/".join(parts)

    def power(self, sign: str, parts: list[str]) -> str:
        return "^".join(parts)

    def transpose(self, sign: str, parts: list[str]) -> str:
        return parts[0] + "ᵀ"

    def call(self, sign: str, parts: list[str]) -> str:
        return f"{sign}({', '.join(parts)})"


class Latex(Plain):
    """A formula in LaTeX."""

    STACKED = True
    SIGNS: ClassVar = {"·": r" \cdot ", " ": r"\,", "+": " + ", "-": " - "}
    NAMES: ClassVar = {"exp": r"\exp", "log": r"\log", "sin": r"\sin", "cos": r"\cos", "tanh": r"\tanh", "σ": r"\sigma"}

    def atom(self, symbol: Symbol) -> str:
        return latex_name(symbol.text)

    def brackets(self, text: str) -> str:
        return rf"\left({text}\right)"

    def infix(self, sign: str, parts: list[str]) -> str:
        return self.SIGNS[sign].join(parts)

    def fraction(self, sign: str, parts: list[str]) -> str:
        return rf"\frac{{{parts[0]}}}{{{parts[1]}}}"

    def power(self, sign: str, parts: list[str]) -> str:
        return f"{parts[0]}^{{{parts[1]}}}"

    def transpose(self, sign: str, parts: list[str]) -> str:
        return rf"{parts[0]}^{{\top}}"

    def call(self, sign: str, parts: list[str]) -> str:
        name = self.NAMES.get(sign) or rf"\operatorname{{{sign}}}"
        return rf"{name}\left({', '.join(parts)}\right)"


def latex_name(name: str) -> str:
    """A variable's name in LaTeX: v1 as v_1, true_w upright with its underscore escaped.

    >>> latex_name("v1"), latex_name("true_w")
    ('v_{1}', '\\\\mathrm{true\\\\_w}')
    """
    if name.startswith("∂"):
        over, _, under = name.partition("/")
        return rf"\frac{{\partial {latex_name(over[1:])}}}{{\partial {latex_name(under[1:])}}}"
    if name[:1].isdigit() or name[:1] in "-[(" or len(name) == 1:
        return name.replace("…", r"\ldots ")
    if name[:1].isalpha() and name[1:].isdigit():
        return f"{name[0]}_{{{name[1:]}}}"
    escaped = "".join(rf"\{c}" if c in "_{}$%&#" else r"\backslash " if c == "\\" else c for c in name)
    return rf"\mathrm{{{escaped}}}"


def plain(symbol: Symbol) -> str:
    return written(symbol, Plain())


def latex(symbol: Symbol) -> str:
    return written(symbol, Latex())


# ---- marks -------------------------------------------------------------------------------------------------


class Mark(NDArrayOperatorsMixin):
    """Something that was computed from the values named in `reads`, whatever it was.

    >>> sorted((Mark("self") * Mark("other")).reads)
    ['other', 'self']
    """

    __slots__ = ("reads",)

    def __init__(self, *reads: str) -> None:
        self.reads = frozenset(reads)

    @property
    def shape(self) -> Mark:
        """To ask for a shape is not to read the value."""
        return Mark(*(f"{name}.shape" for name in self.reads))

    def __array_ufunc__(self, function: Any, method: str, *args: Any, **params: Any) -> Mark:
        return Mark(*_read_by((*args, *params.values())))

    def __array_function__(self, function: Any, types: Any, args: tuple[Any, ...], params: dict[str, Any]) -> Mark:
        if function is ops.is_turned:  # nor is to ask how it lies in memory
            return Mark(*(f"{name}.strides" for name in self.reads))
        return Mark(*_read_by((*args, *params.values())))

    def __bool__(self) -> bool:
        raise TypeError("a rule must not branch on what it reads: its derivative would depend on the reading")


def _read_by(values: Iterable[Any]) -> set[str]:
    return {name for value in values if isinstance(value, Mark) for name in value.reads}


def reads(primitive: Primitive, rule: Rule) -> frozenset[str]:
    """The names a rule mentions, of "result", the inputs and the parameters, or their ".shape" or ".strides".

    >>> from .rules import PRIMITIVES
    >>> [sorted(reads(PRIMITIVES[np.multiply], rule)) for rule in PRIMITIVES[np.multiply].rules]
    [['other'], ['self']]
    """
    marks = [Mark(name) for name in ("result", *primitive.inputs, *primitive.params)]
    answer = rule(Mark("g"), *marks)
    if not isinstance(answer, Mark):
        raise TypeError(f"a rule of {primitive.name} answers {answer!r} to marks")
    return answer.reads - {"g"}
