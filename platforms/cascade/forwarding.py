"""Queries and controls of an upper platform: answered, or passed on to the device that has the channel."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from camproof.platforms.cascade.config import Habits, UpperConfig
from camproof.platforms.cascade.tasks import Tasks
from camproof.platforms.cascade.tree import CatalogTree
from camproof.platforms.errors import PlatformError
from camproof.protocols.gb28181.device import CommandReceived
from camproof.protocols.manscdp import (
    DeviceInfo,
    DeviceStatus,
    Manscdp,
    Node,
    catalog_pages,
    expects_response,
    format_time,
    record_pages,
    response_result,
)

if TYPE_CHECKING:
    from camproof.platforms.cascade.wire import UpperWire
    from camproof.platforms.platform import Platform

__all__ = ["Forwarding"]


class Forwarding:
    """The commands that come from one upper platform."""

    def __init__(
        self, platform: Platform, wire: UpperWire, config: UpperConfig, tree: CatalogTree, habits: Habits
    ) -> None:
        self._platform = platform
        self._wire = wire
        self._config = config
        self._tree = tree
        self._habits = habits
        self._tasks = Tasks()

    async def close(self) -> None:
        """Answer nothing more."""
        await self._tasks.close()

    def command(self, event: CommandReceived) -> None:
        """A message whose SIP 200 has left."""
        message = event.message
        if message.root not in ("Query", "Control"):
            return
        if message.cmd_type.lower() == "catalog":
            self._send(self._catalog(message))
        elif message.device_id in ("", self._platform.code):
            self._send(self._own(message))
        else:
            self._tasks.spawn(self._pass_on(event))

    # Our own answers

    def _catalog(self, message: Manscdp) -> Sequence[Manscdp]:
        items = self._tree.items(message.device_id, echoes=self._habits.echoes)
        pages = catalog_pages(
            items, message.sn, message.device_id, self._config.page_items, self._config.edition
        )
        wrong = self._habits.miscounts
        return [_counted(page, max(0, len(items) + wrong)) for page in pages] if wrong else pages

    def _own(self, message: Manscdp) -> Sequence[Manscdp]:
        code, sn, edition = self._platform.code, message.sn, self._config.edition
        match message.cmd_type.lower():
            case "deviceinfo":
                info = DeviceInfo(
                    device_name=self._config.name, result="OK", manufacturer="camproof", model="platform",
                    firmware="1", channel=self._tree.channel_count,
                )  # fmt: skip
                return [info.to_message(sn, code, edition)]
            case "devicestatus":
                now = format_time(int(self._platform.wall_s(self._wire.now_s())))
                status = DeviceStatus(
                    result="OK", online="ONLINE", status="OK", encode="ON", record="OFF", device_time=now
                )
                return [status.to_message(sn, code, edition)]
            case "recordinfo":
                return record_pages([], sn, code, 1, name=self._config.name, edition=edition)
            case _:
                return [self._error(message)] if expects_response(message) else []

    def _error(self, message: Manscdp) -> Manscdp:
        return response_result(message.cmd_type, message.sn, message.device_id, "ERROR")

    # What is passed on

    async def _pass_on(self, event: CommandReceived) -> None:
        """Ask the device under a serial number of our own, and answer under that of the upper platform."""
        message = event.message
        owner = self._platform.channels.owner(message.device_id)
        if owner is None:
            return
        try:
            async with asyncio.timeout(self._config.answer_timeout_s):
                answered = await self._platform.ask(
                    owner, lambda sn: replace(message, sn=sn, deviations=()), route=event.route
                )
        except (PlatformError, TimeoutError) as error:
            why = str(error) or f"no answer in {self._config.answer_timeout_s:g} s"
            self._wire.note("forward-failed", owner, target=message.device_id, reason=why)
            if expects_response(message):
                self._send([self._error(message)])
            return
        self._send([replace(answer, sn=message.sn, deviations=()) for answer in answered.messages])

    def _send(self, answers: Sequence[Manscdp]) -> None:
        self._wire.send_all(answers)


def _counted(page: Manscdp, total: int) -> Manscdp:
    """The page with another SumNum."""
    fields = (Node(one.name, str(total)) if one.name == "SumNum" else one for one in page.fields)
    return replace(page, fields=tuple(fields))
