"""`cascade:` — the platform above the system under test, and the link between the two."""

from __future__ import annotations

from typing import cast

from camproof.domain.camera import EDITIONS, SIP_TRANSPORTS, EditionName, SipTransport
from camproof.domain.documents import Fields
from camproof.domain.errors import InputError, Place
from camproof.domain.topology import PERFECT_LINK
from camproof.scenarios.schema.context import Context
from camproof.scenarios.schema.model import CascadeSpec, Scenario
from camproof.scenarios.schema.network import read_link
from camproof.scenarios.schema.platform import read_domain, read_positive

__all__ = ["CASCADE_DEFECTS", "check_foreign_lower", "read_cascade", "why_not_below"]

CASCADE_DEFECTS = (
    "echoes-catalogue",
    "takes-loops",
    "miscounts-catalogue",
    "reports-no-changes",
    "last-writer-wins",
)
"""What the lower platform does wrong from the start; no plan announces it."""


def read_cascade(fields: Fields, context: Context, lower: str) -> CascadeSpec | None:
    """Every field has a default; None where there is no upper platform.

    :param lower: domain of the platform below.
    """
    sub = fields.sub("cascade")
    if sub is None:
        return None
    default = CascadeSpec()
    link = sub.sub("link")
    spec = CascadeSpec(
        domain=read_domain(sub, default.domain),
        port=sub.whole("port", 5060, low=1, high=65535) if sub.has("port") else None,
        password=sub.text("password", default.password),
        heartbeat_interval_s=read_positive(sub, "heartbeat-interval", default.heartbeat_interval_s),
        heartbeat_count=sub.whole("heartbeat-count", default.heartbeat_count, low=1, high=255),
        expires_s=read_positive(sub, "expires", default.expires_s),
        sip=cast(SipTransport, sub.word("sip", "transport of SIP", SIP_TRANSPORTS, default.sip)),
        edition=cast(EditionName, sub.word("edition", "edition", EDITIONS, default.edition)),
        page_items=sub.whole("items-per-message", default.page_items, low=1, high=10_000),
        mutual=sub.flag("mutual", default.mutual),
        groups=sub.words("cameras", "camera group", context.groups, own=True),
        link=default.link if link is None else read_link(link),
        defects=sub.words("defects", "defect of a lower platform", CASCADE_DEFECTS),
        place=sub.place,
    )
    sub.finish("the cascade")
    if spec.domain[:10] == lower[:10]:
        what = f"both platforms are in the domain {spec.domain[:10]}"
        sub.problem("domain", what, "write 10 other digits")
    return spec


def why_not_below(scenario: Scenario) -> str:
    """Why the system under test cannot be the lower platform of the scenario; empty where it can.

    One that is not ours does nothing wrong on our word, and is below no platform but those that it knows.
    """
    spec, system = scenario.cascade, scenario.system
    if spec is None or system is None:
        return ""
    entries = (item.entry for phase in scenario.phases for item in phase.timeline)
    asked = [entry.name for entry in entries if entry.kind == "fault" and entry.name.startswith("cascade.")]
    asked += [f"the defect {name}" for name in spec.defects]
    asked += ["mutual: yes"] if spec.mutual else []
    asked += ["cascade.link"] if spec.link != PERFECT_LINK else []
    if asked:
        return f"{asked[0]} needs the built-in system as the lower platform, and {system.name} is not ours"
    if spec.domain[:10] == system.domain[:10]:
        return f"{system.name} and its upper platform are both in the domain {system.domain[:10]}"
    return ""


def check_foreign_lower(scenario: Scenario) -> None:
    """Refuse a system under test that cannot be the lower platform.

    :raises InputError: it cannot, with the reason.
    """
    why = why_not_below(scenario)
    if why:
        place = Place() if scenario.cascade is None else scenario.cascade.place
        raise InputError(why, place, "run it with system: built-in, or leave that out")
