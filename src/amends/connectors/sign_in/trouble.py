"""Why a sign-in elsewhere showed nothing: each reason a sentence, which its page says in the reader's language."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Trouble(StrEnum):
    """What went wrong."""

    NO_NAME = "no-name"
    UNKNOWN = "unknown"
    NOT_BOTH_WAYS = "not-both-ways"
    NO_ANSWER = "no-answer"
    UNFIT = "unfit"
    DENIED = "denied"
    OVER = "over"
    OTHER_SERVER = "other-server"
    OTHER_ACCOUNT = "other-account"


TROUBLES: Final = MappingProxyType(
    {
        Trouble.NO_NAME: "“{name}” is no name of an account there. Look at it again. Nothing was counted.",
        Trouble.UNKNOWN: "No account is found by the name {name}. Look at it again. Nothing was counted.",
        Trouble.NOT_BOTH_WAYS: (
            "{name} leads to an account that does not call itself so. Write the name that its own page shows. Nothing "
            "was counted."
        ),
        Trouble.NO_ANSWER: (
            "{place} does not answer as it should. Try again in a minute, or take another way. Nothing was counted."
        ),
        Trouble.UNFIT: "{place} offers no sign-in that can be used here. Take another way. Nothing was counted.",
        Trouble.DENIED: "You did not agree at {place}, so nothing was shown. Nothing was counted.",
        Trouble.OVER: (
            "{place} does not know this sign-in any more: it waited too long, or was used already. Begin again. "
            "Nothing was counted."
        ),
        Trouble.OTHER_SERVER: (
            "The answer came from another server than {place}, where you were sent. Begin again. Nothing was counted."
        ),
        Trouble.OTHER_ACCOUNT: (
            "You signed in with another account than {name}. Begin again with the name of that one. Nothing was "
            "counted."
        ),
    }
)
"""The sentences; ``{name}`` is what was typed or the account meant, ``{place}`` the host that was asked."""


class NotSignedIn(Exception):
    """Nothing was shown; ``trouble`` and ``named`` make the sentence that says why."""

    def __init__(self, trouble: Trouble, *, name: str = "", place: str = "") -> None:
        self.trouble = trouble
        self.named = {"name": name, "place": place}
        super().__init__(TROUBLES[trouble].format(**self.named))
