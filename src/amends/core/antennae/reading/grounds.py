"""What an objection stands on: a small list of cues for each ground, written for this project."""

from __future__ import annotations

from typing import Final

from amends.core.vocabulary import Ground

_CUES: Final[dict[Ground, str]] = {
    Ground.ADS: "ad, ads, advert, advertising, advertisement, billboard, commercial, infomercial, promo, promotion, plug, "
    "shilling, shill, selling, sales pitch, sell me, spam, marketing, advertorial, product placement",
    Ground.DISCLOSURE: "disclose, disclosed, disclosure, undisclosed, gifted, freebie, free phone, for free, hidden, hid, "
    "fine print, #ad, transparency, upfront, up front, last line, fourth paragraph, buried, admit, labelled, labeled",
    Ground.SPONSORSHIP: "sponsor, sponsored, sponsorship, paid review, paid for, bribe, bribed, paid to, bought, sell out, "
    "sellout, sold out, shilling, shill, payola, honest review, in return for, affiliate, ambassador",
    Ground.ASSOCIATION: "that company, that brand, sweatshop, your sponsor, the sponsor, partner with, partnering, "
    "in bed with, associate, associated, associating, company like, deal with them, work with them, their record",
    Ground.CAMPAIGN: "same post, same day, copy paste, copy pasted, all of you, campaign, coordinated, identical, "
    "script, scripted, talking points, same words, same hashtag, influencers, astroturf, twenty five, glowing reviews",
    Ground.CONSENT: "without asking, nobody asked, no one asked, never asked, didn't ask, consent, permission, opt out, "
    "opt in, by default, forced, forcing, against my will, without my, without our, signed up for, did not agree",
    Ground.PRIVACY: "privacy, private, tracking, telemetry, personal data, my data, our data, data, gdpr, spy, spying, "
    "spyware, surveillance, leaked, leak, doxxed, my address, analytics, screenshot",
    Ground.TRUST: "trust, trusted, promise, promised, lied, lie, lies, lying, liar, betrayed, betrayal, credibility, "
    "integrity, dishonest, honest, misleading, mislead, your word, hypocrite, hypocrisy, believed you, faith",
    Ground.BREAKING: "breaks, broke, broken, breaking, breaking change, backward compatibility, backwards compatibility, "
    "revert, regression, no longer works, stopped working, deprecated, removed, migration, compatibility",
    Ground.QUALITY: "bug, bugs, buggy, unusable, badly, slow, crash, crashes, poor, terrible, awful, ugly, sloppy, quality, "
    "useless, garbage, mess, wrong, confusing, bloated, unreadable, typo, amateur, half baked",
    Ground.SERVICE: "rude, dismissive, customer service, support, ignored, ignoring, no answer, no reply, hold, attitude, "
    "tone, condescending, disrespectful, respect, banned, blocked, unhelpful, service, treated, closing issues",
    Ground.DELAY: "late, delay, delayed, delays, waiting, wait, weeks, months, years, hours, still no, still waiting, when "
    "will, overdue, postponed, never arrived, slow response",
    Ground.PRICE: "price, prices, expensive, overpriced, cost, costs, pay, paywall, fee, fees, money, subscription, refund, "
    "cash grab, greed, greedy, charge, charged, afford, ripoff, rip off",
    Ground.HARM: "harm, harmful, hurt, hurtful, dangerous, unsafe, harass, harassment, bullying, abuse, abusive, victims, "
    "offensive, racist, sexist, ableist, slur, injured, kids, suicide, threatening",
    Ground.LEGAL: "illegal, legal, law, lawsuit, lawyer, license, licence, licensing, copyright, gpl, trademark, ftc, "
    "regulator, unlawful, terms of service, violates, violation, fraud, stolen, plagiarised",
    Ground.POLITICS: "political, politics, woke, censorship, censor, propaganda, ideology, ideological, sjw, left wing, right "
    "wing, political correctness, virtue signalling, boycott, war, regime, nazi, communist, racism, agenda",
    Ground.GOVERNANCE: "who decided, community, vote, voted, decision, decided, maintainers, maintainer, governance, discussion, "
    "behind closed, unilateral, unilaterally, process, consultation, consensus, rfc, dictator, transparent",
}


def _table() -> dict[str, tuple[Ground, ...]]:
    table: dict[str, tuple[Ground, ...]] = {}
    for ground, cues in _CUES.items():
        for cue in cues.split(","):
            table[cue.strip()] = (*table.get(cue.strip(), ()), ground)
    return table


_TABLE: Final = _table()
_ORDER: Final = {ground: place for place, ground in enumerate(Ground)}


def grounds_by_cue(words: list[str]) -> tuple[Ground, ...]:
    """Return the grounds whose cues stand among a post's tokens, in the order of `Ground`; perhaps none.

    >>> grounds_by_cue("nobody asked us before selling our data".split())
    (<Ground.ADS: 'ads'>, <Ground.CONSENT: 'consent'>, <Ground.PRIVACY: 'privacy'>)
    """
    found: set[Ground] = set()
    for at, word in enumerate(words):
        for size in (1, 2, 3):
            cue = word if size == 1 else " ".join(words[at : at + size])
            found.update(_TABLE.get(cue, ()))
    return tuple(sorted(found, key=_ORDER.__getitem__))
