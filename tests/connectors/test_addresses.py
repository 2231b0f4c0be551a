"""Which addresses may be asked, by a judgement that is the same on every Python."""

from __future__ import annotations

import ipaddress
import json
import random
import socket
from urllib.parse import urlsplit

import pytest

from amends.connectors.addresses import NotAsked, is_public, judged

INSIDE = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "255.255.255.255/32",
    "::/128",
    "::1/128",
    "::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/32",
    "2001:2::/48",
    "2001:db8::/32",
    "2001:10::/28",
    "2002::/16",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
]
"""The registries of special-purpose addresses (IANA, RFC 6890 and its successors), apart from the judge."""

OUTSIDE = [
    "9.9.9.9",
    "1.1.1.1",
    "192.0.1.1",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.1.1",
    "100.128.1.1",
    "2606:4700::1",
    "2a00:1450::5",
]


def made_up(chance):
    """Make an address that lies inside one of them, as it stands or within an address that carries it."""
    network = ipaddress.ip_network(chance.choice(INSIDE))
    inside = network[chance.randrange(network.num_addresses)]
    if inside.version == 4 and chance.random() < 0.5:
        carried = int(inside)
        inside = ipaddress.IPv6Address(
            chance.choice([0xFFFF << 32, 0x64FF9B << 96, (0x2002 << 112) + (carried << 48), 0]) | carried
        )
    return str(inside) + chance.choice(["", "", "%eth0" if ":" in str(inside) else ""])


def test_of_a_thousand_made_up_addresses_inside_none_is_asked():
    chance = random.Random(11)
    for address in (made_up(chance) for _ in range(1_000)):
        with pytest.raises(NotAsked):
            judged("a.example", [address])
        with pytest.raises(NotAsked):
            judged("a.example", [*OUTSIDE, address])


def test_the_first_and_the_last_of_each_range_are_inside():
    for network in map(ipaddress.ip_network, INSIDE):
        assert not is_public(network[0]), network
        assert not is_public(network[-1]), network


def test_what_lies_beside_them_is_asked():
    assert judged("a.example", OUTSIDE) == OUTSIDE
    assert judged("a.example", ["::ffff:9.9.9.9", "64:ff9b::909:909"])


def test_no_number_of_the_corpus_is_asked(shared_data):
    numbers = 0
    for row in map(json.loads, (shared_data / "badinput" / "ssrf_urls.jsonl").read_text().splitlines()):
        try:
            host = urlsplit(row["url"]).hostname or ""
            found = socket.getaddrinfo(host, 80, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        except (ValueError, OSError):
            continue  # no address, or a name: where it leads is judged when it is looked up
        with pytest.raises(NotAsked):
            judged(host, [str(each[4][0]) for each in found])
        numbers += 1
    assert numbers > 20
