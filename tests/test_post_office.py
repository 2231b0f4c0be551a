from __future__ import annotations

import pytest

from amends.post_office import post_office


def test_by_default_nothing_is_sent():
    assert post_office("").host == ""


@pytest.mark.parametrize(
    ("address", "port", "tls", "tls_at_once"),
    [
        ("smtp://mail.example/?from=a@b.example", 587, True, False),
        ("smtps://ann:x@mail.example/?from=a@b.example", 465, False, True),
        ("smtp://127.0.0.1:2525/?from=a@b.example", 2525, False, False),
    ],
)
def test_mail_is_handed_in_under_tls_except_on_this_machine(address, port, tls, tls_at_once):
    told = post_office(address)
    assert (told.port, told.tls, told.tls_at_once, told.sender) == (port, tls, tls_at_once, "a@b.example")


@pytest.mark.parametrize(
    "address", ["mail.example", "http://mail.example/?from=a@b", "smtp://mail.example/", "smtp:///"]
)
def test_an_address_of_another_form_is_refused_in_a_sentence(address):
    with pytest.raises(ValueError, match="must look like smtp://"):
        post_office(address)
