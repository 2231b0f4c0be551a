"""An empty site says what to do next."""

from __future__ import annotations


def test_the_first_page_names_three_things_to_do(client, db):
    html = client.get("/").content.decode()
    assert "amends is up. Three things you can do next" in html
    for part in ("make demo", "amends replay", "Connect a network", "amends setup-link"):
        assert part in html
