"""JSON schemas for editors, made by the readers of the files themselves."""

from camproof.domain.documents.editors.recording import Branch, Recorder
from camproof.domain.documents.editors.shapes import Shape
from camproof.domain.documents.editors.writing import About, file_schema, recorded

__all__ = ["About", "Branch", "Recorder", "Shape", "file_schema", "recorded"]
