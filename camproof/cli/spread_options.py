"""Commands whose options are the fields of a value, so that several commands share them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any, get_type_hints

__all__ = ["spread"]


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for each field of its last parameter, a dataclass, for typer to read.

    Each field is annotated with its ``typer.Option`` and has a default.
    """
    signature = inspect.signature(command)
    hints = get_type_hints(command, include_extras=True)
    *before, last = signature.parameters.values()
    wish = hints[last.name]
    names = {field.name: field.default for field in fields(wish) if field.default is not MISSING}
    types = get_type_hints(wish, include_extras=True)

    def called(**given: Any) -> None:
        options = {name: given.pop(name) for name in names}
        command(**given, **{last.name: wish(**options)})

    called.__doc__ = command.__doc__
    keyword = inspect.Parameter.KEYWORD_ONLY
    vars(called)["__signature__"] = signature.replace(
        parameters=[
            *(each.replace(kind=keyword, annotation=hints[each.name]) for each in before),
            *(
                inspect.Parameter(name, keyword, default=usual, annotation=types[name])
                for name, usual in names.items()
            ),
        ],
        return_annotation=None,
    )
    return called
