"""The German words by which a tie is named in plain words, by kind of tie; and those of Hindi in Latin letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from amends.core.statement.connection import Tie
from amends.core.statement.cue import Cue, cue

KIN: Final = cue(
    r"(?:bruder|schwester|mutter|mama|vater|papa|frau|mann|ehefrau|ehemann|partner|partnerin|freund|freundin|sohn|tochter"
    r"|cousin|cousine|tante|onkel|oma|opa|eltern|schwager|schwägerin|schwiegermutter|schwiegervater|neffe|nichte|geschwister|verlobter|verlobte)(?:s|es|n|en)?"
)

SAID: Final[Mapping[Tie, Cue]] = {
    Tie.FREE_GOODS: cue(r"""
        (?:geschenkt|kostenlos|gratis|kostenfrei|unentgeltlich|umsonst|zur verfügung gestellt|bereitgestellt
        |überlassen|zugeschickt|zugesandt)
        (?:hat|haben|hatte|hatten|wurde|wurden|habe|bekam|bekommen) [^.!?\n]{0,60}?(?:geschenkt|geschickt|geschenk
        |eingeladen|gesponsert bekommen|bekommen|erhalten|gestellt|spendiert|übernommen|behalten)
        (?:rezensions|test|presse|gratis)(?:exemplare?|muster|produkt|reise|probe)
        pr-?(?:sample|muster|paket|geschenk) | als geschenk | ein geschenk von | geschenk (?:von|der|des)
        (?:hat|haben) (?:mich|uns) (?:\w+ ){0,5}?eingeladen | (?:wurde|wurden|war|waren) (?:\w+ ){0,6}?eingeladen
        auf einladung | einladung (?:von|des|der) | zu gast bei | (?:nicht|nichts) (?:\w+ )?bezahlt
        ohne (?:dafür )?(?:zu )?bezahl\w+ | behalten darf | darf ich behalten | darf (?:es|sie|ihn|das \w+) behalten
        gegen (?:eine )?(?:rezension|bewertung|erwähnung)
        (?:kosten|reisekosten|übernachtung\w*) (?:\w+ ){0,3}übernommen | schenkte (?:mir|uns) | schickte (?:mir|uns)
        (?:mir|uns) (?:\w+ ){0,5}?(?:geschickt|geschenkt|spendiert|überlassen)
    """),
    Tie.LENT_GOODS: cue(r"""
        leihgabe | leihweise | geliehen | ausgeliehen | verliehen | leih(?:gerät|wagen|rad|stellung) | testgerät
        testwagen | testrad | testmodell | teststellung
        (?:geht|gehen|ging|muss|müssen|schicke|schicken|gebe|geben) (?:\w+ ){0,5}?zurück
        zurück(?:schicken|geben|gegeben|geschickt|senden) | lieh (?:mir|uns) | leiht (?:mir|uns) | auf zeit
    """),
    Tie.PAID: cue(r"""
        (?:ich|wir) (?:werde|wurde|werden|wurden|bin|sind) (?:\w+ ){0,6}?(?:bezahlt|honoriert|beauftragt|vergütet)
        (?:bezahlt|zahlt|zahlen|bezahlen) (?:mich|mir|uns|für (?:diesen|diese|dieses|den|die|meine))
        (?:honorar|vergütung|bezahlung|geld|gage) (?:von|bekommen|erhalten|dafür|für)
        (?:bekomme|bekam|erhalte|erhielt|kriege|habe) (?:\w+ ){0,5}?(?:honorar|geld|vergütung|bezahlung|gage)
        im auftrag (?:von|der|des) | mein(?:e)? (?:kunde|kundin|auftraggeber|sponsor)
        (?:hat|haben) (?:\w+ ){0,5}?(?:bezahlt|beauftragt|finanziert)
        bezahlte (?:werbung|partnerschaft|werbepartnerschaft|kooperation|zusammenarbeit|anzeige)
        (?:dieser|der|das|diese) (?:\w+ )?(?:beitrag|post|text|artikel|video|folge|newsletter) (?:ist
        |enthält) (?:\w+ )?(?:werbung|anzeige|bezahlt)
        (?:achtung|vorsicht|es folgt|jetzt|das ist|hier ist|kurze|etwas),? (?:\w+ )?werbung
    """),
    Tie.AFFILIATE: cue(r"""
        provision\w*
        (?:bekomme|erhalte|verdiene|kriege) (?:\w+ ){0,8}?(?:anteil|prozent|wenn|cent|euro|kauf\w*|bestell\w*
        |provision)
        (?:verdiene|verdienen) (?:\w+ ){0,4}?(?:an|daran|mit|durch)
        (?:affiliate|partner|werbe)-?links?[^.!?\n]{0,60}?(?:provision|verdien|bekomme|erhalte)
        (?:wenn|falls) (?:ihr|du|jemand) (?:\w+ ){0,6}?(?:kauft|bestellt|kaufst|bestellst)[^.!?\n]{0,40}?(?:bekomme
        |verdiene|erhalte)
    """),
    Tie.EMPLOYMENT: cue(r"""
        (?:arbeite|arbeiten|arbeitete) (?:\w+ ){0,4}?(?:bei|für|dort|im|in|als)
        (?:bei|für) [^.!?\n]{0,40}? (?:arbeite|angestellt|beschäftigt|tätig)
        (?:mein|unser)(?:e|en|em|er)? (?:\w+ )?(?:arbeitgeber\w*|chef\w*|firma|unternehmen|job|kolleg\w+|team|büro
        |agentur|start-?up|betrieb)
        angestellt\w* (?:bei|von) | mitarbeiter(?:in)? (?:bei|von|der|des) | beschäftigt bei
        (?:ich|wir) (?:leite|leiten|führe|führen|gründete|gründeten|berate|beraten|betreibe|betreiben|entwickle
        |entwickeln|habe \w+ gegründet)
        gründer(?:in)? (?:von|der|des) | wir (?:bei|von|haben|bauen|machen) | bei uns
        (?:ich )?bin (?:\w+ ){0,3}?(?:bei|von) ǃ+ | (?:ich bin|bin ich) (?:\w+ )?(?:befangen|nicht neutral)
    """),
    Tie.FAMILY: cue(
        r"""
        (?:mein|unser)(?:e|em|er|en|es)? (?:\w+ ){0,3}?<kin>[^.!?\n]{0,40}?(?:gehört|betreibt|führt|leitet|gegründet
        |eröffnet|arbeitet|macht|backt|bäckt|geschrieben|gestaltet|baut|verkauft|firma|laden|café|bäckerei|restaurant
        |geschäft|buch|steckt dahinter|inhaber|kocht|braut)
        gehört (?:mein|unser)(?:e|em|er|en)? (?:\w+ ){0,3}?<kin>
        (?:von|bei) (?:mein|unser)(?:em|er|en) (?:\w+ ){0,3}?<kin> | (?:mein|unser)(?:es|er) (?:\w+ )?<kin>
        familien(?:betrieb|unternehmen|laden|firma)
        (?:ich )?bin (?:\w+ )?(?:befangen|parteiisch|verheiratet|verwandt|nicht neutral)
        ist (?:mein|unser)e? (?:\w+ )?<kin>
    """,
        kin=r"ǂ+",
    ),
    Tie.EQUITY: cue(r"""
        (?:halte|besitze|habe|besitzen|halten|haben) (?:\w+ ){0,6}?(?:anteile?|aktien|beteiligung|optionen)
        (?:anteile|aktien) (?:an|von|der|des)
        (?:ich )?bin (?:\w+ ){0,5}?(?:beteiligt|investiert|investor\w*|gesellschafter\w*|aktionär\w*|mitinhaber\w*
        |miteigentümer\w*)
        (?:mir|uns) gehör(?:t|en) (?:\w+ ){0,4}?(?:prozent|teil|anteile|aktien|%) | im (?:eigenen )?depot
    """),
}

DENIED: Final = cue(r"""
    (?:nicht|keine|kein|nie) (?:\w+ )?(?:gesponsert|bezahlt|werbung|anzeige|sponsoring|kooperation|werbe\w*)
    unbezahlt\w* | selbst (?:\w+ )?(?:gekauft|bezahlt|finanziert) | selbst ?gekauft | aus eigener tasche
    vom eigenen geld | niemand (?:hat|bezahlt|zahlt)
    (?:keine|keinerlei) (?:\w+ )?(?:verbindung|beziehung|geschäftsbeziehung|provision|gegenleistung)
