"""YAML files as located values: bounds on what is read, fields one by one, all problems at once."""

from camproof.domain.documents.composing import compose
from camproof.domain.documents.fields import Fields, rows_of
from camproof.domain.documents.files import compose_file, top_fields
from camproof.domain.documents.problems import MAX_SHOWN, InputErrors, Problems
from camproof.domain.documents.tree import List, Scalar, Table, Value, describe

__all__ = [
    "MAX_SHOWN",
    "Fields",
    "InputErrors",
    "List",
    "Problems",
    "Scalar",
    "Table",
    "Value",
    "compose",
    "compose_file",
    "describe",
    "rows_of",
    "top_fields",
]
