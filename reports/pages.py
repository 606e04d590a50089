"""What makes pages that hold all: templates and styles from this room, every string escaped and cleaned."""

from __future__ import annotations

import re
from importlib import resources

import jinja2
from markupsafe import Markup

from camproof.reports.text import printable

__all__ = ["page_environment", "page_text", "style"]


def page_environment(*packages: str) -> jinja2.Environment:
    """Templates are looked for in the first package, then in the next; what is undefined is an error."""
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader([_loader(package) for package in packages]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )


def style(package: str, name: str) -> Markup:
    """A style sheet of ours, as it goes into a page."""
    return Markup(_read(package, name))  # noqa: S704 - our own file


def page_text(html: str) -> str:
    """Without the empty lines that templates leave."""
    return re.sub(r"\n\s*\n+", "\n", html)


def _loader(package: str) -> jinja2.FunctionLoader:
    def load(name: str) -> str | None:
        return _read(package, name) if resources.files(package).joinpath(name).is_file() else None

    return jinja2.FunctionLoader(load)


def _read(package: str, name: str) -> str:
    return resources.files(package).joinpath(name).read_text("utf-8")


def _clean(value: object) -> object:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value
