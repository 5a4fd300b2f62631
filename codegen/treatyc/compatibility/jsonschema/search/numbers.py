"""Numbers that satisfy bounds and multiples, by exact rational arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from treatyc.compatibility.jsonschema.normal.formula import (
    Among,
    Formula,
    Least,
    Most,
    Multiple,
    NoMultiple,
    NotAmong,
)
from treatyc.compatibility.jsonschema.search.answer import Answer, Found, Nothing, Unsure

_SCANNED = 2_000
_BITS_MAX = 4_000
_DIGITS_MAX = 330


@dataclass(slots=True)
class _Demand:
    """What is asked of a number. A bound is its value and whether that value itself is excluded."""

    least: tuple[Fraction, bool] | None = None
    most: tuple[Fraction, bool] | None = None
    step: Fraction | None = None
    avoided: list[Fraction] = field(default_factory=list)
    excluded: set[Fraction] = field(default_factory=set)
    among: set[Fraction] | None = None

    def allows(self, number: Fraction) -> bool:
        """Whether a number is one."""
        return (
            not self._below(number)
            and not self._above(number)
            and (self.step is None or (number / self.step).denominator == 1)
            and all((number / each).denominator != 1 for each in self.avoided)
            and number not in self.excluded
        )

    def _below(self, number: Fraction) -> bool:
        return self.least is not None and (number < self.least[0] or (self.least[1] and number == self.least[0]))

    def _above(self, number: Fraction) -> bool:
        return self.most is not None and (number > self.most[0] or (self.most[1] and number == self.most[0]))


def number(atoms: Iterable[Formula]) -> Answer:
    """A number of which some atoms hold."""
    demand = _demand(atoms)
    if demand.among is not None:
        candidates: Iterator[Fraction] = iter(sorted(demand.among, key=_plainness))
        return _first(each for each in candidates if demand.allows(each)) or Nothing()
    if demand.step is not None:
        if any((demand.step / each).denominator == 1 for each in demand.avoided):
            return Nothing()
        return _of_step(demand, demand.step)
    return _of_line(demand)


def written(number: Fraction) -> int | float | None:
    """A number as JSON has it; None for one that 64 bits do not hold exactly."""
    if number.denominator == 1:
        return number.numerator
    try:
        near = float(number)
    except OverflowError:
        return None
    return near if math.isfinite(near) and Fraction(repr(near)) == number else None


def _demand(atoms: Iterable[Formula]) -> _Demand:
    demand = _Demand()
    for atom in atoms:
        match atom:
            case Least(value, strict):
                demand.least = max(demand.least or (value, strict), (value, strict))
            case Most(value, strict):
                demand.most = min(demand.most or (value, strict), (value, strict), key=lambda b: (b[0], not b[1]))
            case Multiple(of):
                demand.step = of if demand.step is None else _common(demand.step, of)
            case NoMultiple(of):
                demand.avoided.append(of)
            case Among(values):
                own = {value for value in values if isinstance(value, Fraction)}
                demand.among = own if demand.among is None else demand.among & own
            case NotAmong(values):
                demand.excluded |= {value for value in values if isinstance(value, Fraction)}
    return demand


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The least number that both divide."""
    denominator = math.gcd(one.denominator, other.denominator)
    return Fraction(math.lcm(one.numerator, other.numerator), denominator)


def _of_step(demand: _Demand, step: Fraction) -> Answer:
    """Multiples of a step: within bounds one by one, and far apart by a residue that nothing avoided has."""
    if step.numerator.bit_length() > _BITS_MAX or step.denominator.bit_length() > _BITS_MAX:
        return Unsure("numbers of so many digits")
    first = None if demand.least is None else math.ceil(demand.least[0] / step)
    last = None if demand.most is None else math.floor(demand.most[0] / step)
    if first is not None and last is not None and first > last:
        return Nothing()
    found = _first(step * each for each in _near(first, last) if demand.allows(step * each))
    if found is not None:
        return found
    if first is not None and last is not None and last - first < _SCANNED:
        return Nothing()
    period = math.lcm(*((step / each).denominator for each in demand.avoided), 1)
    start = 0 if first is None and last is None else first if first is not None else (last or 0) - 2 * period
    far = [start - start % period + 1 + period * turn for turn in range(len(demand.excluded) + 4)]
    return _first(step * each for each in far if demand.allows(step * each)) or Unsure("numbers so far apart")


def _near(first: int | None, last: int | None) -> Iterator[int]:
    """Whole numbers within bounds, from the one nearest to zero to both sides."""
    start = max(0, first) if first is not None else 0
    start = min(start, last) if last is not None else start
    for distance in range(_SCANNED):
        for each in dict.fromkeys((start + distance, start - distance)):
            if (first is None or each >= first) and (last is None or each <= last):
                yield each


def _of_line(demand: _Demand) -> Answer:
    """Any number within bounds: plain ones first, then ever finer ones, of which only some can be avoided."""
    least, most = demand.least, demand.most
    if least is not None and most is not None:
        if least[0] > most[0]:
            return Nothing()
        if least[0] == most[0]:
            return _first(iter([least[0]] if demand.allows(least[0]) else [])) or Nothing()
    return _first(each for each in _plain(demand) if demand.allows(each)) or Unsure("numbers so close to each other")


def _plain(demand: _Demand) -> Iterator[Fraction]:
    low = demand.least[0] if demand.least is not None else None
    high = demand.most[0] if demand.most is not None else None
    yield from (Fraction(each) for each in (0, 1, -1, 2, 10))
    if low is None and high is None:
        yield from (Fraction(each) for each in range(3, _SCANNED))
        yield from (Fraction(1, 10**digits) for digits in range(1, _DIGITS_MAX))
    elif low is None or high is None:
        border, way = (low, 1) if low is not None else (high or Fraction(0), -1)
        whole = math.ceil(border) if way > 0 else math.floor(border)
        yield from (Fraction(whole + way * each) for each in range(_SCANNED))
        # A step that is finer than all that is avoided leads away from a multiple of it.
        yield from (border + way * Fraction(1, 10**digits) for digits in range(1, _DIGITS_MAX))
    else:
        yield from _between(low, high)


def _between(low: Fraction, high: Fraction) -> Iterator[Fraction]:
    """Numbers from one to another, those of few digits first."""
    yield from (low, high)
    for digits in range(_DIGITS_MAX):
        scale = 10**digits
        start, stop = math.ceil(low * scale), math.floor(high * scale)
        yield from (Fraction(each, scale) for each in range(start, min(stop, start + 60) + 1))
        if stop - start > _SCANNED:
            return


def _first(candidates: Iterator[Fraction]) -> Answer | None:
    """The first that JSON can hold; a guess of nothing where there are only others."""
    lost = False
    for each in candidates:
        value = written(each)
        if value is not None:
            return Found(value)
        lost = True
    return Unsure("a number that 64 bits do not hold") if lost else None


def _plainness(number: Fraction) -> tuple[bool, Fraction, bool]:
    return number.denominator != 1, abs(number), number < 0
