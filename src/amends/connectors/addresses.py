"""Which addresses may be asked: those of the public internet, and nothing inside a network of ours.

Judged by a list of our own and not by ``ipaddress.is_global``, whose answers differ from one Python to the next: what
the registries of special-purpose addresses (RFC 6890, as IANA keeps them) set aside is not asked, and of IPv6 only
global unicast (2000::/3) is, also where an address carries an IPv4 address inside.
"""

from __future__ import annotations

import ipaddress
from typing import Final, TypeAlias

Address: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"

_INSIDE_4: Final = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",
            "100.64.0.0/10",  # shared by a provider's customers
            "127.0.0.0/8",
            "169.254.0.0/16",  # link-local, where clouds answer for their machines
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",  # multicast and everything above
        ),
    )
)
_GLOBAL_6: Final = ipaddress.IPv6Network("2000::/3")
_INSIDE_6: Final = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # protocol assignments, Teredo among them
            "2001:db8::/32",
            "2002::/16",  # 6to4: judged by the IPv4 address inside, and that way is closed by now
            "2620:4f:8000::/48",
            "3fff::/20",
        ),
    )
)
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


class NotAsked(OSError):
    """The address is none that may be asked; the message says why in a sentence."""


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the public internet, also where it holds an older one inside.

    >>> is_public(ipaddress.ip_address("10.0.0.1")), is_public(ipaddress.ip_address("::ffff:127.0.0.1"))
    (False, False)
    >>> is_public(ipaddress.ip_address("9.9.9.9")), is_public(ipaddress.ip_address("64:ff9b::909:909"))
    (True, True)
    """
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _INSIDE_4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return address in _GLOBAL_6 and not any(address in network for network in _INSIDE_6)


def judged(host: str, found: list[str], *, near: bool = False) -> list[str]:
    """Return the addresses a name leads to when all of them may be asked; one that may not spoils the name.

    ``found`` are addresses as a look-up gives them, a zone (``%eth0``) after some. ``near`` says that the owner named
    this very host and port as one of her own, which may then lie anywhere. Raises `NotAsked`.

    >>> judged("a.example", ["9.9.9.9"])
    ['9.9.9.9']
    """
    if not found:
        raise NotAsked(f"{host} leads nowhere.")
    for each in found:
        if not near and not is_public(ipaddress.ip_address(each.partition("%")[0])):
            raise NotAsked(f"{host} leads to {each}, which is inside a network and not on the public internet.")
    return found
