"""Values with their unit, as users write them: "2 %", "500 ms", "1 min 30 s", "1.5 Mbit/s", "5 ms ± 2 ms"."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, get_args

from camproof.domain.errors import QuantityError, UnknownWordError
from camproof.domain.forms import Form
from camproof.verdicts.words import Place, did_you_mean

__all__ = [
    "KINDS",
    "Kind",
    "delay_form",
    "form_in_unit",
    "form_of",
    "format_quantity",
    "parse_delay",
    "parse_in_unit",
    "parse_quantity",
]

Kind = Literal["duration", "offset", "share", "rate", "fps", "intervals", "count"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_SECONDS: dict[str, Decimal] = {
    **dict.fromkeys(("us", "µs", "μs"), Decimal("0.000001")),
    **dict.fromkeys(("ms", "millisecond", "milliseconds"), Decimal("0.001")),
    **dict.fromkeys(("s", "sec", "second", "seconds"), Decimal(1)),
    **dict.fromkeys(("min", "minute", "minutes"), Decimal(60)),
    **dict.fromkeys(("h", "hour", "hours"), Decimal(3600)),
    **dict.fromkeys(("d", "day", "days"), Decimal(86400)),
    **dict.fromkeys(("week", "weeks"), Decimal(604800)),
    **dict.fromkeys(("year", "years"), Decimal(31536000)),
}
_FACTORS: dict[Kind, Mapping[str, Decimal]] = {
    "duration": _SECONDS,
    "offset": _SECONDS,
    "share": {**dict.fromkeys(("%", "％", "percent"), Decimal("0.01")), "‰": Decimal("0.001")},
    "rate": {
        **dict.fromkeys(("bit/s", "bps"), Decimal("0.001")),
        **dict.fromkeys(("kbit/s", "kbps"), Decimal(1)),
        **dict.fromkeys(("mbit/s", "mbps"), Decimal(1000)),
        **dict.fromkeys(("gbit/s", "gbps"), Decimal(1000000)),
    },
    "fps": {"fps": Decimal(1), "": Decimal(1)},
    "intervals": {"intervals": Decimal(1), "interval": Decimal(1), "": Decimal(1)},
    "count": {"": Decimal(1)},
}
_EXAMPLES: dict[Kind, str] = {
    "duration": "write a duration such as 200 ms, 15 s, 2 min, 1 h 30 min",
    "offset": "write an offset such as 5 s, -90 s, 8 h",
    "share": "write a share such as 30 % or 0.1 %",
    "rate": "write a rate such as 512 kbit/s, 2 Mbit/s, 1 Gbit/s",
    "fps": "write a frame rate such as 25 fps",
    "intervals": "write a number of keepalive intervals such as 3 intervals",
    "count": "write a whole number such as 5",
}
_DELAY_EXAMPLE = "write a delay such as 5 ms ± 2 ms"
_BASE_UNITS: dict[Kind, str] = {
    "duration": "s", "offset": "s", "share": "%", "rate": "kbit/s", "fps": "fps", "intervals": "intervals",
    "count": "",
}  # fmt: skip
_KIND_OF_UNIT: dict[str, tuple[Kind, float]] = {
    "share": ("share", 1.0),
    "s": ("duration", 1.0),
    "ms": ("duration", 1000.0),
    "kbit/s": ("rate", 1.0),
    "fps": ("fps", 1.0),
    "intervals": ("intervals", 1.0),
    "count": ("count", 1.0),
}
_THOUSANDS = r"[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?![0-9])"
_NUMBER = rf"(?:{_THOUSANDS}|[0-9]+)(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{{1,3}})?|\.[0-9]+"
_PART = re.compile(rf"({_NUMBER})\s*([^\s0-9.+-]*)\s*")
_SPREAD = re.compile(r"±|\+/-|\+-")
_LONGEST = 64


def parse_quantity(value: object, kind: Kind, place: Place | None = None) -> float:
    """Read a value with its unit.

    ===========  ========================================  =========
    kind         accepted                                  result
    ===========  ========================================  =========
    duration     us, ms, s, min, h, d, weeks, years (of
                 365 days), also put together              seconds
    offset       as duration, with a sign                  seconds
    share        %, ‰; 0 to 100 %                          0 to 1
    rate         bit/s, kbit/s, Mbit/s, Gbit/s             kbit/s
    fps          fps, or a bare number                     fps
    intervals    intervals, or a bare number               intervals
    count        a whole number                            the number
    ===========  ========================================  =========

    A bare 0 needs no unit. Thousands may be set apart: "50 000 h".

    :param value: a text, or a number where YAML has made one of it.
    :raises QuantityError: anything else; says what is accepted.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _refused(value, kind, place)
    text = str(value).strip()
    if len(text) > _LONGEST:
        raise _refused(f"{text[:_LONGEST]}...", kind, place)
    sign, body = _sign(text)
    if sign < 0 and kind != "offset":
        raise QuantityError(f"{text!r} is less than 0", place, _EXAMPLES[kind])
    return _in_range(sign * _sum(text, body, kind, place), text, kind, place)


