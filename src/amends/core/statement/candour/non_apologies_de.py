"""The German words of what is no apology."""

from __future__ import annotations

import re
from typing import Final

from amends.core.statement.candour.findings import Kind
from amends.core.statement.candour.rule import Rule, Turn
from amends.core.statement.cue import cue

_HURT: Final = (
    r"(?:verletz\w*|beleidig\w*|gekränkt|zu nahe|missverstand\w*|gestört|unwohl|getroffen|enttäuscht|irritiert"
    r"|verärgert|vor den kopf|angegriffen|ausgeschlossen)"
)
_FEEL: Final = (
    r"(?:empf(?:inde|and|unden)\w*|fühl\w*|gefühlt|angekommen|aufgefasst|aufgenommen|verstanden|so seh\w+|gelesen)"
)
_HOLD: Final = r"(?:daten|adressen|namen|bilder|listen)"
_SMALL: Final = r"(?:kleine[rs]?|harmlose[rs]?|winzige[rs]?|unbedeutende[rs]?)"

GERMAN: Final = (
    Rule(
        Kind.CONDITIONAL,
        cue(
            r"""
            (?:falls|wenn|sollten?|sofern|soweit) [^.!?;:\n]{0,80}?<hurt>
            (?:allen?|jede[nr]?|diejenigen), (?:die|der) [^.!?;:\n]{0,30}<maybe> [^.!?;:\n]{0,30}<hurt>
            """,
            hurt=_HURT,
            maybe="(?:möglicherweise|vielleicht)",
        ),
        needs=re.compile(r"leid|bedau|entschuldig|verzeih"),
    ),
    Rule(
        Kind.PASSIVE,
        cue(
            r"""
            (?:wurden|wurde|sind|ist) (?:\w+ ){0,3}fehler (?:\w+ )?(?:gemacht|passiert|unterlaufen|begangen|geschehen)
            fehler (?:wurden|sind|waren) (?:\w+ )?(?:gemacht|passiert|unterlaufen|geschehen)
            es (?:ist|kam|sind) (?:\w+ ){0,4}zu (?:fehlern|versäumnissen|problemen)
            (?:wurden|wurde) (?:\w+ ){0,3}<hold> (?:\w+ ){0,3}(?:weitergegeben|veröffentlicht|verloren|geteilt)
            (?:maßnahmen|schritte) (?:wurden |sind )?(?:\w+ )?(?:eingeleitet|ergriffen|getroffen|unternommen)
            """,
            hold=_HOLD,
        ),
        unless=cue("von mir | von uns | ich habe (?:einen|ihn|sie|den) | meine"),
    ),
    Rule(
        Kind.MINIMISING,
        cue(
            r"""
            <only> (?:ein|eine|einen|so ein) (?:<small> )?<thing>
            (?:ein|eine) <small> \w+
            lappalie | kleinigkeit | formalie | bagatelle | sturm im wasserglas | viel lärm | halb so wild
            kein drama | nicht so gemeint | aus einer mücke einen elefanten
            (?:niemand|keiner) ist (?:perfekt|fehlerfrei)
            (?:jeder macht|wir alle machen) (?:mal |einmal )?fehler
            man wird (?:ja |doch )?(?:wohl )?noch
            aufgebauscht | hochgespielt | sogenannte[rn]?
            """,
            only="(?:nur|bloß|lediglich|einfach|nichts als)",
            small=_SMALL,
            thing="(?:missverständnis|scherz|witz|spaß|hinweis|beitrag|bild|wort|versehen|meinung|kommentar)",
        ),
        unless=cue("nicht (?:nur|bloß) | keine (?:lappalie|kleinigkeit|bagatelle)"),
    ),
    Rule(
        Kind.ACCUSER,
        cue(r"""
            trolle | hater | mob | hetz\w* | shitstorm | empörungs\w+ | hysteri\w+ | neider | hexenjagd
            neidisch | überempfindlich | dünnhäutig | zu empfindlich
            (?:ihr müsst|sie müssen|man muss) (?:auch |aber |eben |schon )*verstehen
            (?:meine|unsere) kritiker\w* | überreagier\w* | überreaktion | opferrolle
            (?:hättet|hätten) (?:ihr|sie) (?:\w+ ){0,3}(?:lesen|fragen|wissen) (?:können|müssen)
            (?:sich|euch) (?:\w+ )?(?:selbst )?fragen, (?:was|ob|warum)
            provoziert | angestachelt
            wollt?e?n? (?:mich|uns) (?:\w+ )?(?:falsch verstehen|missverstehen)
        """),
        unless=cue(r"(?:kein|keine|nicht) (?:\w+ ){0,2}(?:trolle|mob|hater|neid\w*|überempfindlich|shitstorm)"),
    ),
    Rule(
        Kind.FEELINGS,
        cue(
            r"""
            (?:leid|bedau(?:re|ern|erlich)(?: es)?),? (?:dass|wenn) <who> [^.!?;:\n]{0,60}?<feel>
            aus dem zusammenhang gerissen | (?:falsch|miss)verstanden worden
            """,
            who=r"(?:ihr|sie|du|manche|einige|andere|jemand|es|das|der \w+|mein \w+)",
            feel=_FEEL,
        ),
    ),
    Rule(
        Kind.VAGUE,
        cue(r"""
            unannehmlichkeiten
            (?:etwaigen?|entstandenen?|möglichen?|jegliche) (?:irritationen|missverständnisse|verwirrung)
            für (?:alles, was|das, was|die situation|die umstände|die vorfälle)
            (?:was|wie es|wie das) (?:\w+ )?(?:passiert|gelaufen|geschehen|vorgefallen) ist
            (?:besser|anders) (?:laufen|machen|kommunizieren) (?:können|sollen)
        """),
    ),
    Rule(
        Kind.CLOSING,
        cue(r"""
            (?:thema|sache|angelegenheit|fall|kapitel) (?:\w+ ){0,4}(?:erledigt|beendet|abgeschlossen|vom tisch)
            schlussstrich
            nach vorne? (?:schauen|blicken|sehen)
            (?:mein|unser) letztes wort
            nichts (?:mehr |weiter )?(?:dazu )?zu sagen
            (?:darauf|es dabei) beruhen
        """),
        unless=cue("nicht bevor | erst wenn | noch nicht | keineswegs | nicht einfach"),
    ),
)

GERMAN_TURN: Final = Turn(
    but=cue("aber | jedoch | allerdings | doch | andererseits | trotzdem | dennoch"),
    owned=re.compile(
        r"\W*(?:ich weiß|das (?:ist|war|entschuldigt|reicht|genügt|macht)\b[^.!?]{0,30}\b(?:kein|keine|nicht|nichts)\b"
        r"|ich hätte|es war falsch|kein grund)"
    ),
    rejected=re.compile(
        r"(?:\bnicht\b|\bnie\b|\bkein\w*\b|anstatt|statt|raten mir|geraten)"
        r"[^.!?]{0,40}\b(?:schreib\w*|sag\w*|nenn\w*|satz\w*)\b[^.!?]{0,40}$"
    ),
)
