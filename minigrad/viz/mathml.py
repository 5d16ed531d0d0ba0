"""Formulas as MathML, which needs no script, no font and no network."""

from __future__ import annotations

from html import escape

from ..symbol import Plain, Symbol, written

_CLASS = {"value": ' class="mg-value"', "gradient": ' class="mg-grad"'}


class MathML(Plain):
    STACKED = True

    def atom(self, symbol: Symbol) -> str:
        return name(symbol.text, symbol.role)

    def brackets(self, text: str) -> str:
        return f"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>"

    def infix(self, sign: str, parts: list[str]) -> str:
        between = {"-": "<mo>−</mo>", " ": '<mspace width="0.2em"/>'}.get(sign, f"<mo>{sign}</mo>")
        return f"<mrow>{between.join(parts)}</mrow>"

    def prefix(self, sign: str, parts: list[str]) -> str:
        return f"<mrow><mo>−</mo>{parts[0]}</mrow>"

    def fraction(self, sign: str, parts: list[str]) -> str:
        return f"<mfrac>{parts[0]}{parts[1]}</mfrac>"

    def power(self, sign: str, parts: list[str]) -> str:
        return f"<msup>{parts[0]}{parts[1]}</msup>"

    def transpose(self, sign: str, parts: list[str]) -> str:
        return f"<msup>{parts[0]}<mo>⊤</mo></msup>"

    def call(self, sign: str, parts: list[str]) -> str:
        return f"<mrow><mi>{sign}</mi><mo>(</mo>{'<mo>,</mo>'.join(parts)}<mo>)</mo></mrow>"


def name(text: str, role: str = "") -> str:
    """A variable, a number, or ∂y/∂w as a fraction."""
    if text.startswith("∂"):
        over, _, under = text.partition("/∂")
        top, bottom = name(over[1:]), name(under)
        return f"<mfrac><mrow><mo>∂</mo>{top}</mrow><mrow><mo>∂</mo>{bottom}</mrow></mfrac>"
    if text[:1].isdigit() or text[:1] in "-[":
        return f"<mn{_CLASS.get(role, '')}>{escape(text).replace('-', '−')}</mn>"
    return f"<mi{_CLASS.get(role, '')}>{escape(text)}</mi>"


def markup(symbol: Symbol) -> str:
    return written(symbol, MathML())


def equation(*sides: Symbol) -> str:
    """side = side = ..., as one formula."""
    return f'<math display="block">{"<mo>=</mo>".join(markup(side) for side in sides)}</math>'
