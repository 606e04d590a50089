"""A real city to begin with: 98 cameras and 130 places of Trafford, England.

Contains public sector information licensed under the Open Government Licence v3.0 (see ``NOTICE.txt``).
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["TRAFFORD"]

TRAFFORD = Path(__file__).with_name("trafford.city.yaml")
"""The city file; its inventory and its places stand beside it."""