""")

DENIED_TAGS: Final = frozenset(
    [
        "keinewerbung",
        "nichtgesponsert",
        "unbezahlt",
        "selbstgekauft",
        "selbstbezahlt",
        "keineanzeige",
        "unbezahltewerbung",
    ]
)

OWN_OPINION: Final = cue(r"""
    (?:ehrliche?r?s?|ehrlichen|unabhängige?r?|echte) (?:\w+ )?(?:meinung|bewertung|rezension|erfahrung\w*|fazit
    |urteil|test)
    (?:meine|eigene|ganz eigene) (?:\w+ )?(?:meinung|ansicht)
""")

HINDI: Final[Mapping[Tie, Cue]] = {
    Tie.FREE_GOODS: cue(r"""
        free (?:mein|me|mai|main) | muft (?:mein|me)?
        (?:bheja|bheji|bheje|diya|di|gift kiya|gift ki|gift mila|gift mili) (?:hai|tha|thi|mujhe|hain)?
        (?:ne|se) (?:\w+ ){0,4}?(?:bheja|bheji|bheje|gift|diya|free)
        (?:mujhe|hume|hamein) (?:\w+ ){0,4}?(?:mila|mili|mile|bheja|gift|free)
        (?:gift|free|pr) (?:\w+ )?(?:mila|mili|mile|aaya)
    """),
    Tie.PAID: cue(r"""
        paise (?:\w+ )?(?:diye|mile|liye|de) | paid (?:hai|collab|promotion|partnership|post) | sponsor (?:kiya|hai)
    """),
    Tie.AFFILIATE: cue(r"commission (?:\w+ ){0,3}?(?:milta|milega|hai|milti) | (?:paise|cut) (?:\w+ )?mil\w*"),
    Tie.FAMILY: cue(r"""
        (?:mer[aei]|hamar[aei]|apn[aei]) (?:\w+ ){0,3}?(?:bhai|behen|behan|didi|bhabhi|chacha|mama|mummy|papa|biwi
        |pati|husband|wife|cousin|dost|brother|sister|mom|dad)
    """),
    Tie.EMPLOYMENT: cue(r"""
        (?:main|mein|hum) (?:\w+ ){0,5}?(?:kaam|job|naukri|work) (?:karta|karti|karte) | meri (?:company|job|team)
        mera (?:office|startup)
    """),
    Tie.LENT_GOODS: cue(r"wapas (?:\w+ ){0,3}?(?:karna|karunga|karungi|bhejna|jayega|dena) | udhaar | loan par"),
}
