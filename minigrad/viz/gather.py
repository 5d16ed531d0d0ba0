"""Formulas made shorter without changing their value: like terms and repeated factors gathered, 1 and 0 dropped.

    2·e·1·3  ->  6·e        (w + 1)·1 + (x + w)·1  ->  x + 2·w + 1        x·x·x  ->  x^3

Nothing is multiplied out: a product of sums stays one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from ..symbol import KEEPS_VALUES, Symbol, number_text, plain

__all__ = ["evaluated", "gathered", "joined", "names", "size", "substituted"]

# Longer decimals are rounded in the text of a number: to compute with them would add up the rounding.
_NUMBER = re.compile(r"-?\d+(\.\d{1,3})?")


class Term(NamedTuple):
    """A number times powers of factors: by the factor's text, the factor and its power."""

    number: float
    factors: dict[str, tuple[Symbol, int]]


Rank = Callable[[str], Any]


def gathered(symbol: Symbol, rank: Rank = lambda name: 0) -> Symbol:
    """The same value, written shorter; terms and factors in the order of `rank`, else as they come.

    >>> x, w = Symbol.name("x"), Symbol.name("w")
    >>> plain(gathered((w + 1) * 1 + (x + w) * 1, ["x", "w"].index))
    'x + 2·w + 1'
    >>> plain(gathered(-x * 2 * (x * 3)))
    '-6·x^2'
    """
    return _sum(_terms(symbol, rank), rank, symbol.shape)


def joined(function: Any, parts: list[Symbol]) -> Symbol:
    """a + b + c, or a·b·c, with nothing dropped."""
    return reduce(
        lambda a, b: Symbol(function=function, args=(a, b), shape=np.broadcast_shapes(a.shape, b.shape)), parts
    )


def substituted(symbol: Symbol, texts: Mapping[str, Symbol]) -> Symbol:
    """The formula with its names replaced."""
    if symbol.function is None:
        return texts.get(symbol.text, symbol)
    args = tuple(substituted(part, texts) for part in symbol.args)
    return Symbol(symbol.text, symbol.function, args, symbol.shape, symbol.role)


def size(symbol: Symbol) -> int:
    """How many names and numbers it is written with."""
    return 1 if symbol.function is None else sum(map(size, symbol.args))


def names(symbol: Symbol) -> set[str]:
    """The names in it: what is neither a number nor a value."""
    if symbol.function is None:
        return set() if symbol.role or _NUMBER.fullmatch(symbol.text) else {symbol.text}
    return set().union(*map(names, symbol.args))


def evaluated(symbol: Symbol, values: Mapping[str, float]) -> float | None:
    """The formula's value, or None if it is not known or not one number's."""
    if symbol.function is None:
        return values.get(symbol.text, float(symbol.text) if _NUMBER.fullmatch(symbol.text) else None)
    parts = [evaluated(part, values) for part in symbol.args]
    if any(part is None for part in parts):
        return None
    try:
        with np.errstate(all="ignore"):
            return float(symbol.function(*(np.float64(part) for part in parts)))
    except (TypeError, ValueError, IndexError):  # a function that needs a shape, or more than what was written
        return None


# ---- sums of products --------------------------------------------------------------------------------------


def _terms(symbol: Symbol, rank: Rank) -> list[Term]:
    if symbol.function is np.add:
        return _merged(_terms(symbol.args[0], rank) + _terms(symbol.args[1], rank))
    if symbol.function is np.subtract:
        return _merged(_terms(symbol.args[0], rank) + _scaled(_terms(symbol.args[1], rank), -1))
    term = _product(symbol, rank)
    if len(term.factors) == 1 and abs(term.number) == 1:  # 1·(w + 1) is a sum, and -(w + 1) the other one
        ((factor, power),) = term.factors.values()
        if power == 1 and factor.function in (np.add, np.subtract):
            return _scaled(_terms(factor, rank), term.number)
    return _merged([term])


def _merged(terms: list[Term]) -> list[Term]:
    found: dict[tuple[tuple[str, int], ...], Term] = {}
    for term in terms:
        key = tuple(sorted((text, power) for text, (_, power) in term.factors.items()))
        number = term.number + (found[key].number if key in found else 0)
        found[key] = Term(number, found[key].factors if key in found else term.factors)
    return [term for term in found.values() if term.number]


def _scaled(terms: list[Term], number: float) -> list[Term]:
    return [Term(term.number * number, term.factors) for term in terms]


