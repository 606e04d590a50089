"""Several platforms in one process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from camproof.platforms.config import NamedConfig, load_platforms
from camproof.platforms.errors import NotPossible
from camproof.platforms.platform import Platform
from camproof.protocols.gb28181.platform import PlatformConfig

__all__ = ["PlatformGroup"]


class PlatformGroup:
    """Running platforms by name; make it with :meth:`start` or :meth:`from_file`."""

    def __init__(self) -> None:
        self._platforms: dict[str, Platform] = {}

    @classmethod
    async def start(cls, configs: Iterable[NamedConfig | PlatformConfig]) -> Self:
        """Start all; when one cannot be started, none stays.

        :raises PortInUse: another program holds a port.
        :raises NotPossible: two have the same name.
        """
        group = cls()
        starting: list[tuple[Platform, NamedConfig]] = []
        try:
            for entry in configs:
                named = entry if isinstance(entry, NamedConfig) else NamedConfig(entry.code, entry)
                starting.append((await group._start(named), named))
            for platform, named in starting:
                for upper in named.uppers:
                    await platform.join(upper)
        except BaseException:
            await group.close()
            raise
        return group

    @classmethod
    async def from_file(cls, path: Path) -> Self:
        """Start what a YAML file describes; raises InputError where it is wrong."""
        return await cls.start(load_platforms(path))

    async def add(self, named: NamedConfig) -> Platform:
        """Start one more, and let it register at the platforms above it."""
        platform = await self._start(named)
        for upper in named.uppers:
            await platform.join(upper)
        return platform

    async def _start(self, named: NamedConfig) -> Platform:
        if named.name in self._platforms:
            raise NotPossible(f"There is a platform {named.name} already.")
        platform = await Platform.start(named.config)
        self._platforms[named.name] = platform
        return platform

    async def close(self) -> None:
        """Close all."""
        while self._platforms:
            _, platform = self._platforms.popitem()
            await platform.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __iter__(self) -> Iterator[tuple[str, Platform]]:
        return iter(tuple(self._platforms.items()))

    def __len__(self) -> int:
        return len(self._platforms)

    def get(self, name: str) -> Platform | None:
        """A platform by its name or its code."""
        by_code = (platform for platform in self._platforms.values() if platform.code == name)
        return self._platforms.get(name) or next(by_code, None)
