from __future__ import annotations

import pytest

from amends.actions import wake
from amends.worker import up
from amends.worker.site import take_port


@pytest.fixture(autouse=True)
def open_again():
    """A house that closed lets no page wait any more; the tests after this one are in the same process."""
    yield
    wake.reopen()


@pytest.mark.django_db(transaction=True)
def test_a_house_whose_reconciler_cannot_begin_closes_and_says_why():
    def broken():
        raise LookupError("The first link could not be made.")

    with take_port("127.0.0.1", 0) as taken, pytest.raises(LookupError, match="first link"):
        up.run(taken, ready=broken)
