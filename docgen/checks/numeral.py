"""A number as prose writes it, as a value (数字)."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from docgen import figures
from docgen.figures.model import Unit

AMOUNT, YEAR, DATE, ORDINAL, NAME, LIST, DURATION, RANGE = (
    "数量", "年份", "日期", "序数", "名称", "编号", "年限", "幅度",
)  # fmt: skip


class Numeral(Struct, frozen=True):
    """A number as prose writes it (数字): characters `start` to `end`, unit included.

    `number` is in `unit`; `step` is one unit of the last printed place, in the same unit. `kind`
    is 数量 for a quantity; else what it is, and it needs no source. `about`: 约, 近, 余, 以上 stands
    by it. `spelled`: in Chinese characters.
    """

    start: int
    end: int
    number: Decimal
    unit: Unit
    step: Decimal
    kind: str = AMOUNT
    about: bool = False
    spelled: bool = False

    @property
    def base(self) -> Decimal:
        """The number in the base unit of its dimension."""
        return self.number * self.unit.factor

    @property
    def half(self) -> Decimal:
        """Half a unit of its printed place, in the base unit; 0 for whole numbers."""
        return self.step * self.unit.factor / 2 if self.step < 1 else Decimal(0)

    @property
    def shown(self) -> str:
        """The number and its unit, as a message says it."""
        gap = "" if not self.unit.name or self.unit.name[0] in "%‰" else " "
        return f"{figures.number_text(self.number)}{gap}{self.unit.name}"


def factor_between(one: Decimal, other: Decimal) -> bool:
    """Tell whether two amounts differ by just a factor of 10 000 (元 written for 万元)."""
    return bool(one and other) and (one == other * 10_000 or other == one * 10_000)
