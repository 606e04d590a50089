"""`cascade:` — the platform above the built-in one, and the link between the two."""

from __future__ import annotations

from camproof.domain.documents import Fields
from camproof.scenarios.schema.context import Context
from camproof.scenarios.schema.model import CascadeSpec
from camproof.scenarios.schema.network import read_link
from camproof.scenarios.schema.platform import read_domain, read_positive

__all__ = ["CASCADE_DEFECTS", "read_cascade"]

CASCADE_DEFECTS = (
    "echoes-catalogue",
    "takes-loops",
    "miscounts-catalogue",
    "reports-no-changes",
    "last-writer-wins",
)
"""What the lower platform does wrong from the start; no plan announces it."""


def read_cascade(fields: Fields, context: Context, lower: str, *, built_in: bool) -> CascadeSpec | None:
    """Every field has a default; None where there is no upper platform.

    :param lower: domain of the platform below.
    :param built_in: whether that one is ours.
    """
    sub = fields.sub("cascade")
    if sub is None:
        return None
    if not built_in:
        what = "an upper platform needs the built-in system below it"
        fields.problem("cascade", what, "write system: built-in")
    default = CascadeSpec()
    link = sub.sub("link")
    spec = CascadeSpec(
        domain=read_domain(sub, default.domain),
        password=sub.text("password", default.password),
        heartbeat_interval_s=read_positive(sub, "heartbeat-interval", default.heartbeat_interval_s),
        heartbeat_count=sub.whole("heartbeat-count", default.heartbeat_count, low=1, high=255),
        expires_s=read_positive(sub, "expires", default.expires_s),
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
