"""The decisions: which table and column an owner may take away, and why each other one stays.

Whoever adds a table or a column decides here: a test fails until that is done. Nothing that opens or proves anything
goes out, whoever asks; nor does what would tell who cast which ballot.
"""

from __future__ import annotations

from typing import Final

from django.db.models import Q

from amends.store import models
from amends.store.outgoing import Kind, Level

_SECRET: Final = "It opens or proves something."  # noqa: S105 - a reason, and no secret
_WORK: Final = "How the work on it stands just now."
_AGAIN: Final = "Worked out again from what goes out."
_VOTES: Final = "With the pseudonyms it would tell who cast which ballot."
_SAID: Final = "What a server answered; it may hold addresses."

_HEARD: Final = (
    Kind("subjects", models.Subject, "Whom this site listens for.",
         "id name terms handles accounts links exclusions everything public_at_once drill budget_per_week"),
    Kind("sources", models.Source, "What it listens to.", "id kind state since last_event_at last_heard_at refused",
         "name address",
         {"options": _SECRET, "cursor": _WORK, "last_told_at": _WORK, "next_try_at": _WORK, "history_from": _WORK,
          "failures": _WORK, "note": _SAID}),
    Kind("gaps", models.Gap, "Times in which a source was not heard.", "id source began_at ended_at"),
    Kind("people", models.Person, "Everybody who was heard, or is on a list: one human each.", "id joined_to", "key"),
    Kind("accounts", models.Account, "The accounts of these people.", "id network person holder", "author name handle",
         {"named_at": _WORK, "renamed_at": _WORK}),
    Kind("links", models.Link, "Accounts that are one person's, and who said so.",
         "id way one_says other_says confirmed at undone_at", "one other", {"left_out": _VOTES}),
    Kind("posts", models.Post, "What was heard, in its author's words.",
         "id network source account text created_at heard_at language history around edited_at withdrawn_at",
         "origin_id url reply_to quote_of", {"looked_at": _WORK, "absent_at": _WORK}),
    Kind("signs", models.Reaction, "Signs that somebody gave a post.", "id post sign",
         stays={"key": "A hash by which somebody's sign could be found out."}),
    Kind("readings", models.Reading, "How each post was read.",
         "id post subject person at relation by_subject stance p_objects p_supports p_questions p_neutral heat grounds"
         " language reader unread first"),
    Kind("corrections", models.Correction, "Readings that the owner corrected.", "id reading stance at"),
)  # fmt: skip

_CASES: Final = (
    Kind("alerts", models.Alert, "What the alarm told.",
         "id subject case at channel people objecting first_objection_at grounds calibrated escalation unread due_at"
         " sent_at", "news", {"claimed_at": _WORK}),
    Kind("alert_evidence", models.Alert.evidence.through, "The readings each alert stood on.", "id alert reading"),
    Kind("all_clears", models.AllClear, "When an open case was back in its ordinary week.",
         "id case since at taken_back_at"),
    Kind("cases", models.Case, "The cases and their lives.",
         "id number subject title life noticed_at began_at acknowledged_at answer_by opened_at asked_at decided_at"
         " honoured_at ended_at floor_closes_at reason public tells_links"),
    Kind("threads", models.Thread, "Threads that were asked for after an alert.",
         "id case network fetched_at found", "origin_id", {"due_at": _WORK, "tries": _WORK, "missing": _SAID}),
    Kind("voices", models.Voice, "Each person's part in a case.",
         "id case person stance heat grounds networks first_at last_at posts chance unsure unread said answered_at",
         "name"),
    Kind("messages", models.Message, "What stands on the floors; the words are in posts.",
         "id case number post parent at stance unread ground tally short state rule reason state_at entry"
         " token_by_author read_at", stays={"erase_hash": "It stands in the entry."}),
    Kind("refusals", models.Refusals, "How many messages a rule refused.", "id case rule count"),
    Kind("addresses", models.Address, "E-mail addresses that somebody left.", "id message address proven_at hear",
         level=Level.ADDRESSES),
    Kind("answers", models.Answer, "The owner's answers.", "id case message ground words at entry"),
    Kind("drafts", models.Draft, "What the owner is writing, and nobody has read.",
         "id case words connections saved_at"),
    Kind("statements", models.Version, "Every version of each statement.",
         "id case number words connections note at entry"),
)  # fmt: skip

_CLOSED: Final = "Only of votes that are closed: until then nobody knows how they stand."

