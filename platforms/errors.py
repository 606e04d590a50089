"""The errors of the platforms room. The text of each is one sentence.

::

    PlatformError
    ├── DeviceUnknown         no device of that code has ever registered
    ├── NotPossible           the device is off-line, the call is over, the edition has no such command ...
    ├── PlatformTimeout       nothing, or not everything, came in time
    └── DeviceRefused         the device said no; ``status`` is its SIP status
"""

from __future__ import annotations

__all__ = ["DeviceRefused", "DeviceUnknown", "NotPossible", "PlatformError", "PlatformTimeout"]


class PlatformError(Exception):
    """Base of all errors of this room."""


class DeviceUnknown(PlatformError):  # noqa: N818 - reads better where it is caught
    """No device of that code has ever registered."""


class NotPossible(PlatformError):  # noqa: N818
    """The command cannot be carried out now."""


class PlatformTimeout(PlatformError):  # noqa: N818
    """Nothing, or not everything, came in time.

    :param received: items that did come.
    :param expected: items that were announced; None if unknown.
    """

    def __init__(self, sentence: str, *, received: int = 0, expected: int | None = None) -> None:
        super().__init__(sentence)
        self.received = received
        self.expected = expected


class DeviceRefused(PlatformError):  # noqa: N818
    """The device said no.

    :param status: its SIP status; 200 where the SIP answer was fine and the business answer was not.
    """

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status
