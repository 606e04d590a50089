"""Numbers whose digits matter beside their value."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["Written", "decimals_of"]


class Written(float):
    """A number as it stands on the wire.

    It counts and compares as the float that it is; written again it has the digits that it came with.

    :ivar text: decimal digits without an exponent.
    """

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Written:
        """From its digits.

        :raises ValueError: they are no number.
        """
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __getnewargs__(self) -> tuple[str]:  # type: ignore[override]
        return (self.text,)

    @classmethod
    def of(cls, value: float, decimals: int) -> Written:
        """In the shortest form that has at least so many decimals."""
        form = f"{Decimal(repr(float(value))):f}"
        whole, _, part = form.partition(".")
        return cls(f"{whole}.{part.ljust(decimals, '0')}")


def decimals_of(value: float) -> int:
    """With how many decimals a number was written; of one that never was, those of its shortest form."""
    text = value.text if isinstance(value, Written) else f"{Decimal(repr(value)):f}".removesuffix(".0")
    return len(text.partition(".")[2])
