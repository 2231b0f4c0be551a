"""Everything else that apprise can reach, as far as it reaches somebody and not everybody.

apprise also posts in public. An alarm about its owner must never be posted, so this is a list of what may be used, and
all that is not on it is refused: what a later version learns to do, too.
"""

from __future__ import annotations

import asyncio
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from amends.connectors.door import NoAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.core.case.tiding import Message

INSTALL: Final = "pip install 'amends[apprise]'"

PRIVATE: Final = frozenset({
    # to a phone
    "bark", "barks", "freemobile", "gotify", "gotifys", "join", "ntfy", "ntfys", "pbul", "pover", "prowl",
    "psafer", "psafers", "pushdeer", "pushdeers", "pushed", "pushplus", "pushy", "schan", "signal", "signals",
    "simplepush", "spush", "threema", "wxpusher",
    # as a short message
    "46elks", "bulksms", "clicksend", "d7sms", "elks", "httpsms", "msgbird", "nexmo", "plivo", "seven", "sinch",
    "smseagle", "smseagles", "twilio", "voipms", "vonage",
    # to whoever is on call
    "betterstack", "goalert", "goalerts", "ilert", "incidentio", "opsgenie", "pagerduty", "pagertree", "signl4",
    "spike", "squadcast", "victorops",
    # inside an organisation, or at home
    "gchat", "hassio", "hassios", "mailto", "mailtos", "mmost", "mmosts", "nctalk", "nctalks", "rocket",
    "rockets", "slack", "webex", "workflow", "workflows", "wxteams",
})  # fmt: skip
"""Schemes whose messages reach named people, a closed organisation, or one's own house."""

MASTODON: Final = frozenset({"mastodon", "mastodons", "toot", "toots"})
TELEGRAM: Final = "tgram"


def is_installed() -> bool:
    """Tell whether apprise is here at all; it is optional."""
    return find_spec("apprise") is not None


def refusal(address: str) -> str:
    """Say why an address of apprise may not be used, or nothing where it may; apprise must be installed.

    >>> refusal("bluesky://ines:word@bsky.social")
    'apprise would post this where others can read it. An alarm is for you alone: choose another.'
    """
    scheme = address.strip().partition("://")[0].casefold()
    if scheme not in PRIVATE | MASTODON | {TELEGRAM}:
        return "apprise would post this where others can read it. An alarm is for you alone: choose another."
    carrier = _carrier(address)
    if carrier is None:
        return "apprise does not understand this address. Look at its own pages for how it is written."
    if scheme in MASTODON and (carrier.visibility != "direct" or not carrier.targets):
        return "Mastodon would show this to others. Write to somebody alone: …/@you?visibility=direct"
    if scheme == TELEGRAM and not all(_is_somebody(target) for target in carrier.targets):
        return "Telegram would post this into a channel. Give the number of a chat, and no name with @."
    return ""


async def send(place: Mapping[str, str], message: Message) -> None:
    """Send a message; raises ``OSError`` with a sentence where it was not taken."""
    if not is_installed():
        raise NoAnswer(f"apprise is not installed any more: {INSTALL}")
    # Asked again: the address was kept by an earlier version, whose list may have been longer.
    if why := refusal(place["address"]):
        raise NoAnswer(why)
    if not await asyncio.to_thread(_carrier(place["address"]).notify, title=message.heading, body=message.text):
        raise NoAnswer("It was not taken, and apprise does not say why. Look at the address.")


def _carrier(address: str) -> Any:  # noqa: ANN401 - apprise ships no types
    from apprise import Apprise  # noqa: PLC0415 - optional, and half a second
    from apprise.logger import logger  # noqa: PLC0415 - as above

    # What it logs may hold an address, and an address a secret.
    logger.disabled = True
    return Apprise.instantiate(address.strip())


def _is_somebody(target: object) -> bool:
    """Tell a chat's number from a channel's name, however apprise keeps it."""
    shown = target[0] if isinstance(target, tuple) else target
    return str(shown).lstrip("-").isdigit()
