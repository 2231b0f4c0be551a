"""What was found, and its kinds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PersonalData(StrEnum):
    """What was found. The value is stored and public; `amends.core.floor.wording` says it in words."""

    PHONE_NUMBER = "phone-number"
    STREET_ADDRESS = "street-address"
    EMAIL_ADDRESS = "email-address"
    IDENTITY_NUMBER = "identity-number"
    BANK_ACCOUNT = "bank-account"
    CARD_NUMBER = "card-number"
    NETWORK_ADDRESS = "network-address"
    EXACT_PLACE = "exact-place"
    NUMBER_PLATE = "number-plate"


@dataclass(frozen=True, slots=True)
class Found:
    """One stretch of a text, ``text[start:end]``, that has to be looked at before it is shown."""

    kind: PersonalData
    start: int
    end: int
