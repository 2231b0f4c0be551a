from __future__ import annotations

import socket

import pytest

from amends.worker.site import take_port
from amends.worker.trouble import Trouble


def test_a_port_in_use_is_told_with_the_next_one():
    with take_port("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=f"Port {port} is in use already.*--port {port + 1}"):
            take_port("127.0.0.1", port)


def test_an_address_that_is_not_this_machine_is_told():
    with pytest.raises(Trouble, match="cannot be opened"):
        take_port("203.0.113.7", 8700)


def test_a_port_that_was_just_left_can_be_taken_again():
    with take_port("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            pass
    take_port("127.0.0.1", port).close()
