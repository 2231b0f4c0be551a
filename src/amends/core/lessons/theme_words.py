"""The words of promises that people make after a storm, and of drafts that keep or break them."""

from __future__ import annotations

from typing import Final

from amends.core.statement.cue import cue

SAYS_SORRY: Final = cue(r"""
    sorry | apolog\w+ | own (?:up|it) | admit\w* | get (?:something|it|things|a fact) wrong | mistakes?
    entschuldig\w*
""")
PLAINLY: Final = cue(r"""
    plain\w* | (?:no|without|never|make no) (?:\w+ )?(?:ifs|excuses?|buts|conditions|hedging) | properly | straight
    ohne (?:wenn|ausreden) | klar
""")
PLAIN_APOLOGY: Final = (SAYS_SORRY, PLAINLY)
"""Both stand in a promise to apologise without taking it back."""
ASKED_FIRST: Final = cue(r"""
    ask(?:s|ed|ing)? | permission | consent\w* | agree\w* | sign(?:s|ed)? (?:off|a form|it) | signed | said yes
    say yes | unless they | unless you | unless that | talk(?:ing)? (?:with|to) | listen\w*
    hear(?:s)? (?:about|from) | vote\w* | consult\w* | say in | polls? | run (?:it )?(?:by|past) | check with
    einwillig\w* | eingewilligt | erlaub\w* | frag\w* | gefragt | zustimm\w* | zugestimmt | einverstanden
""")
TOLD_AHEAD: Final = cue(r"""
    announc\w+ | notice | warn\w* | in advance | ahead | beforehand | tell you | let you know | will (?:know|hear)
    before | ankündig\w* | kündigen | vorher | vorab | bescheid
""")
NOBODY_ASKED: Final = cue(r"""
    (?:did|have|has|had|do|does)(?:n't| not) (?:\w+ )?(?:ask|asked|tell|told|run (?:it|this)|check|checked|consult
    |warn|heard|hear|know|known)
    (?:didn't|did not|don't|do not|doesn't|does not) (?:even )?know(?: (?:it|that|we|i|about|they|yet))?
    (?:no|not an?|without (?:an?|any)?) (?:heads[- ]up|notice|warning|word|announcement|vote|consultation|permission)
    (?:have|has|had|got) no (?:idea|clue) | no idea (?:who|that|we|i) | not one of (?:\w+ ){1,3}knew
    nobody (?:knew|asked|was asked|voted|has been asked) | no one (?:knew|asked|was asked)
    none of them (?:knew|know|was asked|were asked) | never (?:asked|told|met)
    without (?:asking|telling|her|his|their|anybody|anyone) (?:\w+ )?(?:knowing|knowledge)?
    before (?:we|i) could (?:say|ask|tell) | first you(?:'re| are| will be)? hear(?:ing)?
    between the (?:two|three|four|five) of us
    (?:decided|settled|agreed|merged) (?:(?:it|this|that) )?(?:\w+ ){0,4}?(?:last night|yesterday|the same (?:evening
    |day)|among ourselves|over lunch|at the sprint|in private|behind closed doors)
    (?:figured|guessed|knew|thought) (?:they|she|he|you)(?:'d| would) (?:only )?(?:say no|mind|object|complain)
    (?:won't|will not|not going to|not gonna) (?:go into|explain|discuss|say (?:what|why|who)) | surprise
    by surprise | unannounced | out of the blue | overnight | as of (?:this morning|today|now|tonight)
    (?:it|that) was [$€£₹]?\d+ yesterday | i know,? (?:this is )?(?:short notice|sudden)
    effective (?:immediately|today|now) | (?:nobody|no one|none) (?:\w+ ){0,2}?asked
    learning (?:of|about) (?:this|it) here | (?:didn't|did not|don't) (?:even )?notice
    (?:doesn't|don't|didn't|does not|do not) (?:even )?(?:know|realise|realize) | behind (?:her|his|their) backs?
    she'll (?:find out|kill me) | they'll (?:find out|get over it) | too good not to | couldn't resist | couldn't wait
    (?:weren't|wasn't|were not|was not) (?:asked|told|consulted|warned)
    skipped the (?:vote|poll|discussion|consultation|rfc)
    no (?:vote|poll|discussion|debate|rfc|survey) (?:this time|needed|was) | just (?:went|gone) ahead | went ahead
    (?:eltern|kunden|leute|mitglieder) haben wir (?:\w+ ){0,3}?nicht (?:\w+ )?gefragt | nicht extra gefragt
    gefragt habe(?:n)? (?:ich|wir) (?:\w+ )?nicht | (?:gar |noch )?nicht gemerkt | ohne (?:\w+ ){0,2}?zu fragen
    ungefragt | nicht gefragt | niemand(?:en)? (?:\w+ )?gefragt | ohne (?:zu fragen|rückfrage|ankündigung|vorwarnung)
    weiß (?:noch )?nichts davon | wissen (?:noch )?nichts davon | überraschung | ab sofort | ab heute | ab morgen
""")
AS_PROMISED: Final = cue(r"""
    as (?:i|we) (?:said|promised|told you|always do) | as promised | like (?:i|we) promised
    (?:kept|keeping) (?:my|our) (?:word|promise)
    (?:i|we) (?:said no|turned (?:it|them|him|her) down|declined|sent it back)
    (?:bought|paid for) (?:\w+ )?(?:myself|ourselves) | wie (?:versprochen|angekündigt|zugesagt)
    selbst (?:gekauft|bezahlt)
""")
"""By these a draft says that something promised is being kept."""
KEEPS_ASKING: Final = cue(r"""
    (?:we|i) asked (?:\w+ ){0,2}(?:and|whether|if|first) | said yes
    with (?:her|his|their) (?:blessing|permission|consent|ok|okay) | gave (?:us|me) (?:permission|leave)
    signed (?:a |the )?(?:release|form) | nothing (?:is|has been) decided | nothing changes | haven't changed
    (?:off|stays off) until you | if you(?:'d| would)? (?:like|want|agree) | would you (?:want|like|mind|prefer)
    what do you think | tell us (?:what|whether|by) | comments? (?:is|are|stays?) open | still (?:on )?until
    ten weeks | weeks from | as (?:announced|promised|agreed) | no photo | no picture
    mit (?:ihrer|seiner|deren) (?:erlaubnis|einwilligung) | wir haben gefragt | was meint ihr
""")
PICTURED: Final = cue(r"""
    photos?\w* | pictures?\w* | pics? | snap(?:s|ped)? | swipe | close-ups? | album | clips? | videos? | camera
    footage | portrait\w* | screenshots? | live screen | faces? | foto\w* | bild\w* | album | gesicht\w* | galerie
""")
OF_PICTURES: Final = cue(r"""
    photos? | pictures? | images? | faces? | clips? | videos? | shown? | name | stories | story | cases? | footage
    film\w* | foto\w* | bild\w* | gesicht\w* | zeigen
""")
SOMEBODY: Final = cue(r"""
    customers? | patients? | kundin\w* | people | strangers? | passers-?by | guests? | victims?'? | relatives
    members? | clients? | children | kids | pupils? | students? | visitors? | staff | kunden? | kindern? | gäste\w*
    patient\w* | mitglied\w*
""")
CHANGES: Final = cue(r"""
    clos(?:e|ing) | end(?:ing)? (?:any|a|the) | cut(?:ting)? | cancel\w* | services? | rules? | timetable\w*
    schedule\w* | opening | default\w* | licen[cs]e\w* | apis? | break\w* | features? | changes? | changing | remov\w+
    drop\w* | rename\w* | settings? | configuration | lizenz\w* | standard\w* | änder\w* | funktion\w*
""")
CHANGED: Final = cue(r"""
    (?:decided|voted|agreed) to (?:end|close|stop|cut|move|drop|cancel|scrap|merge)
    (?:is|was|will be) (?:its|the|our) last (?:day|week)
    (?:is|are|has been|have been) (?:over|scrapped|cancelled|closed|ended|moved|replaced|cut|swapped|switched)
    goes? away | (?:we|i)(?:'ve| have)? (?:scrapped|moved|switched|swapped|flipped|changed|cut|ended|replaced|merged)
    (?:is|are|was|were) (?:now )?(?:gone|removed|dropped|renamed|live|merged) | no longer | tore out | ripped out
    removed | dropped | renamed | (?:used to be|it used to) | has a new format | needs a rewrite | refuses? to
    relicens\w* | under (?:the )?(?:\w+ ){0,3}(?:terms|licen[cs]e)
    now (?:give|gives|means|uses|requires|defaults?|sends|on) | is (?:now )?on by default | entfernt | umbenannt
    nicht mehr | gestrichen
""")
PRICES: Final = cue(r"""
    prices? | pay (?:more|extra) | (?:cost|fees?|charges?) | dearer | preis\w* | teurer | preiserhöhung\w*
""")
COSTS_MORE: Final = cue(r"""
    (?:it|that) was [$€£₹]?\d+ (?:yesterday|last week|until) | admission (?:\w+ ){0,3}?is [$€£₹]\d+ | now adds \d+
    (?:is|are|be|goes|go|went|rises?|up|now|costs?|adds?) (?:up )?(?:(?:to|from|at|by) )?[$€£₹]?\d+(?:[.,]\d+)?
    (?:up|more|extra|instead of|rather than|statt) (?:from )?[$€£₹]?\d+ | adds \d+ cents
    prices? (?:go|goes|went|are going|rise|rose|climb)\w* | kostet | kosten | teurer | erhöh\w*
""")
PRICE_STAYS: Final = cue(r"""
    (?:your|the|its|old|same) (?:old )?price (?:stays|is the same|does not|remains) | stays? at | bleib\w*
    same price as | no extra | nothing extra | (?:you )?(?:don't|do not) have to (?:do|pay) anything
""")
NO_CHARGE: Final = cue(r"""
    (?:free of charge|for free|no (?:extra )?(?:charge|fee|cost)) (?:\w+ ){0,3}?(?:for (?:everyone|everybody|all|you)
    |here)
    remain free | stay(?:s)? free | (?:not|never|won't) (?:have to )?pay (?:extra|more)
""")
CLOSES: Final = cue(r"""
    clos(?:e|ed|ing|ure) | shut | holidays? | leave | break | urlaub | ferien | geschlossen | schließ\w*
""")
CLOSED: Final = cue(r"""
    (?:closed|shut|shutters(?: are)? down|away|off|no service) (?:\w+ ){0,2}(?:from|until|till|for|tomorrow|today|all)
    back (?:on|in) | geschlossen | im urlaub | wieder da
""")
DATA: Final = cue(r"""
    telemetry | usage (?:data|statistics|counts) | collect\w* | track\w*
    leaves? your (?:machine|computer|device|phone) | phone home | how you use | analytics | nutzungsdaten | daten
    sammeln | verlässt deinen
""")
SENDS: Final = cue(r"""
    phones? home | pings? (?:our|us|the|a)
    (?:sends?|reports?|uploads?|transmits?) (?:us|our|to us|back|home|anonymous|usage|your) | collects? | telemetry
    logs (?:every|what|which) | schickt (?:uns|jetzt) | sammelt | sendet
""")
OPTED_OUT: Final = cue(r"""
    set \w+=\w+ | put \w+=\w+ | if you(?:'d| would)? rather (?:not|it didn't) | opt(?:s|ing)? out | opt-out
    to turn (?:it|this|that) off | (?:turn|switch) (?:it|this|that) off | can be (?:disabled|turned off|switched off)
    on by default | --no-\w+ | abschalt\w* | ausschalt\w* | wer das nicht (?:will|möchte) | deaktivier\w*
""")
BANS: Final = cue(r"""
    ban(?:s|ned|ning)? | suspen\w+ | moderat\w+ | remov\w+ | kick\w* | delet\w+ | sperr\w* | lösch\w*
""")
BANNED: Final = cue(r"""
    (?:accounts?|members?|threads?|posts?|people|users?) (?:are |were |is )?(?:gone|removed|banned|deleted|kicked|out)
    showed (?:\w+ ){1,5}?the door | won't be (?:let )?back | (?:kicked|threw|booted|chucked) (?:\w+ ){0,4}?out
    weeding | cleaned? (?:house|up) | banned | kicked out | threw out | gesperrt | gelöscht | rausgeworfen
""")
ANSWERS: Final = cue(r"""
    repl(?:y|ies) | answer\w* | respon\w+ | hear(?:s)? back | hear from us | get back | antwort\w* | rückmeldung
""")
WITHIN: Final = cue(r"""
    (?:within|inside|in under|in less than|in at most|no later than|binnen|innerhalb) (?:a|an|one|two|three|\d+|seven
    |five|ten|einem|einer|zwei) (?:working |business )?(?:hours?|days?|weeks?|stunden?|tage?n?|wochen?)
    the same day
""")
MAIL: Final = cue(r"""
    inbox | messaged | help ?desk | support | messages? | e-?mails? | mails? | reports? | complaints? | questions?
    tickets? | queue | write to us | wrote to us | requests? | invoices? | nachricht\w* | postfach | anfragen?
    beschwerden?
""")
LATER: Final = cue(r"""
    (?:looked at|answered|read|handled|dealt with|back to you|hear(?:ing)?) (?:\w+ ){0,4}?(?:after|in (?:around|about)
    |until|not before|next (?:week|month)|weeks)
    (?:can )?expect (?:an? )?(?:answer|reply|response) (?:\w+ )?(?:around|in|by|after|not before)
    (?:badly|weeks|months|way) behind
    (?:working|wading) through (?:\w+ )?(?:january|february|march|april|may|june|july|august|september|october
    |november|december)
    (?:unread|unanswered) | (?:sit|wait) (?:\w+ ){0,4}until | work through the (?:pile|backlog) (?:after|later|when)
    (?:can't|cannot|won't be able to|unable to) (?:answer|reply|respond|get back)
    (?:around|about|up to) (?:two|three|four|six|eight|\d+) (?:weeks|months) | heads-down | erst (?:nach|ab|in)
    frühestens | bleiben? liegen
""")
AT_MOST: Final = cue(r"""
    (?:at most|no more than|not more than|more than|only|just|maximum|höchstens|nicht mehr als|mehr als) (?:once|one
    |a single|einmal|einen?|eine)
    (?:once|one|einmal) (?:\w+ )?(?:a|per|each|every|im|pro|die) (?:day|week|month|monat|woche|tag)
""")
LETTERS: Final = cue(r"""
    newsletters? | e-?mails? | letters? | mails? | posts? | messages? | notifications? | rundbriefe? | post
    nachricht\w*
""")
AGAIN: Final = cue(r"""
    me again | us again
    (?:second|third|fourth|fifth|\dth|2nd|3rd) (?:one|letter|mail|email|e-mail|newsletter|message|post)
    (?:letter|mail|email|newsletter|message) (?:number|no\.?) (?:two|three|four|\d)
    twice (?:a|this|every|per) (?:week|day|month) | (?:three|four|five) times (?:a|this) (?:week|day|month)
    every (?:single )?(?:day|morning|evening) | daily | every other day
    every (?:mon|tues|wednes|thurs|fri|satur|sun)day and | jeden \w+ und jeden | zweimal | täglich | schon wieder
    from now on (?:weekly|daily) | ab sofort (?:wöchentlich|täglich|jeden)
""")
ERRS: Final = cue(r"""
    correct\w* | mistakes? | wrong | errors? | errat\w* | figures? | misquot\w* | korrektur\w* | korrigier\w*
    fehler\w* | richtigstell\w* | bericht?ig\w* | falsch\w*
""")
ON_TOP: Final = cue(r"""
    (?:at|on) (?:the )?(?:very )?top | first | above | visible | note | openly | headline | before | opening
    quiet\w* | openly | publicly | mark(?:ed|ing)? | say(?:ing)? (?:so|what) | oben | zuerst | sichtbar | anfang
    offen | hinweis\w* | vermerk\w*
""")
BELOW: Final = cue(r"""
    (?:at|in|to|near) (?:the )?(?:very )?(?:bottom|end|foot|footer|last|final)
    (?:final|last) (?:paragraph|line|sentence) | footnotes? | underneath | below the | further down
    (?:didn't|did not|no need to|without) (?:(?:put|add|adding|leav\w+|a) )?(?:a )?note | swapped | quietly | silently
    slipped in | no need for a | without saying | without (?:a )?(?:note|fuss) | unten | am ende | stillschweigend
    fußnote | (?:vermerk|hinweis|notiz)\w* (?:\w+ ){0,2}?(?:setzen|machen|braucht|gibt) (?:\w+ ){0,2}?nicht
    kein(?:en)? (?:vermerk|hinweis)
""")
OF_CREDIT: Final = cue(r"""
    credit\w* | (?:artist|photographer|illustrator|author|maker)(?:'s)?(?: \w+)? | attribut\w+ | isn't mine | not mine
    other people's (?:art|work|photos) | urheber\w* | fotograf\w* | künstler\w* | quelle
""")
UNKNOWN_HAND: Final = cue(r"""
    (?:haven't|hasn't|have not) (?:got )?(?:a|the) (?:clue|idea) | floating (?:around|about)
    (?:haven't|have not|don't have) the (?:faintest|foggiest)(?: \w+)? | no idea (?:who|whose|where)
    (?:don't|do not|didn't) know (?:who|whose|where) | whoever (?:made|drew|took|painted|wrote)
    (?:artist|author|photographer) unknown | unknown artist
    (?:found|saw|spotted|grabbed|nicked|lifted|borrowed) (?:this|it|these|that) (?:\w+ ){0,5}?(?:on|off|from|floating
    |somewhere|around)
    (?:no|without a) (?:name|signature|credit) (?:on|under|for) (?:it|this|them)
    crop(?:ped)? (?:it|the (?:watermark|signature|name)) (?:off|out) | (?:not sure|no clue) (?:who|whose)
    whoever you are | keine ahnung,? (?:wer|von wem) | irgendwo gefunden | im netz gefunden
""")
BY_MACHINE: Final = cue(r"""
    ai | a\.i\. | generat\w+ | machine-?made | image generators? | artificial | ki | kis | automat\w*
    (?:drawn|made|written|painted) by (?:people|humans?|hand|human)
""")
MADE_THING: Final = cue(r"""
    pictures? | images? | art | artwork | illustrat\w+ | drawn | draw | painted | music | songs? | voices? | texts?
    articles? | posts? | marketing | bilder\w* | illustration\w* | texte\w* | musik
""")
GENERATED: Final = cue(r"""
    (?:typed|put|fed|entered|pasted|threw|dropped) (?:\w+ ){0,8}?in(?:to)? (?:an? |the )?\w+ | image generators?
    prompts? | prompted | midjourney | dall-?e | stable diffusion | chatgpt | spat (?:it )?out | spits? out
    (?:ai|machine)[- ](?:made|generated) | best of (?:\w+ )?(?:tries|attempts|outputs)
    let the (?:machine|model|computer|ai) | the (?:model|ai|machine) did | eingetippt | der (?:rechner|computer) hat
    von (?:der|einer) ki | ki-generiert | generiert
""")
CHILDREN: Final = cue(r"""
    (?:my |our |the |their )?(?:children|kids?|sons?|daughters?|twins|baby|babies|toddlers?|pupils) | junior\w*
    kinder\w* | sohn\w* | tochter
""")
A_CHILD: Final = cue(r"""
    first day (?:of|at) (?:school|nursery|first grade|kindergarten) | first grade | freckles | gap teeth
    gap-tooth\w* | missing tooth | wobbly
    (?:my|our) (?:youngest|eldest|oldest|little \w+|son|daughter|boy|girl|twins|baby|kids?|toddler) | bath[- ]?time
    little (?:\w+ )?(?:one|ones|amos|man|lady|guy) | (?:kids|children|twins|toddlers?|babies|pupils|boys|girls)
    (?:he|she)(?:'s| is) (?:\d+|five|six|seven|eight|nine) | schulkind\w* | einschulung | kinder\w* | unsere kleinen
    zahnlücke
""")
SEEN_HERE: Final = cue(r"""
    (?:in|see) the (?:photos?|pictures?|album|video|gallery)
    (?:photos?|pictures?|pics|video) (?:below|above|here|of|from) | (?:into|at) the (?:lens|camera) | zoom in
    look(?:ing)? straight | swipe | close-ups? | that's \w+ in | it's all there in | snap(?:ped|s)?
    here(?:'s| is| are) (?:\w+ )?(?:photo|picture|video) | auf dem (?:foto|bild) | fotos? (?:unten|hier|von)
    im album
""")
NO_FACE: Final = cue(r"""
    no (?:photo|picture|face|faces|pics) | not (?:show|shown|in) | can't (?:see|recogni[sz]e) | from behind
    have to imagine | blurred | pixel\w* | only (?:shoes|hands|backs)
    nur (?:\w+ ){0,2}(?:schuhe|hände|rücken|turnschuhe) | von hinten | nicht zu (?:sehen|erkennen)
    kein (?:foto|bild|gesicht)
""")
REPLIES_OPEN: Final = cue(
    r"(?:comments?|replies|discussion|thread|kommentare) (?:\w+ )?(?:stays?|remain|open|bleib\w*)"
)
REPLIES_SHUT: Final = cue(r"""
    (?:comments?|replies|discussion|thread) (?:(?:are|is|have been|will be) )?(?:switched|turned|locked|off|closed
    |disabled|limited)
    (?:locked|closed|disabled|turned off|switched off) (?:the )?(?:comments?|replies|discussion|thread)
    kommentare (?:sind )?(?:aus|zu)
""")
ONE_SOURCE: Final = cue(
    r"(?:single|one|only one|anonymous|unnamed) (?:\w+ )?source | second source | two sources | confirm\w*"
)
ONLY_ONE: Final = cue(r"""
    (?:comes|came|heard it|have it|know it) from one (?:person|man|woman|source|caller) | one person who
    a single (?:source|person|caller)
    (?:haven't|have not|couldn't|could not|didn't) (?:found|find|got|get|check|confirm|reach)\w* (?:\w+ ){0,3}(?:else
    |anyone|anybody|it|confirmation|second)
    unconfirmed | too good to (?:sit on|hold|check)
""")

