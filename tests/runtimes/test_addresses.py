from __future__ import annotations

import asyncio

import pytest

from camproof.runtimes.addresses import local_towards, resolve
from camproof.runtimes.errors import UnusableAddressError


def test_names_become_addresses() -> None:
    assert asyncio.run(resolve("127.0.0.1", 5060)) == ("127.0.0.1", 5060)
    assert asyncio.run(resolve("localhost", 5061)) == ("127.0.0.1", 5061)


@pytest.mark.parametrize("host", ["[::1]", "not a host", "::1"])
def test_a_host_without_an_ipv4_address_is_named(host: str) -> None:
    with pytest.raises(UnusableAddressError, match="No IPv4 address is known for the host"):
        asyncio.run(resolve(host, 5060))


def test_the_loopback_is_reached_from_the_loopback() -> None:
    assert local_towards(("127.0.0.1", 5060)) == "127.0.0.1"


def test_where_no_way_leads_is_said() -> None:
    with pytest.raises(UnusableAddressError, match=r"There is no way to 255\.255\.255\.255"):
        local_towards(("255.255.255.255", 5060))
