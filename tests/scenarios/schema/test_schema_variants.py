"""Variants: what they change, and how a mistake in one is told."""

from __future__ import annotations

import pytest

from camproof.domain.errors import InputError
from camproof.scenarios.schema.variants import MAX_SETTINGS, MAX_VARIANTS

VARIANTS = """\
variants:
  plain: {}
  tcp: {cameras.crossings.sip: tcp, phases.join.targets.0.at least: 90 %}
  nested:
    platform.heartbeat-interval: 10 s
    network.east: {delay: 7 ms}
"""
"""Behind the 24 lines of the good file."""


def test_a_file_names_its_variants_and_stands_for_itself(load, good):
    read = load(good + VARIANTS)
    assert (read.variants, read.variant) == (("plain", "tcp", "nested"), "")
    assert read.cameras == load(good).cameras


def test_a_variant_is_the_file_with_its_settings(load, good):
    tcp, nested = (load(good + VARIANTS, variant=name) for name in ("tcp", "nested"))
    assert (tcp.variant, tcp.name) == ("tcp", "a-tcp")
    assert [group.sip for group in tcp.cameras] == [("tcp",), ("tcp",)]
    assert tcp.phases[0].targets[0].limit.value == 0.9
    assert nested.platform.heartbeat_interval_s == 10.0
    assert nested.network[0].link.delay_ms == 7.0
    assert load(good + VARIANTS, variant="plain").cameras == load(good).cameras


def test_options_are_laid_over_the_variant(load, good):
    assert load(good + VARIANTS, "cameras.crossings.sip=udp", variant="tcp").cameras[0].sip == ("udp",)


def test_an_unknown_variant_is_answered_with_the_nearest(load, good):
    with pytest.raises(InputError, match=r"'tpc' is no variant.*did you mean 'tcp'\?"):
        load(good + VARIANTS, variant="tpc")
    with pytest.raises(InputError, match="the file has no variants"):
        load(good, variant="tcp")


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "hint"),
    [
        ("sip: tcp", "sip: tpc", 27, "in the variant tcp: 'tpc' is no transport of SIP", "'tcp'"),
        ("crossings.sip", "crosings.sip", 27, "in the variant tcp: 'crosings' is no item", "'crossings'"),
        ("crossings.sip", "crossings.spi", 27, "in the variant tcp: 'spi' is no field", "'sip'"),
        ("phases.join", "variants.join", 27, "a variant cannot change the variants", ""),
        ("  plain: {}", "  pl ain: {}", 26, "'pl ain' is no name of a variant", "tcp"),
        ("  plain: {}", "  plain: 5", 26, 'a table of fields is expected, not "5"', ""),
        (
            "  plain: {}",
            "  plain: {cameras.0.name: roads}",
            19,
            "in the variant plain: 'crossings' is no",
            "shops",
        ),
    ],
)
def test_a_mistake_in_a_variant_is_told_with_the_file(errors, good, old, new, line, what, hint):
    assert old in VARIANTS
    file = good.replace("on: {share: 30 %}", "on: {group: crossings}")
    found = errors(file + VARIANTS.replace(old, new, 1))
    assert (found[0][0], len(found)) == (line, 1), found
    assert what in found[0][2]
    assert hint in found[0][3]


def test_more_settings_than_are_allowed(errors, good):
    many = "".join(f"    cameras.crossings.x{n}: 1\n" for n in range(MAX_SETTINGS + 1))
    assert errors(f"{good}variants:\n  a:\n{many}")[0][2] == "there are 201 settings; 200 are allowed"


def test_more_variants_than_are_allowed(errors, good):
    many = "variants:\n" + "".join(f"  v{n}: {{}}\n" for n in range(MAX_VARIANTS + 1))
    assert errors(good + many)[0][2] == "there are 33 variants; 32 are allowed"
