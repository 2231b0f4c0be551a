"""How an address is written for people."""

from __future__ import annotations


def site_address(host: str, port: int) -> str:
    """Write the site's address as a browser on this machine takes it.

    >>> site_address("0.0.0.0", 8700), site_address("::1", 80)
    ('http://127.0.0.1:8700', 'http://[::1]')
    """
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - shown, not bound
    return f"http://{shown}" if port == 80 else f"http://{shown}:{port}"
