"""The German words by which the elements of an apology are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from amends.core.statement.candour.findings import ElementName
from amends.core.statement.cue import Cue, cue

_FAULT: Final = "(?:fehler|schuld|verantwortung|entscheidung|versäumnis|werk|irrtum|nachlässigkeit|gedankenlosigkeit)"
_WRONG: Final = (
    "(?:falsch|unehrlich|gemein|dumm|unfair|feige|fahrlässig|gedankenlos|herablassend|rücksichtslos|leichtsinnig)"
)
_DONE: Final = "(?:weg|zu|gelöscht|gekündigt|zurückgezogen|korrigiert|wieder|entfernt|offline)"
_DID: Final = "(?:gelöscht|korrigiert|nachgetragen|zurückgezogen|ersetzt|bezahlt|gegeben|entfernt)"

GERMAN: Final[Mapping[ElementName, Cue]] = {
    ElementName.REGRET: cue(r"""
        (?:tut|tat|täte) (?:es |mir |uns |das )+(?:\w+ ){0,3}leid
        bedau(?:re|ern|erlich|erlicherweise)
        bereuen?
        entschuldig(?:e|en|ung)
        schäme mich
        um verzeihung
    """),
    ElementName.EXPLANATION: cue(r"""
        weil
        ich (?:dachte|glaubte|hoffte|wollte)
        habe (?:gehofft|geglaubt|gedacht)
        der grund (?:ist|war|dafür)
        aus (?:angst|scham|eile)
        habe (?:nicht|nie) nachgedacht
    """),
    ElementName.RESPONSIBILITY: cue(
        r"""
        (?:mein|unser)e?r? (?:eigener |eigene )?<fault>
        (?:das|es) waren? ich
        lag an (?:mir|uns)
        (?:war|ist) (?:\w+ )?von mir
        war (?:\w+ )?<wrong>
        (?:bin|ich war|wir waren) (?:\w+ ){0,3}<wrong>
        hätten? [^.!?]{0,80}?(?:müssen|sollen|dürfen)
        habe (?:ich )?(?:\w+ ){0,6}(?:mist gebaut|belogen|gelogen|versagt|versäumt|verbockt|weggelassen|entschieden)
        habe (?:ich )?(?:\w+ ){0,3}einen (?:fehler )?gemacht
        ich (?:wusste es|habe es gewusst)
        ich (?:trage|übernehme) (?:die |volle |dafür )*verantwortung
        ich habe [^.!?]{1,80}ohne (?:zu fragen|euch|sie|vorwarnung)
        das war gelogen
        """,
        fault=_FAULT,
        wrong=_WRONG,
    ),
    ElementName.REPENTANCE: cue(r"""
        künftig
        ab (?:heute|jetzt|sofort)
        nie wieder
        in zukunft
        von nun an
        kommt nicht (?:wieder|mehr) vor
        (?:nehme|mache|tue|schreibe|lege|werde) [^.!?]{0,60}(?:mehr|nie wieder)
        (?:das|beim) nächsten? mal
        ich verspreche
    """),
    ElementName.REPAIR: cue(
        r"""
        (?:ist|sind|bleibt|stehen) (?:\w+ ){0,4}<done>
        (?:steht|stehen|beginnen|beginnt) (?:\w+ ){0,3}(?:jetzt|nun|da|dort|damit|über|unten|im netz)
        (?:bekommt|bekommen|haben|hat) (?:\w+ ){0,4}geld(?: zurück)?
        (?:habe|haben) (?:ich |wir )?(?:\w+ ){0,6}<did>
        geht (?:an|zurück)
        mache ich (?:eine|es)
        antworte (?:ich )?(?:allen|jedem|euch)
        """,
        done=_DONE,
        did=_DID,
    ),
    ElementName.FORGIVENESS: cue("verzeih(?:t|en|ung)? | vergebung | vergebt"),
}
