"""Replications on a Dask cluster, an engine that exists: this sends the city once and asks for numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from camproof.simulator.errors import DaskMissingError
from camproof.simulator.model import Asked, City, Replication, replicate

__all__ = ["DaskEngine"]


class DaskEngine:
    """On the workers of a scheduler; they must have the same versions of camproof and numpy installed.

    :param scheduler: its address, as in "tcp://10.0.0.5:8786".
    :raises DaskMissingError: on entering, where Dask is not installed or nobody answers.
    """

    def __init__(
        self, city: City, seed: int, asked: Asked, scheduler: str, *, timeout_s: float = 10.0
    ) -> None:
        self._city = city
        self._seed = seed
        self._asked = asked
        self._scheduler = scheduler
        self._timeout_s = timeout_s
        self._client: Any = None
        self._shared: Any = None

    def __enter__(self) -> DaskEngine:
        try:
            from distributed import Client  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise DaskMissingError("Dask is not installed: pip install 'camproof[dask]'.") from error
        try:
            self._client = Client(self._scheduler, timeout=self._timeout_s, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise DaskMissingError(f"No Dask scheduler answers at {self._scheduler}: {error}") from error
        self._shared = self._client.scatter(self._city, broadcast=True, hash=False)
        return self

    def __exit__(self, *error: object) -> None:
        self._shared = None
        if self._client is not None:
            self._client.close()

    def play(self, numbers: Sequence[int]) -> Iterator[Replication]:
        from distributed import as_completed  # noqa: PLC0415 - an extra

        futures = [
            self._client.submit(replicate, self._shared, self._seed, number, self._asked, pure=False)
            for number in numbers
        ]
        for future in as_completed(futures, loop=self._client.loop):
            yield future.result()
