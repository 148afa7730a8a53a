"""Arithmetic that an author writes as text, computed exactly: + - * / and parentheses."""

import ast
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

from quizapp.core.errors import Invalid

MOST_CHARACTERS = 200
_MOST_DIGITS = 15
_IN_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")


def evaluate(formula: str, values: Mapping[str, Fraction]) -> Fraction:
    """What a formula comes to with these values by name.

    Raises Invalid, saying what is wrong: an unknown name, a division by zero, anything but numbers,
    names, + - * / and parentheses.
    """
    if len(formula) > MOST_CHARACTERS:
        raise Invalid(f"The formula is longer than {MOST_CHARACTERS} characters.")
    try:
        tree = ast.parse(formula.strip(), mode="eval")
        return _value(tree.body, values)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Invalid(f"“{formula}” is not a formula that can be computed.") from None
    except ZeroDivisionError:
        raise Invalid(f"“{formula}” divides by zero.") from None


def read_number(text: str) -> Fraction | None:
    """A number as people write it: 0.8, .8, 1,000.5 or 0,8. None when it is none."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", "")
    if _IN_THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    elif plain.count(",") == 1:
        plain = plain.replace(",", ".")
    if not plain or len(plain) > _MOST_DIGITS or not set(plain) <= set("0123456789.+-"):
        return None
    try:
        return Fraction(Decimal(plain))
    except InvalidOperation:
        return None


def rounded(value: Fraction, places: int) -> Decimal:
    """The value to so many decimal places, halves away from zero."""
    scaled = Decimal(value.numerator) / Decimal(value.denominator)
    return scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def written(value: Fraction) -> str:
    """A value with a finite decimal expansion, as short as it can be: "0.8", "70"."""
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{decimal.normalize():f}"


def _value(node: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Fraction(str(number))
        case ast.Name(id=name):
            if name not in values:
                known = ", ".join(sorted(values)) or "none"
                raise Invalid(f"“{name}” is not a variable of this question; there are: {known}.")
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, values)
        case ast.BinOp(left=left, op=operation, right=right):
            return _combined(operation, _value(left, values), _value(right, values))
    raise ValueError


def _combined(operation: ast.operator, left: Fraction, right: Fraction) -> Fraction:
    match operation:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
    raise ValueError
