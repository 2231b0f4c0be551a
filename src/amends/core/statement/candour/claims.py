"""What owners claim about facts, in English and in German: the words that a record can be held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from amends.core.statement.candour.numbers_said import NUMBER
from amends.core.statement.cue import Cue, cue

CLAIMS: Final[Mapping[str, Mapping[str, Cue]]] = {
    "en": {
        "nobody": cue(
            r"<nobody> (?:has |have |had |ever |yet |so far )*<objected>",
            nobody="(?:nobody|no one|not one (?:person|of you|reader)|not a (?:single )?(?:person|soul)|none of you)",
            objected=r"(?:object(?:ed|s)?|complain(?:ed|s)?|minded|minds|protested)",
        ),
        "few": cue(
            r"""
            <few> (?:\w+ ){0,2}<people>
            """,
            few=r"(?:a (?:handful|few|couple)(?: of)?|one or two|hardly any|a small (?:group|number) of)",
            people="(?:people|persons|readers|voices|followers|members|of you|individuals)",
        ),
        "people": cue(
            r"(<number>) (?:of you|people|persons|readers|followers) (?:have |had )?(?:now |so far )?<objected>",
            number=NUMBER,
            objected="(?:object(?:ed)?|complain(?:ed)?|protested)",
        ),
        "everyone": cue(
            r"(?:answered|replied to|written back to|responded to|got back to) <all>",
            all=r"(?:every(?:one|body)|every single \w+|every message|every one|each of you|each one|all of you)",
        ),
        "reviewers": cue(r"(<number>) (?:other )?(?:reviewers?|others|bloggers|creators)", number=NUMBER),
        "value": cue(
            r"(?:worth|sells? for|valued at|value of|priced at) <about>?[€$£]?\s?(<number>)",
            about="(?:about |around |some |roughly )",
            number=NUMBER,
        ),
        "posted": cue(r"(?:i|we) (?:posted|published|put it up|uploaded)[^.!?:]{0,25}? at (\d{1,2})[:.](\d\d)"),
        "first": cue(r"first (?:of you|person|objections?|complaints?|message)[^.!?:]{0,30}? at (\d{1,2})[:.](\d\d)"),
        "took": cue(
            r"(<number>) (minute|hour|day|week)s? before (?:the first|any(?:one|body)?)[^.!?]{0,20}<objected>",
            number=NUMBER,
            objected=r"(?:object\w*|complain\w*|protest\w*|wrote|said)",
        ),
        "hid nothing": cue(
            r"(?:never|not|n't) (?:\w+ ){0,2}<hid> (?:\w+ ){0,3}(?:comments?|messages?|anything|word)",
            hid="(?:deleted?|hid|hidden|hide|removed?|censored?)",
        ),
        "not paid": cue(
            r"(?:was|were|am|been|got) (?:not|never) (?:\w+ )?paid | (?:wasn't|weren't) paid | nobody paid (?:me|us)"
        ),
        "bought": cue(r"(?:i|we) (?:bought|paid for) (?:\w+ ){0,3}(?:myself|ourselves|with my own money)"),
    },
    "de": {
        "nobody": cue(r"(?:niemand|keiner) (?:\w+ ){0,3}(?:beschwert|widersprochen|gestört|beklagt)"),
        "few": cue(r"(?:ein paar|eine handvoll|wenige|einzelne) (?:\w+ )?(?:leute|menschen|leser\w*|stimmen|von euch)"),
        "people": cue(
            r"(<number>) (?:leute|menschen|personen|von euch) (?:haben )?(?:sich )?(?:beschwert|widersprochen)",
            number=NUMBER,
        ),
        "everyone": cue(
            r"(?:habe|haben) (?:\w+ ){0,2}<all> (?:[\w,]+ ){0,6}?(?:geantwortet|geschrieben)"
            r" | allen geantwortet | (?:alle|jede) (?:nachricht\w*|fragen?) beantwortet",
            all=r"(?:allen|jedem|jeder|auf (?:alle|jede) \w+)",
        ),
        "reviewers": cue(
            r"(<number>) (?:anderen? )?(?:rezensent\w*|andere[nr]?|blogs?|blogger\w*|tester\w*)", number=NUMBER
        ),
        "value": cue(r"(?:im wert von|wert ist|kostet) (?:etwa |rund |ungefähr )?[€$£]?\s?(<number>)", number=NUMBER),
        "posted": cue(
            r"ich (?:habe )?[^.!?:]{0,25}?um (\d{1,2})[:.](\d\d)(?: uhr)? (?:gepostet|veröffentlicht|online gestellt)"
        ),
        "first": cue(r"erste[nr]? (?:von euch|einwand|beschwerde|nachricht)[^.!?:]{0,30}?um (\d{1,2})[:.](\d\d)"),
        "took": cue(
            r"(<number>) (minute|stunde|tag|woche)e?n? (?:bis|bevor) [^.!?]{0,30}(?:beschwert|widersprochen|meldete)",
            number=NUMBER,
        ),
        "hid nothing": cue(r"(?:nie|niemals|nichts|keine?n?) (?:\w+ ){0,3}(?:gelöscht|versteckt|ausgeblendet)"),
        "not paid": cue(r"(?:nicht|nie|von niemandem) (?:\w+ ){0,2}bezahlt"),
        "bought": cue(r"selbst (?:bezahlt|gekauft|finanziert)"),
    },
}
"""By language, what owners claim about the case; a group holds the number or the time of day."""