KEPT_ALIVE: Final = cue(r"""
    (?:maintain\w*|support\w*|updates?|fixes|patch\w*) (?:\w+ ){0,4}?(?:for|until|at least)
    years? of (?:updates|support|fixes) | (?:supported|maintained) | gepflegt | unterstütz\w*
""")
LET_GO: Final = cue(r"""
    last (?:patch|update|fix|release) | end of (?:life|support)
    no (?:more|further) (?:security )?(?:fixes|updates|patches) | unsupported | sunset\w*
    (?:fixes|updates|patches) (?:\w+ ){0,2}?(?:only|go to) | stops? (?:getting|receiving) | keine updates mehr
""")
LATE: Final = cue(
    r"late\w* | night\w* | after (?:\d+|six|seven|eight|nine|ten) | fridays? | weekends? | nachts | abends | freitag\w*"
)
SHIPS: Final = cue(r"releases? | ship\w* | deploy\w* | publish\w* | post\w* | merg\w+ | veröffentlich\w*")
AT_NIGHT: Final = cue(r"""
    midnight | going to bed | off to bed | (?:\d+|two|three|four|eleven) (?:in the morning|at night|a\.?m)
    friday (?:night|evening|afternoon) | saturday (?:night|morning) | last thing | before the weekend
    coffee number \w+ | mitternacht | freitagabend | ins bett
""")
OUT_NOW: Final = cue(r"""
    (?:is|are|was|has been|been|just|now) (?:\w+ )?(?:out|pushed|shipped|released|live|merged|deployed|tagged)
    pushed out | gerade raus
""")
NAMES_THE_DEAD: Final = cue(r"relatives | famil(?:y|ies) | next of kin | parents | angehörige\w*")
NAMING: Final = cue(r"nam(?:e|es|ing) | identif\w+ | nenn\w*")
FAMILY_UNAWARE: Final = cue(r"""
    (?:parents|family|relatives|mother|father|wife|husband|kin) (?:\w+ ){0,2}?(?:not|yet to) (?:\w+ )?(?:told|informed
    |know|been reached|been told)
    (?:not|n't) (?:\w+ ){0,4}?reach(?:ed)? (?:his|her|their|the) (?:parents|family|relatives|mother|father|wife
    |husband|kin)
""")
IN_PERSON: Final = cue(r"""
    (?:answer|repl|respond|speak|talk)\w* (?:\w+ ){0,6}?(?:myself|ourselves|personally|in person|human|by a person
    |real person)
    by me,? not | no bots? | not (?:a|an) (?:bot|assistant|machine) | persönlich
""")
BY_BOT: Final = cue(r"""
    (?:bot|chatbot|assistant|auto-?repl\w+|automat\w+|ai|virtual \w+) (?:\w+ ){0,4}?(?:answer|repl|respond|handle|deal
    |take)\w*
    (?:answered|handled|written) by (?:a|an|our|the) (?:new )?(?:bot|assistant|ai|chatbot)
    our new (?:bot|chatbot|assistant)
""")
CRITICISM: Final = cue(
    r"(?:delet|hid|remov|censor)\w* (?:\w+ ){0,4}?(?:comments?|criticism|critics|reviews?|replies|posts|questions)"
)
SWEPT: Final = cue(r"""
    (?:deleted|removed|hid|hidden|cleaned up|cleared|wiped|binned|took down|taken down) (?:\w+ ){0,5}?(?:comments?
    |reviews?|replies|thread|posts|questions)
    tidied (?:\w+ )?(?:comments|thread) | kommentare (?:gelöscht|entfernt)
""")
STAYS_FREE: Final = cue(r"""
    (?:stay|remain|keep|kept|always|be)\w* (?:\w+ ){0,3}?(?:free|open(?: source)?|gratis)
    never (?:\w+ )?(?:paywall|charge) | no paywall | bleibt (?:\w+ )?(?:kostenlos|frei)
""")
BEHIND_PAY: Final = cue(r"""
    paywall\w* | (?:pro|premium|plus|paying|paid|members?)(?: tier| plan| only|-only) | subscribers? only
    only for (?:subscribers|members|paying)
    (?:part of|moves? (?:in)?to|available (?:only )?(?:in|with)) (?:the )?(?:pro|premium|paid|plus|enterprise)
    needs? a subscription
""")
CAPTIONS: Final = cue(r"captions? | subtitles? | alt[- ]text | transcripts? | untertitel | bildbeschreibung\w*")
NO_CAPTIONS: Final = cue(r"""
    (?:no|without|skipped|missing|forgot) (?:the )?(?:captions?|subtitles?|alt[- ]text|transcripts?)
    (?:captions?|subtitles?|transcripts?) (?:\w+ ){0,3}?(?:later|follow|another|next|sometime|when i|when we)
    ohne (?:untertitel|bildbeschreibung)
    didn't (?:get round to|bother with|have time for) (?:the )?(?:captions?|subtitles?|alt[- ]text)
""")
REFUNDS: Final = cue(r"refund\w* | money back | erstatt\w* | geld zurück")
NO_REFUND: Final = cue(r"""
    no refunds? | non-?refundable | (?:can't|cannot|won't|not) (?:\w+ ){0,2}?refund | store credit | credit instead
    keine erstattung
""")
REVIEWED: Final = cue(r"""
    (?:two|second|another) (?:people|person|pairs? of eyes|maintainers?|reviewers?|pair) | review(?:ed)? by
    code review | test(?:ed|s|ing)? before | tested | vier-augen
""")
UNREVIEWED: Final = cue(r"""
    (?:without|no|skipped the|skipping) (?:\w+ )?(?:review|tests?|testing|second look) | untested
    (?:didn't|did not|haven't) (?:\w+ )?(?:test|review)\w* | merged (?:it|this) (?:myself|alone)
    straight to (?:main|production|prod|release) | ungetestet
""")
NO_FLYING: Final = cue(r"""
    (?:stop(?:ped|ping)?|no|not|never|give up|quit|without) (?:\w+ )?(?:fly|flying|flights?|planes?)
    nicht mehr fliegen
""")
FLOWN: Final = cue(r"flew | flights? | boarding | landed (?:in|at) | airport | layover | geflogen | flug\w*")
DATA_KEPT: Final = cue(r"""
    (?:sell|share|hand|give|pass)\w* (?:\w+ ){0,4}?(?:data|addresses|e-?mails?|list|details|numbers)
    daten (?:\w+ ){0,3}?weiter
""")
DATA_GIVEN: Final = cue(r"""
    (?:shared|sold|passed|gave|given|handed|sent|share|sharing) (?:\w+ ){0,5}?(?:list|addresses|e-?mails|data|details
    |numbers) (?:\w+ ){0,2}?(?:with|to)
    (?:partners?|they) (?:will|may|might) (?:be )?(?:contact|write|e-?mail|call|in touch)\w*
    hear from our (?:partners?|friends at)
""")
NOT: Final = cue(r"no | not | never | nothing | without | kein\w* | nie")
REASONS: Final = cue(r"warn\w* | reasons? | explain\w* | appeal\w* | grund | begründ\w*")
TOLD_ON_TOP: Final = cue(r"first line of | a note at the top | at the top of the (?:article|story|piece) says")
PUBLISHES: Final = cue(r"publish\w* | print\w* | report\w* | accus\w+ | stor(?:y|ies)")
AS_USUAL: Final = cue(r"wie gewohnt | as usual | the next one")
BY_HAND: Final = cue(r"by hand | drawn by | painted by | recorded")
