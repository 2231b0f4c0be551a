"""Every address of the site."""

from __future__ import annotations

from django.urls import include, path

from amends.web import (
    access,
    case_file,
    choice,
    choice_desk,
    decision_desk,
    deeds,
    desk,
    feeds,
    ledger,
    live,
    network_desk,
    opinion_map,
    opinions,
    prove,
    public,
    receipts,
    verdict,
    vote,
    witness,
)

urlpatterns = [
    path("", public.front, name="front"),
    path("cases/<int:number>/", public.case_page, name="case"),
    path("cases/<int:number>/verdict/", verdict.verdict, name="verdict"),
    path("cases/<int:number>/map/", opinion_map.map_page, name="map"),
    path("cases/<int:number>/messages/<int:message>/opinion/", opinions.opinion, name="opinion"),
    path("cases/<int:number>/choices/<int:choice>/", choice.choice_page, name="choice"),
    path("cases/<int:number>/choices/<int:choice>/prove/", prove.ways, name="prove"),
    path("vote/<str:token>/", vote.vote, name="vote"),
    path("vote/<str:token>/opinions/", opinions.opinions, name="opinions"),
    path("cases/<int:number>/case.json", case_file.case_json, name="case-file"),
    path("cases/<int:number>/ledger/", ledger.case_ledger, name="case-ledger"),
    path("cases/<int:number>/messages/<int:message>/receipt/", receipts.message_receipt, name="message-receipt"),
    path("cases/<int:number>/messages/<int:message>/receipt.txt", receipts.message_receipt_file),
    path("cases/<int:number>/receipts/<slug:erase_hash>/", receipts.receipt, name="receipt"),
    path("cases/<int:number>/receipts/<slug:erase_hash>/receipt.txt", receipts.receipt_file, name="receipt-file"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/checkpoint", ledger.checkpoint, name="checkpoint"),
    path("ledger/key", ledger.key, name="ledger-key"),
    path("ledger/tile/<path:path>", ledger.tile, name="tile"),
    path("ledger/entries/<int:seq>/", ledger.entry, name="entry"),
    path("ledger/entries/<int:seq>/proof", ledger.proof, name="proof"),
    path("ledger/witness/add-checkpoint", witness.add_checkpoint, name="add-checkpoint"),
    path("ledger/witness/key", witness.cosigner_key, name="cosigner-key"),
    path("ledger/witness/checkpoint", witness.cosigned, name="cosigned"),
    path("ledger/witness/seen/<path:origin>", witness.seen, name="seen"),
    path("feed.atom", feeds.site_atom, name="site_atom"),
    path("feed.json", feeds.site_json, name="site_json"),
    path("cases/<int:number>/feed.atom", feeds.case_atom, name="case_atom"),
    path("cases/<int:number>/feed.json", feeds.case_json, name="case_json"),
    path("healthz", public.health, name="health"),
    path("robots.txt", public.robots, name="robots"),
    path("desk/", desk.desk, name="desk"),
    path("desk/voices/", desk.all_voices, name="voices"),
    path("desk/sources/", desk.sources, name="sources"),
    path("desk/account/", access.account, name="account"),
    path("desk/news/", live.news, name="news"),
    path("desk/cases/<int:number>/acknowledge/", deeds.acknowledge, name="acknowledge"),
    path("desk/cases/<int:number>/watch/", deeds.watch, name="watch"),
    path("desk/cases/<int:number>/dismiss/", deeds.dismiss, name="dismiss"),
    path("desk/cases/<int:number>/ask/", choice_desk.ask, name="ask"),
    path("desk/cases/<int:number>/choices/<int:choice>/void/", choice_desk.void, name="void"),
    path("desk/network/", network_desk.network, name="network"),
    path("desk/cases/<int:number>/decide/", decision_desk.decide, name="decide"),
    path("desk/cases/<int:number>/duties/", decision_desk.duties, name="duties"),
    path("desk/cases/<int:number>/duties/<int:duty>/", decision_desk.duty, name="duty"),
    path("live/desk", live.live, name="live"),
    path("setup/<str:token>/", access.setup, name="setup"),
    path("accounts/", include("allauth.urls")),
]

handler400 = "amends.web.errors.unreadable"
handler403 = "amends.web.errors.forbidden"
handler404 = "amends.web.errors.unknown"
handler500 = "amends.web.errors.broken"
