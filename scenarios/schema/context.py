"""What the parts of a scenario need to know of each other while they are read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from camproof.domain.documents import Fields
from camproof.domain.documents.problems import Problems
from camproof.scenarios.schema.model import CameraGroup, PlatformSpec
from camproof.scenarios.schema.vocabulary import Vocabulary

__all__ = ["USUAL_HEARTBEAT_COUNT", "Context"]

USUAL_HEARTBEAT_COUNT = PlatformSpec().heartbeat_count


@dataclass(frozen=True)
class Context:
    """The words that are known, and the cameras that the file defines. What is asked of them is kept.

    :param folder: of the scenario file; paths in it start there.
    :param cascaded: whether there is an upper platform.
    :param heartbeat_count: keepalives that may be missed until a camera is off-line.
    """

    known: Vocabulary
    problems: Problems
    folder: Path
    cameras: tuple[CameraGroup, ...] = ()
    cascaded: bool = True
    heartbeat_count: int = USUAL_HEARTBEAT_COUNT

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """Every district in which there is a camera, in the order of the file."""
        found = (name for group in self.cameras for name in _districts(group))
        return tuple(dict.fromkeys(found))

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """Every class of which there is a camera."""
        found = (str(name) for group in self.cameras for name in _classes(group))
        return tuple(dict.fromkeys(found))

    @property
    def groups(self) -> tuple[str, ...]:
        """Every name of a group."""
        return tuple(group.name for group in self.cameras)

    def need_cascade(self, fields: Fields, field: str, name: str) -> None:
        """Note a problem where a word needs an upper platform and there is none."""
        if not self.cascaded:
            what = f"{name} needs an upper platform, and there is none"
            fields.problem(field, what, "write cascade: {domain: '3401000000'}")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name of a group, then of an inventory's cameras."""
        groups = [group.name for group in self.cameras]
        cameras = [record.name for group in self.cameras for record in group.records if record.name]
        return tuple(dict.fromkeys([*groups, *cameras]))


def _districts(group: CameraGroup) -> tuple[str, ...]:
    return tuple(record.district for record in group.records) or group.districts[: group.count]


def _classes(group: CameraGroup) -> tuple[str, ...]:
    return tuple(record.camera_class for record in group.records) or group.classes
