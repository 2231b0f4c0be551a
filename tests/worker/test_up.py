from __future__ import annotations

import pytest

from amends.worker import up
from amends.worker.site import take_port


@pytest.mark.django_db(transaction=True)
def test_a_house_whose_reconciler_cannot_begin_closes_and_says_why():
    def broken():
        raise LookupError("The first link could not be made.")

    with take_port("127.0.0.1", 0) as taken, pytest.raises(LookupError, match="first link"):
        up.run(taken, ready=broken)
