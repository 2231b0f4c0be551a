"""Say in sentences why a result is what it is."""

from __future__ import annotations

from collections.abc import Sequence

from amends.core.choice import sentences
from amends.core.choice.question import Question
from amends.core.choice.sentences import PEOPLE, PERSON, Sentence, Value, number, say
from amends.core.decision.margins import Margins
from amends.core.decision.verdict import Without


def reasons(
    question: Question,
    why: Sequence[str],
    firm: Margins,
    *,
    cluster: Without | None = None,
    removed: Without | None = None,
) -> tuple[Sentence, ...]:
    """Fill the sentences of a result: first what the count said, then whatever contests it.

    >>> from amends.core.choice.question import EXAMPLE
    >>> from amends.core.decision.count import Count
    >>> from amends.core.decision.judge import judge
    >>> from amends.core.decision.margins import margins
    >>> close = Count(221, (118, 71, 32))
    >>> found = judge(EXAMPLE, close)
    >>> print(*reasons(EXAMPLE, [found.why], margins(EXAMPLE, close, (), found)))
    118 of 221 were for “Withdraw it”; it needed 111.
    """
    voted = question.electorate_size - firm.silent
    together = cluster.behind if cluster else 0
    values: dict[str, Value] = {
        "got": firm.got,
        "of": firm.of,
        "needed": firm.needed,
        "floor": number(question.rule.floor, PERSON, PEOPLE),
        "voted": number(voted, PERSON, PEOPLE),
        "option": question.said(firm.about),
        "otherwise": question.said(question.otherwise),
        "together": number(together, PERSON, PEOPLE),
        "cluster": number(cluster.people if cluster else 0, PERSON, PEOPLE),
        "fakes": firm.fakes or 0,
        "removed": number(removed.people if removed else 0, sentences.BALLOT_WORD, sentences.BALLOTS_WORD),
    }
    told = []
    for key in why:
        template = sentences.REASONS[key]
        told.append(say(template, **{name: value for name, value in values.items() if f"{{{name}}}" in template}))
    return tuple(told)