def parse_delay(value: object, place: Place | None = None) -> tuple[float, float]:
    """Read a delay and its jitter: "5 ms ± 2 ms" gives (5.0, 2.0), "5 ms" gives (5.0, 0.0).

    :returns: delay and jitter in milliseconds.
    :raises QuantityError: it is neither, or the jitter is more than the delay.
    """
    parts = _SPREAD.split(value) if isinstance(value, str) else [value]
    if len(parts) > 2:
        raise QuantityError(f"{value!r} has more than one ±", place, _DELAY_EXAMPLE)
    delay_ms = parse_in_unit(parts[0], "ms", place)
    jitter_ms = parse_in_unit(parts[1], "ms", place) if len(parts) == 2 else 0.0
    if jitter_ms > delay_ms:
        raise QuantityError(f"in {value!r} the jitter is more than the delay", place)
    return delay_ms, jitter_ms


def parse_in_unit(value: object, unit: str, place: Place | None = None) -> float:
    """Read a value and give it in a unit of measurements: ``parse_in_unit("2 s", "ms")`` is 2000.0.

    :param unit: one of :data:`camproof.verdicts.values.UNITS`.
    :raises QuantityError: as :func:`parse_quantity`.
    :raises UnknownWordError: there is no such unit.
    """
    if unit not in _KIND_OF_UNIT:
        raise UnknownWordError("unit of measurement", unit, _KIND_OF_UNIT, place)
    kind, factor = _KIND_OF_UNIT[unit]
    return float(Decimal(repr(parse_quantity(value, kind, place))) * Decimal(factor))


@functools.cache
def form_of(kind: Kind) -> Form:
    """How :func:`parse_quantity` wants a quantity of this kind; ranges are not in the pattern."""
    return Form(kind, f"^{_pattern(kind)}$", _EXAMPLES[kind], "any" if "" in _FACTORS[kind] else "zero")


def form_in_unit(unit: str) -> Form:
    """How :func:`parse_in_unit` wants a value in a unit of measurements."""
    return form_of(_KIND_OF_UNIT[unit][0])


@functools.cache
def delay_form() -> Form:
    """How :func:`parse_delay` wants a delay."""
    part = _pattern("duration")
    return Form("delay", f"^{part}(?:(?:±|\\+/-|\\+-){part})?$", _DELAY_EXAMPLE, "zero")


def _pattern(kind: Kind) -> str:
    """A number with one of the units in any case, or 0 without; durations may be put together."""
    sign = "[-−+]?" if kind == "offset" else "\\+?"
    units = sorted(filter(None, _FACTORS[kind]), key=len, reverse=True)
    named = "|".join("".join(_either_case(character) for character in unit) for unit in units)
    unit = f"(?:{named})" + ("?" if "" in _FACTORS[kind] else "") if named else ""
    several = "+" if kind in ("duration", "offset") else ""
    return f"\\s*{sign}\\s*(?:(?:(?:{_NUMBER})\\s*{unit}\\s*){several}|0+(?:\\.0*)?\\s*)"


def _either_case(character: str) -> str:
    lower, upper = character.lower(), character.upper()
    return character if lower == upper else f"[{lower}{upper}]"


def format_quantity(value: float, kind: Kind) -> str:
    """The text that :func:`parse_quantity` reads back as ``value``."""
    number = float(Decimal(repr(value)) * 100) if kind == "share" else value
    text = str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)
    return f"{text} {_BASE_UNITS[kind]}".rstrip()


def _sign(text: str) -> tuple[int, str]:
    if text[:1] in ("-", "−"):
        return -1, text[1:].lstrip()
    return 1, text[1:].lstrip() if text[:1] == "+" else text


def _sum(text: str, body: str, kind: Kind, place: Place | None) -> Decimal:
    total, at, parts = Decimal(0), 0, 0
    while at < len(body):
        part = _PART.match(body, at)
        if part is None or (parts and kind not in ("duration", "offset")):
            raise _refused(text, kind, place)
        number = "".join(part[1].split())
        total += Decimal(number) * _factor(text, number, part[2], kind, place)
        at, parts = part.end(), parts + 1
    if not parts:
        raise _refused(text, kind, place)
    return total


def _factor(text: str, number: str, unit: str, kind: Kind, place: Place | None) -> Decimal:
    factors = _FACTORS[kind]
    found = factors.get(unit) or factors.get(unit.lower())
    if found is not None:
        return found
    if not unit:
        if Decimal(number) == 0:
            return Decimal(0)
        raise QuantityError(f"{text!r} has no unit", place, _EXAMPLES[kind])
    if "," in unit:
        raise _refused(text, kind, place)
    hint = did_you_mean(unit, (name for name in factors if name))
    raise QuantityError(f"{text!r}: {unit!r} is no unit of a {kind}", place, hint or _EXAMPLES[kind])


def _in_range(total: Decimal, text: str, kind: Kind, place: Place | None) -> float:
    value = float(total)
    if not math.isfinite(value):
        raise QuantityError(f"{text!r} is too large", place, _EXAMPLES[kind])
    if kind == "share" and value > 1:
        raise QuantityError(f"{text!r} is more than 100 %", place, _EXAMPLES[kind])
    if kind == "count" and not value.is_integer():
        raise QuantityError(f"{text!r} is no whole number", place, _EXAMPLES[kind])
    return value


def _refused(value: object, kind: Kind, place: Place | None) -> QuantityError:
    shown = repr(value)
    return QuantityError(f"{shown[: _LONGEST + 8]} is no {kind}", place, _EXAMPLES[kind])
