"""What an objection stands on: cues for each ground, a small lexicon written for this project."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from amends.core.vocabulary import Ground

if TYPE_CHECKING:
    from collections.abc import Iterable

_CUES: Final[dict[Ground, str]] = {
    Ground.ADS: "ad, ads, advert, adverts, advertise, advertised, advertising, advertisement, advertisements, "
    "advertorial, billboard, billboards, commercial, infomercial, promo, promos, promotion, "
    "promoting, plug, plugs, shill, shilling, shills, sales pitch, salesman, sell me, sell us, "
    "selling, spam, spamming, marketing, brochure, leaflet, product placement, discount code, "
    "promo code, vending machine, shop window, sell something, hawking",
    Ground.DISCLOSURE: "disclose, discloses, disclosed, disclosing, disclosure, undisclosed, gifted, freebie, "
    "freebies, fine print, small print, not labelled, no label, unlabelled, unlabeled, hashtag, "
    "upfront, up front, for free, got it free, was a present, was a gift, buried, footer, last "
    "line, never mentioned, didn't mention, forgot to mention, did not mention, failed to "
    "mention, see the mark, paid partnership, who paid, were paid",
    Ground.SPONSORSHIP: "sponsor, sponsors, sponsored, sponsorship, sponsoring, paid review, paid reviews, paid for "
    "by, bribe, bribed, paid to, paid you, pays you, bought and, sellout, sell out, sold out, "
    "payola, honest review, honest reviews, glowing review, glowing reviews, in return for, in "
    "exchange for, affiliate, ambassador, free phone, free phones, free laptop, free product, "
    "free products, review copy, your fee, their money, paycheck, paid verdict, product review, "
    "influencer, influencers, the highest bidder, money talks, price tag",
    Ground.ASSOCIATION: "that company, that brand, that firm, of all companies, of all the companies, of all the "
    "firms, of all people to, sweatshop, sweatshops, your sponsor, partner with, partnered with, "
    "partnering, in bed with, associate, associated with, associating, company like, companies "
    "like, your name next, their logo, that logo, who owns, who is paying, working with them, "
    "work with them, take money from, taking money from, their record, arms dealer, oil money, "
    "oil logo, blood money, their workers, next to theirs, the company you keep",
    Ground.CAMPAIGN: "same post, same posts, same day, same morning, same hour, same words, same wording, same "
    "hashtag, same caption, same photo, exact wording, exact same, copy paste, copy and paste, "
    "copy pasted, all of you posted, you all got, you all used, campaign, campaigns, coordinated, "
    "orchestrated, identical, script, scripted, talking points, same brief, same script, "
    "astroturf, astroturfing, everybody i follow, everyone i follow, half my timeline, my whole "
    "feed, whole timeline, carpet bombing, word for word",
    Ground.CONSENT: "without asking, nobody asked, no one asked, noone asked, never asked, didn't ask, did not "
    "ask, don't ask, not asked, if you'd asked, you ask, asked us, asked me, consent, permission, "
    "opt out, opt in, optout, optin, by default, forced on, forcing, force us, forces us, against "
    "my will, without my, without our, without a word, sign up for, signed up for, signed up to, "
    "did not agree, didn't agree, i agreed to, never agreed, no choice, no way to disable, cannot "
    "be disabled, can't be disabled, can't disable, turned on for, switched on for",
    Ground.PRIVACY: "privacy, private, tracking, tracker, trackers, tracked, telemetry, personal data, my data, "
    "our data, user data, users data, gdpr, spy, spying, spies, spyware, surveillance, leak, "
    "leaked, leaking, doxx, doxxed, doxxing, home address, my address, her address, full name, "
    "analytics, phone home, phones home, phoning home, screenshot of, in confidence, my contacts, "
    "my face, my location, confidential, fingerprinting, tracking pixel",
    Ground.TRUST: "trust, trusted, trusting, promise, promised, promises, broken promise, lie, lied, lies, "
    "lying, liar, liars, betray, betrayed, betrayal, credibility, integrity, dishonest, "
    "dishonesty, deceive, deceived, deceptive, misleading, mislead, misled, your word, hypocrite, "
    "hypocrites, hypocrisy, hypocritical, believed you, believe you, believe a word, believe "
    "this, good faith, bad faith, said you would, said you'd never, you said, backtrack, "
    "goalposts, two faced, scam, scammed, scammers, shady, cover up, edited after, deleted the, "
    "deleting the",
    Ground.BREAKING: "break, breaks, broke, broken, breaking, breakage, backward compatibility, backwards "
    "compatibility, backward compatible, backwards compatible, revert, reverted, regression, no "
    "longer works, no longer work, stopped working, stops working, doesn't work anymore, "
    "deprecated, deprecation, removed the, removing, removal, semver, major version, "
    "compatibility, incompatible, upgrade, downgrade, roll back, rolling back, rollback, used to "
    "work, existing users, existing code",
    Ground.QUALITY: "bug, bugs, buggy, unusable, unplayable, unwatchable, unreadable, badly, slow, slower, crash, "
    "crashes, crashed, crashing, poor, poorly, terrible, horrible, awful, ugly, sloppy, low "
    "quality, quality, useless, garbage, rubbish, trash, crap, crappy, mess, confusing, bloated, "
    "amateur, half baked, unfinished, broken ui, inaccurate, inconsistent, annoying, hard to "
    "read, bad design, poor design, worst, typos, never proofread, glitches, lag, doesn't work, "
    "does not work, not working, doesn't even work",
    Ground.SERVICE: "rude, rudely, dismissive, customer service, customer support, customer care, customers, tech "
    "support, ignored, ignoring, ignore, no answer, no reply, no response, on hold, hung up, "
    "attitude, condescending, disrespectful, disrespect, arrogant, arrogance, banned, ban me, "
    "unhelpful, the service, bad service, poor service, treat people, treat your, treat us, "
    "treated, treatment of, closing issues, closed the issue, staff, nobody answers, no one "
    "answers, agent, agents, representative, unprofessional, how you treat, hostile, support team",
    Ground.DELAY: "late, delay, delayed, delays, waiting, waited, still no, still not, still waiting, overdue, "
    "postponed, never arrived, never came, slow response, took weeks, took months, too long, for "
    "months, for weeks, for years, hours late, months ago, weeks ago, years ago, an hour, two "
    "hours, three hours, four hours, five hours, hrs, since january, since february, since march, "
    "ten weeks, finally, where is my, where is it",
    Ground.PRICE: "price, prices, priced, pricing, expensive, overpriced, cost me, costs, costly, paywall, "
    "paywalled, fee, fees, subscription, refund, refunds, refunded, cash grab, money grab, greed, "
    "greedy, charge, charged, charges, charging, afford, ripoff, rip off, ripped off, a month "
    "for, pay for, pay more, monetize, monetise, microtransactions, more expensive, my money "
    "back, money hungry, premium, doubling the price",
    Ground.HARM: "harm, harmed, harmful, harms, hurt, hurts, hurtful, hurting, dangerous, unsafe, danger, "
    "harass, harassed, harassing, harassment, bully, bullying, bullies, abuse, abusive, abused, "
    "victims, victim, offensive, racist, racism, sexist, sexism, misogynist, ableist, ableism, "
    "homophobic, transphobic, slur, slurs, injured, injuries, suicide, threat, threats, "
    "threatening, punching down, sent a mob, in hospital, insulting, insult, mocking, mocked, "
    "accessibility, disabled people, stigma",
    Ground.LEGAL: "illegal, illegally, legal, law, laws, lawsuit, lawyer, lawyers, sue, license, licence, "
    "licensed, licenses, licensing, relicense, relicensing, copyright, gpl, agpl, trademark, ftc, "
    "regulator, unlawful, terms of service, violates, violate, violation, fraud, fraudulent, "
    "stolen, stole, steal, stealing, theft, plagiarised, plagiarism, plagiarized, infringement, "
    "piracy, not allowed to",
    Ground.POLITICS: "political, politically, politics, woke, censorship, censor, censored, censoring, propaganda, "
    "ideology, ideological, sjw, sjws, left wing, right wing, political correctness, politically "
    "correct, virtue signalling, virtue signaling, boycott, war, regime, nazi, nazis, communist, "
    "communism, fascist, fascism, agenda, activism, activists, candidate, party politics, "
    "sanctions, russia, russian, ukraine, ukrainian, china, trump, government, democrats, "
    "republicans, blacklist, whitelist, slavery, minorities, snowflake, snowflakes",
    Ground.GOVERNANCE: "who decided, who decides, no vote, a vote, voted, no discussion, without discussion, without "
    "any discussion, behind closed, closed doors, unilateral, unilaterally, due process, usual "
    "process, proposal process, the process, consultation, consensus, rfc, dictator, "
    "dictatorship, community decision, the community, our community, a community, made the "
    "decision, this decision, your decision, the decision, locked the thread, locking this, lock "
    "the, closing this, closed this, private chat, moderators, moderator, gatekeeping, feedback, "
    "against the wishes, majority, democratic, code of conduct, coc, power trip, conflict of "
    "interest, merged it anyway",
}

_BITS: Final = {ground: 1 << place for place, ground in enumerate(Ground)}


def _bits_by_words() -> dict[tuple[str, ...], int]:
    """Return the bits that each cue tells, by its words; several grounds may share a cue."""
    bits: dict[tuple[str, ...], int] = {}
    for ground, cues in _CUES.items():
        for cue in cues.split(", "):
            words = tuple(cue.split())
            bits[words] = bits.get(words, 0) | _BITS[ground]
    return bits


_BY_WORDS: Final = _bits_by_words()
WORD_CUES: Final = {words[0]: bits for words, bits in _BY_WORDS.items() if len(words) == 1}
"""The bits of the grounds that a single word is a cue of."""
PHRASE_CUES: Final = {words: bits for words, bits in _BY_WORDS.items() if len(words) > 1}
"""The bits of the grounds that a run of words is a cue of."""


def bits_by_cue(words: list[str]) -> int:
    """Return the grounds whose cues stand among a post's tokens, one bit each; `grounds_of` names them.

    The plain form of what a reader does for many posts at once.

    >>> [ground.value for ground in grounds_of(bits_by_cue("nobody asked us before selling our data".split()))]
    ['ads', 'consent', 'privacy']
    """
    line = f" {' '.join(words)} "  # tokens hold no spaces, so a cue between spaces is a run of whole words
    found = 0
    for cue, bits in _BY_WORDS.items():
        if f" {' '.join(cue)} " in line:
            found |= bits
    return found


def bits_of(grounds: Iterable[Ground]) -> int:
    """Return the bits of grounds, as `grounds_of` reads them.

    >>> grounds_of(bits_of([Ground.PRICE, Ground.ADS]))
    (<Ground.ADS: 'ads'>, <Ground.PRICE: 'price'>)
    """
    found = 0
    for ground in grounds:
        found |= _BITS[ground]
    return found


@lru_cache(maxsize=4096)
def grounds_of(bits: int) -> tuple[Ground, ...]:
    """Return the grounds of a number of bits in the order of `Ground`, or `Ground.OTHER` alone where none fits."""
    return tuple(ground for ground, bit in _BITS.items() if bits & bit) or (Ground.OTHER,)
