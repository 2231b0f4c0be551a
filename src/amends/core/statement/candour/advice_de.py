"""What is said in German about each finding: why it matters, and what would mend it. Never words for the statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from amends.core.statement.candour.findings import Kind

GERMAN: Final[Mapping[str, tuple[str, str]]] = {
    Kind.MISSING_RESPONSIBILITY: (
        "Hier steht nirgends, dass Sie es waren. Kein Teil einer Entschuldigung wiegt mehr.",
        "Sagen Sie in einem einfachen Satz, was Sie getan haben und dass Sie es waren.",
    ),
    Kind.MISSING_REPAIR: (
        "Hier steht nicht, was Sie dagegen getan haben oder tun werden. Nach dem Eingeständnis wiegt das am meisten.",
        "Nennen Sie etwas, das getan ist oder getan wird, und bis wann.",
    ),
    Kind.MISSING_REGRET: (
        "Hier steht nicht, dass es Ihnen leidtut.",
        "Wenn es so ist, sagen Sie es, und was Ihnen leidtut.",
    ),
    Kind.MISSING_EXPLANATION: (
        "Hier steht nicht, wie es dazu kam. Wer nach dem Warum fragt, fragt weiter.",
        "Sagen Sie, wie es geschah, als Grund und nicht als Ausrede. Das kann warten, wenn Sie es noch nicht wissen.",
    ),
    Kind.MISSING_REPENTANCE: (
        "Hier steht nicht, was beim nächsten Mal anders sein wird.",
        "Nennen Sie etwas, das Sie anders machen, am besten etwas, das andere nachprüfen können.",
    ),
    Kind.CONDITIONAL: (
        "So hängt die Entschuldigung davon ab, ob jemand verletzt wurde. Menschen haben gesagt, dass sie es sind.",
        "Lassen Sie die Bedingung weg und nennen Sie, was Sie getan haben, und wem.",
    ),
    Kind.BUT: (
        "Was hier folgt, nimmt das Bedauern davor zurück.",
        "Beenden Sie den Satz nach dem Bedauern. Erklären Sie an anderer Stelle, wenn es noch nötig ist.",
    ),
    Kind.PASSIVE: (
        "In diesem Satz tut niemand etwas, also hat es niemand getan.",
        "Setzen Sie ein, wer es war.",
    ),
    Kind.MINIMISING: (
        "Das sagt den Menschen, es sei klein. Sie haben Ihnen gesagt, dass es das für sie nicht ist.",
        "Überlassen Sie denen, die widersprechen, wie groß es ist.",
    ),
    Kind.ACCUSER: (
        "Das wendet sich denen zu, die widersprechen, und weg von dem, was Sie getan haben.",
        "Lassen Sie weg, wie sie sind und was sie hätten tun sollen.",
    ),
    Kind.FEELINGS: (
        "Das bedauert, was andere fühlen oder verstanden haben, und nicht, was Sie getan haben.",
        "Sagen Sie, was Sie getan haben, dass sie so fühlen.",
    ),
    Kind.VAGUE: (
        "Das könnte unter allem stehen. Niemand erkennt daran, dass Sie wissen, was geschehen ist.",
        "Nennen Sie die Sache selbst.",
    ),
    Kind.CLOSING: (
        "Das beendet das Gespräch. Eine Entschuldigung wirkt besser, wenn man sich gehört fühlt.",
        "Sagen Sie, bis wann Sie zuhören, und lassen Sie das Ende von selbst kommen.",
    ),
    f"{Kind.CLOSING} waiting": (
        "Das beendet das Gespräch, während {record} Menschen noch auf Antwort warten.",
        "Sagen Sie, bis wann Sie zuhören, und antworten Sie denen, die warten.",
    ),
    Kind.CONNECTION_UNNAMED: (
        "Sie haben eine Verbindung zu {name} angegeben, und der Text spricht nicht davon.",
        "Nennen Sie in den ersten Zeilen, wer Ihnen was gegeben hat, und wofür.",
    ),
    Kind.CONNECTION_LATE: (
        "Die Verbindung zu {name} kommt spät. Viele lesen nur den Anfang.",
        "Setzen Sie sie in den ersten Absatz.",
    ),
    Kind.CONNECTION_VAGUE: (
        "Daran erkennt man nicht, was {name} Ihnen gegeben hat, oder dass es {name} war.",
        "Sagen Sie beides: wer es war und was Sie bekommen haben.",
    ),
    Kind.DENIAL: (
        "Veröffentlicht haben Sie „{denial}“, und hier steht es anders. Man wird beides finden.",
        "Sagen Sie, dass die früheren Worte nicht stimmten und seit wann Sie das wissen.",
    ),
    "fact nobody": (
        "In diesem Fall haben {record} Menschen widersprochen.",
        "Nennen Sie die Zahl, oder lassen Sie die Behauptung weg.",
    ),
    "fact few": (
        "Es sind nicht wenige: In diesem Fall haben {record} Menschen widersprochen.",
        "Nennen Sie die Zahl, oder lassen Sie die Behauptung weg.",
    ),
    "fact people": (
        "In diesem Fall ist die Zahl derer, die widersprochen haben, eine andere: {record}.",
        "Nennen Sie die Zahl mit der Uhrzeit, zu der Sie gezählt haben.",
    ),
    "fact everyone": (
        "Nach den Aufzeichnungen warten noch {record} Menschen auf Antwort.",
        "Sagen Sie, wie vielen Sie geantwortet haben und wie viele warten.",
    ),
    "fact reviewers": (
        "Nach den Aufzeichnungen haben {record} Menschen dasselbe bekommen, Sie eingeschlossen.",
        "Berichtigen Sie die Zahl hier, oder in den Aufzeichnungen, wenn sie dort falsch ist.",
    ),
    "fact value": (
        "Nach den Aufzeichnungen ist es {record} wert.",
        "Berichtigen Sie die Zahl hier, oder in den Aufzeichnungen, wenn sie dort falsch ist.",
    ),
    "fact posted": (
        "Nach den Aufzeichnungen haben Sie es um {record} veröffentlicht.",
        "Berichtigen Sie die Uhrzeit.",
    ),
    "fact first": (
        "Nach den Aufzeichnungen kam der erste Widerspruch um {record}.",
        "Berichtigen Sie die Uhrzeit.",
    ),
    "fact took": (
        "Nach den Aufzeichnungen kam der erste Widerspruch {record} min nach der Veröffentlichung.",
        "Berichtigen Sie die Dauer, oder lassen Sie sie weg.",
    ),
    "fact hid nothing": (
        "Nach den Aufzeichnungen wurden {record} Nachrichten verborgen.",
        "Sagen Sie, wie viele, und nach welcher Regel.",
    ),
    "fact not paid": (
        "Sie haben angegeben, dass Sie bezahlt wurden, und hier steht, dass nicht.",
        "Sagen Sie, wie es war; berichtigen Sie die angegebene Verbindung, wenn sie falsch ist.",
    ),
    "fact bought": (
        "Sie haben angegeben, dass Sie es bekommen haben, und hier steht, dass Sie es bezahlt haben.",
        "Sagen Sie, wie es war; berichtigen Sie die angegebene Verbindung, wenn sie falsch ist.",
    ),
}
