"""The links of the districts."""

from __future__ import annotations

import math

from camproof.domain.documents.fields import Fields
from camproof.domain.topology import District, Link
from camproof.domain.units import delay_form, parse_delay
from camproof.scenarios.schema.context import Context

__all__ = ["read_link", "read_network"]


def read_network(fields: Fields, context: Context) -> tuple[District, ...]:
    """`network:` — by district, a `delay` (with ± jitter), a `loss` and a `rate`."""
    network = fields.sub("network")
    if network is None:
        return ()
    districts = []
    for key, _ in network.table.items:
        if key.text not in context.districts:
            hint = context.problems.hint(key.text, context.districts)
            what = f"no camera is in a district {key.text!r}"
            context.problems.add(what, key.place, network.name_of(key.text), hint)
        link = network.sub(key.text)
        if link is not None:
            districts.append(District(key.text, read_link(link)))
    return tuple(districts)


def read_link(fields: Fields) -> Link:
    """A `delay` (with ± jitter), a `loss` and a `rate`."""
    delay_ms, jitter_ms = fields.parsed(
        "delay", lambda scalar: parse_delay(scalar.text), (0.0, 0.0), delay_form()
    )
    loss = fields.quantity("loss", "share", 0.0)
    rate_kbit = fields.quantity("rate", "rate", math.inf)
    if rate_kbit == 0:
        fields.problem("rate", "a link of no rate carries nothing", "cut it with the fault power.cut instead")
    fields.finish("a link")
    return Link(delay_ms, jitter_ms, loss, rate_kbit if 0 < rate_kbit < math.inf else None)