_DECIDED: Final = (
    Kind("lists", models.Listed, "Who is on the lists that the owner brought.",
         "id subject person name since added_at"),
    Kind("choices", models.Choice, "Questions, their rules and their verdicts.",
         "id case number question digest state opens_at closes_at entry closed_entry void_reason verdict",
         stays={"salt": _VOTES, "claimed_at": _WORK}),
    Kind("electors", models.Elector, "Who could bind, under pseudonyms.", "id choice pseudonym",
         stays={"person": _VOTES}),
    Kind("ballots", models.Ballot, "Every ballot that was cast, under a pseudonym.",
         "id choice voter tally marks reason at entry stands removed",
         only=Q(choice__closed_entry__isnull=False), rows=_CLOSED),
    Kind("opinions", models.Opinion, "Who agrees with which message, under pseudonyms.", "id message voter value at"),
    Kind("flags", models.Flag, "What looked as if it had been agreed on.", "id case choice kind members at",
         only=Q(choice=None) | Q(choice__closed_entry__isnull=False), rows=_CLOSED),
    Kind("decisions", models.Decision, "How cases were decided.", "id case choice kind headline reasons at entry"),
    Kind("promises", models.Duty, "What must be done since, and whether it was.",
         "id case number words due_at seen_by version done_at evidence withdrawn_at withdrawn_reason missed_at entry"),
    Kind("guards", models.Guard, "Promises that became guards.", "id number rule duty set_at retired_at entry"),
    Kind("firings", models.Firing, "When a guard spoke up at a draft.",
         "id guard digest at overridden_at reason entry"),
    Kind("spaces", models.Stream, "What each space is for.", "id name purpose declared_at retired_at"),
    Kind("connections", models.Connection, "Material ties.", "id with_whom kind detail declared_at ended_at"),
    Kind("campaigns", models.Campaign, "Campaigns that a subject takes part in, and what came of comparing.",
         "id name subject member posted_at space declared joined_at left_at compared_at compared",
         stays={"mark": _SECRET, "key": _SECRET, "compare_at": _WORK}),
    Kind("follow_ups", models.FollowUp, "The one letter after a case; to whom it went is in no file.",
         "id case words at reached entry"),
)  # fmt: skip

_SAID_ELSEWHERE: Final = (
    Kind("own_accounts", models.OwnAccount, "The accounts that the owner speaks with.",
         "id network place author local handle letters link added_at removed_at",
         stays={"locked": _SECRET, "note": _SAID}),
    Kind("speeches", models.Speech, "What the owner said on other networks.",
         "id account case kind number about answer corrects link pressed_at sent_at dropped_at withdrawn_at reason"
         " entry",
         "under",
         {"press": _WORK, "due_at": _WORK, "claimed_at": _WORK, "first_try_at": _WORK, "tries": _WORK, "note": _SAID}),
    Kind("spoken_posts", models.SpokenPost, "Each post of that.",
         "id speech number words name local address version sent_at changed_at gone_at",
         stays={"key": _WORK, "look_at": _WORK}),
    Kind("told_links", models.ToldLink, "Pages that were told of a link to them.",
         "id case path target told_at", stays={"key": _AGAIN, "mark": _AGAIN, "due_at": _WORK, "tries": _WORK,
                                               "outcome": _SAID}),
    Kind("notifications", models.Notification, "What the owner was told about.",
         "id about subject case source level revision since seen_revision seen_at closed_at",
         stays={"snoozed_until": _WORK, "snoozed_level": _WORK}),
    Kind("tidings", models.Tiding, "Each thing that was told.", "id notification revision level at alert",
         "heading words", {"key": _AGAIN}),
    Kind("drills", models.Drill, "Drills, and how long they took.",
         "id asked_at began_at ended_at subject source people rang_after raised_after",
         stays={"ways": "Whom each way reaches, in the owner's words.", "note": _SAID}),
)  # fmt: skip

_LEDGER: Final = (
    Kind("ledger_entries", models.Entry, "The ledger, entry by entry.", "id seq at deed case n sealed body leaf",
         stays={"content": "What is public of it stands opened in the file of its case.",
                "salt": "What is public of it stands opened in the file of its case."}),
    Kind("ledger_head", models.LedgerHead, "How long the ledger is, and its newest signed checkpoint.",
         "id size sealed origin verifier checkpoint sealed_at last_at"),
    Kind("checkpoints", models.Checkpoint, "Checkpoints that somebody outside was given.", "id size note at"),
    Kind("memories", models.Memory, "Who outside holds a root of the ledger.", "id kind where size at"),
    Kind("peers", models.Peer, "Sites that remember this ledger, or are remembered.",
         "id origin verifier address size seen_at left_at",
         stays={"note": _SAID, "next_try_at": _WORK, "cases_due_at": _WORK}),
    Kind("cases_elsewhere", models.ElsewhereCase, "Public cases of peers in which a tie was declared.",
         "id peer number title began_at open people parties told_at"),
)  # fmt: skip

KINDS: Final = (*_HEARD, *_CASES, *_DECIDED, *_SAID_ELSEWHERE, *_LEDGER)
"""What goes out, in the order in which the files are written."""

STAYS: Final = {
    "AlarmState": _AGAIN,
    "Arrival": "What was delivered and is heard within the second; it is a post then.",
    "Delivered": "Marks of what was delivered, so that nothing is taken in twice.",
    "AskingKey": _SECRET,
    "Attempt": _SAID,
    "Delivery": _WORK,
    "Letter": "To whom the one letter went is told nowhere.",
    "Passkey": _SECRET,
    "Proof": _SECRET,
    "Sender": "Thrown away after a day.",
    "SetupLink": _SECRET,
    "Share": "What another member of a campaign brought is hers.",
    "SignIn": _SECRET,
    "SignInApp": _SECRET,
    "SpentProof": _WORK,
    "Subscription": _SECRET,
    "Tile": _AGAIN,
    "Way": "Where the owner is reached, locked away.",
}
"""Tables of ours that stay whole."""

STAYS_OF_OTHERS: Final = {
    "account": "How people sign in here: addresses, and whether they were proven.",
    "auth": "Who may sign in here, with passwords.",
    "contenttypes": _WORK,
    "mfa": "Passkeys and codes by which people sign in here.",
    "sessions": "Who is signed in just now.",
}
"""Tables that parts we are built on brought, by the part: they stay whole."""
