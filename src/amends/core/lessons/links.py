"""What links and codes tell of who earns by them: a partner's tag, a campaign's mark, a code that is somebody's own."""

from __future__ import annotations

import re
from typing import Final

from amends.core.lessons.draft import Draft, Mark
from amends.core.lessons.finding import Span
from amends.core.statement.cue import cue

_PARTNER: Final = re.compile(
    r"[?&](?:tag|ref|ref_|refid|referral|referrer|aff|affid|aff_id|affiliate|affiliate_id|afftrack|irclickid|clickid"
    r"|awc|awinaffid|cjevent|sscid|ranmid|ransiteid|rfsn|partner|partnerid|partner_id|pid|via|invite|linkcode|camp"
    r"|u1|subid|sub_id|ascsubtag|fp_ref|lmref|coupon|promo|discount)=[^&\s]+"
    r"|://(?:[\w-]+\.)*(?:amzn\.to|awin1\.com|shareasale\.com|go\.skimresources\.com|click\.linksynergy\.com"
    r"|anrdoezrs\.net|jdoqocy\.com|tkqlhce\.com|dpbolvw\.net|kqzyfj\.com|prf\.hn|rstyle\.me|shopstyle\.it|liketk\.it"
    r"|ltk\.app|shop\.ltk\.com|geni\.us|go\.magik\.ly|howl\.me|bhpho\.to|ebay\.us|fkrt\.it|ekaro\.in|digistore24\.com"
    r"|partners\.webmasterplan\.com|tc\.tradetracker\.net|track\.webgains\.com|s\.click\.aliexpress\.com)"
    r"|^(?:amzn\.to|geni\.us|rstyle\.me|liketk\.it|fkrt\.it|shopltk\.com)/"
    r"|/(?:ref|r|refer|invite|aff|affiliate|go|partner)/[\w-]{2,}",
    re.IGNORECASE,
)
_HARMLESS: Final = re.compile(
    r"[?&](?:ref|via)=(?:hn|home|nav|footer|header|share|search|rss|readme|docs)\b|github\.com/", re.IGNORECASE
)
_CAMPAIGN: Final = re.compile(r"[?&](?:utm_\w+|gclid|fbclid|mc_cid|mc_eid|igshid)=", re.IGNORECASE)

_CODE: Final = re.compile(
    r"\b(?:[Cc]ode|CODE|[Cc]oupon|COUPON|[Vv]oucher|[Rr]abattcode|[Gg]utscheincode|[Pp]romocode)s?\b"
    r"(?:\s+(?:is|lautet|at checkout|word))?\s*[:=\-–—]?\s*[\"“„'(*`#]{0,2}"
    r"((?=[A-Z0-9_-]*[A-Z])[A-Z0-9][A-Z0-9_-]{3,24})\b"
)
_BARE_CODE: Final = re.compile(
    r"\b(?:[Ww]ith|[Uu]se|[Uu]sing|[Ee]nter|[Mm]it|[Pp]er|[Qq]uote)\s+[\"“„'*]?([A-Z]{3,14}\d{1,3})\b"
)
_OWN_CODE: Final = cue(r"""
    (?:my|our) (?:\w+ )?(?:discount |promo |referral |affiliate |partner |personal |creator |coupon )*(?:code|coupon
    |voucher)
    my (?:\w+ )?(?:referral|affiliate|partner|amazon|invite|discount) (?:link|url|page|shop|store(?:front)?)
    use my link | with my link | through my link | via my link
    mein(?:em|en)? (?:\w+ )?(?:rabattcode|code|gutschein\w*|partnerlink|affiliate-?link|empfehlungslink)
    mera (?:code|link) | mere (?:code|link)
""")


def partner_links(draft: Draft) -> list[Mark]:
    """Return the links by which somebody is paid for who follows them.

    >>> from amends.core.lessons.draft import draft
    >>> [mark.text for mark in partner_links(draft("https://shop.example/a?tag=june-20 https://docs.example/?ref=nav"))]
    ['https://shop.example/a?tag=june-20']
    """
    return [link for link in draft.links if _PARTNER.search(link.text) and not _HARMLESS.search(link.text)]


def campaign_links(draft: Draft) -> list[Mark]:
    """Return the links that are counted towards a campaign. Newsletters mark every link so: it proves nothing alone.

    >>> from amends.core.lessons.draft import draft
    >>> len(campaign_links(draft("https://shop.example/a?utm_source=feed&utm_campaign=spring")))
    1
    """
    return [link for link in draft.links if _CAMPAIGN.search(link.text)]


def codes(draft: Draft) -> list[Span]:
    """Return where a discount code stands, with the word before it.

    >>> from amends.core.lessons.draft import draft
    >>> offer = draft("20% off with code MILA20 today")
    >>> [offer.said(span) for span in codes(offer)]
    ['code MILA20']
    """
    found = [*_CODE.finditer(draft.text), *_BARE_CODE.finditer(draft.text)]
    return sorted({match.span() for match in found if draft.low[match.start()] != " "})


def own_code(draft: Draft) -> Span | None:
    """Return where a code or link is called the writer's own.

    >>> from amends.core.lessons.draft import draft
    >>> own_code(draft("Use my referral link"))
    (4, 20)
    """
    found = _OWN_CODE.search(draft.low)
    return found.span() if found else None
