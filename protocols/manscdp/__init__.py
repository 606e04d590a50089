"""MANSCDP: the XML bodies of GB/T 28181 (2022 Annex A), both editions, both directions."""

from camproof.protocols.manscdp.build import build_manscdp
from camproof.protocols.manscdp.node import Manscdp, Node, Root, node
from camproof.protocols.manscdp.parse import parse_manscdp

CONTENT_TYPE = "Application/MANSCDP+xml"

__all__ = ["CONTENT_TYPE", "Manscdp", "Node", "Root", "build_manscdp", "node", "parse_manscdp"]
