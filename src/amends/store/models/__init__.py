"""One file a stage; every instant is a BIGINT of microseconds, as in the vocabulary."""

from amends.store.models.alarm import AlarmState, Alert, AllClear
from amends.store.models.arriving import Arrival, Delivered, Subscription
from amends.store.models.campaign import Campaign, Share
from amends.store.models.case import Case, Thread, Voice
from amends.store.models.choice import Ballot, Choice, Elector, Flag, Listed, Passkey, Proof
from amends.store.models.correction import Correction
from amends.store.models.decision import Decision, Duty
from amends.store.models.drill import DRILL, Drill
from amends.store.models.floor import Address, Answer, Message, Opinion, Refusals, Sender, SpentProof
from amends.store.models.follow_up import FollowUp, Letter
from amends.store.models.hearing import Account, Gap, Person, Post, Reaction, Reading, Source
from amends.store.models.ledger import Checkpoint, Entry, LedgerHead, Memory, Peer, Tile
from amends.store.models.lessons import AskingKey, Connection, ElsewhereCase, Firing, Guard, Stream
from amends.store.models.linking import Link
from amends.store.models.owner import SetupLink
from amends.store.models.signing_in import SignIn, SignInApp
from amends.store.models.speaking import OwnAccount, Speech, SpokenPost, ToldLink
from amends.store.models.statement import Draft, Version
from amends.store.models.subject import Subject
from amends.store.models.telling import Attempt, Delivery, Notification, Tiding, Way

__all__ = [
    "DRILL",
    "Account",
    "Address",
    "AlarmState",
    "Alert",
    "AllClear",
    "Answer",
    "Arrival",
    "AskingKey",
    "Attempt",
    "Ballot",
    "Campaign",
    "Case",
    "Checkpoint",
    "Choice",
    "Connection",
    "Correction",
    "Decision",
    "Delivered",
    "Delivery",
    "Draft",
    "Drill",
    "Duty",
    "Elector",
    "ElsewhereCase",
    "Entry",
    "Firing",
    "Flag",
    "FollowUp",
    "Gap",
    "Guard",
    "LedgerHead",
    "Letter",
    "Link",
    "Listed",
    "Memory",
    "Message",
    "Notification",
    "Opinion",
    "OwnAccount",
    "Passkey",
    "Peer",
    "Person",
    "Post",
    "Proof",
    "Reaction",
    "Reading",
    "Refusals",
    "Sender",
    "SetupLink",
    "Share",
    "SignIn",
    "SignInApp",
    "Source",
    "Speech",
    "SpentProof",
    "SpokenPost",
    "Stream",
    "Subject",
    "Subscription",
    "Thread",
    "Tiding",
    "Tile",
    "ToldLink",
    "Version",
    "Voice",
    "Way",
]
