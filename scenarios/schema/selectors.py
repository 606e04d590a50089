"""`on:` and `of:` — which cameras are meant."""

from __future__ import annotations

import dataclasses

from camproof.domain.classes import CameraClass
from camproof.domain.documents.fields import Fields
from camproof.domain.errors import InputError
from camproof.domain.selector import Selector
from camproof.scenarios.schema.context import Context

__all__ = ["read_selector"]


def read_selector(fields: Fields, name: str, context: Context, *, drawn: bool = True) -> Selector:
    """The selector in a field; a missing one means every camera.

    :param drawn: whether `count` and `share` may be given; a target looks at all cameras that it names.
    """
    sub = fields.sub(name)
    if sub is None:
        return Selector()
    district = sub.words("district", "district of any camera", context.districts, own=True)
    kinds = sub.words("class", "camera class", tuple(CameraClass))
    for word in kinds:
        if word not in context.classes:
            sub.problem("class", f"no camera is of class {word!r}", f"there are {', '.join(context.classes)}")
    kinds = tuple(word for word in kinds if word in context.classes)
    group = sub.words("group", "camera group or camera", context.names, own=True)
    codes = tuple(scalar.text for scalar in sub.scalars("codes"))
    count = sub.whole("count", 0, low=1) if drawn and sub.has("count") else None
    share = sub.quantity("share", "share", 1.0) if drawn and sub.has("share") else None
    sub.finish("a selection of cameras")
    place = dataclasses.replace(sub.place, field=sub.path)
    try:
        return Selector(district, kinds, group, _numbered(codes), count or None, share, place)
    except InputError as error:
        fields.problems.take(error, sub.place, sub.path)
        return Selector()


def _numbered(codes: tuple[str, ...]) -> tuple[str | int, ...]:
    """Short numbers count the cameras from 1, 20 digits are a code."""
    return tuple(int(code) if _is_number(code) else code for code in codes)


def _is_number(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) < 8