def _product(symbol: Symbol, rank: Rank) -> Term:
    if symbol.function is None and _NUMBER.fullmatch(symbol.text) and not symbol.role:
        return Term(float(symbol.text), {})
    if symbol.function is np.negative:
        term = _product(symbol.args[0], rank)
        return Term(-term.number, term.factors)
    if symbol.function is np.multiply:
        return _times(_product(symbol.args[0], rank), _product(symbol.args[1], rank))
    if symbol.function is np.divide:
        below = _product(symbol.args[1], rank)
        if below.number:
            return _times(_product(symbol.args[0], rank), _power(below, -1))
    if symbol.function is np.power and re.fullmatch(r"\d", symbol.args[1].text):
        return _power(_product(symbol.args[0], rank), int(symbol.args[1].text))
    if symbol.function in KEEPS_VALUES and math.prod(symbol.shape) == math.prod(symbol.args[0].shape) == 1:
        return _product(symbol.args[0], rank)  # one number, handed to one place
    if symbol.function in (np.add, np.subtract):
        terms = _terms(symbol, rank)
        if len(terms) == 1:
            return terms[0]
        if not terms:
            return Term(0.0, {})
        whole = _sum(terms, rank, symbol.shape)
    elif symbol.function is not None:
        args = tuple(gathered(part, rank) for part in symbol.args)
        whole = Symbol(symbol.text, symbol.function, args, symbol.shape, symbol.role)
    else:
        whole = symbol
    return Term(1.0, {plain(whole): (whole, 1)})


def _times(one: Term, other: Term) -> Term:
    factors = dict(one.factors)
    for text, (factor, power) in other.factors.items():
        power += factors[text][1] if text in factors else 0
        factors[text] = (factor, power)
    return Term(one.number * other.number, {text: part for text, part in factors.items() if part[1]})


def _power(term: Term, power: int) -> Term:
    return Term(term.number**power, {text: (factor, p * power) for text, (factor, p) in term.factors.items()})


# ---- written again -----------------------------------------------------------------------------------------


def _sum(terms: list[Term], rank: Rank, shape: tuple[int, ...]) -> Symbol:
    """The terms in order, numbers alone last; the first one positive if there is one."""
    if not terms:
        return Symbol("0", shape=shape)
    ordered = sorted(terms, key=lambda term: (not term.factors, min((_rank(f, rank) for f in term.factors), default=0)))
    first = next((place for place, term in enumerate(ordered) if term.number > 0), 0)
    ordered.insert(0, ordered.pop(first))
    made = None
    for term in ordered:
        if made is None:
            made = _written(term, rank)
        elif term.number < 0:
            made = Symbol(
                function=np.subtract, args=(made, _written(Term(-term.number, term.factors), rank)), shape=shape
            )
        else:
            made = Symbol(function=np.add, args=(made, _written(term, rank)), shape=shape)
    return Symbol(made.text, made.function, made.args, shape, made.role) if made else Symbol("0")


def _rank(text: str, rank: Rank) -> Any:
    try:
        return rank(text)
    except (KeyError, ValueError):  # no name: a function, a bracket
        return 10**9


def _written(term: Term, rank: Rank) -> Symbol:
    """number·a·b^2 / (c·d), with a number only where it says something."""
    above = [_to_the(factor, power) for factor, power in term.factors.values() if power > 0]
    below = [_to_the(factor, -power) for factor, power in term.factors.values() if power < 0]
    number = abs(term.number)
    fraction = Fraction(number).limit_denominator(1000)
    is_told = _NUMBER.fullmatch(number_text(number)) and float(number_text(number)) == number
    if fraction.numerator and abs(fraction - number) < 1e-9 and (fraction.numerator == 1 or not is_told):
        if fraction.denominator != 1:  # a quarter is better written below, and two thirds have no other way
            below = [Symbol.number(fraction.denominator), *below]
        number = float(fraction.numerator)
    if number != 1 or not above:
        above = [Symbol.number(number), *above]
    if below:  # ∂y/∂a stands beside a fraction, not in it
        slopes = [factor for factor in above if factor.text.startswith("∂")]
        top = [factor for factor in above if not factor.text.startswith("∂")] or [Symbol.number(1)]
        args = joined(np.multiply, top), joined(np.multiply, below)
        shape = np.broadcast_shapes(args[0].shape, args[1].shape)
        above = [*slopes, Symbol(function=np.divide, args=args, shape=shape)]
    made = joined(np.multiply, above)
    if term.number >= 0:
        return made
    if made.function is None and _NUMBER.fullmatch(made.text):
        return Symbol("-" + made.text, shape=made.shape)
    return Symbol(function=np.negative, args=(made,), shape=made.shape)


def _to_the(factor: Symbol, power: int) -> Symbol:
    return factor if power == 1 else Symbol(function=np.power, args=(factor, Symbol.number(power)), shape=factor.shape)
