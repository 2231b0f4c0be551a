"""The tamper-evident log, usable alone: it needs nothing else of amends.

What it writes is what public tools read: the Merkle tree of RFC 6962, and the tiles, signed notes, checkpoints,
cosignatures and proofs of C2SP (c2sp.org/tlog-tiles, signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof).

- `entry` is what one line of the log says, and what it only commits to.
- `tree` hashes entries into one root, and proves that an entry is in it or that one tree continues another.
- `tiles` keeps the tree in pieces that never change; `published` names these pieces and bundles the entries.
- `note` signs text, `checkpoint` is the signed size and root, `proof` the receipt somebody takes home.
- `audit` holds a whole log against its checkpoint, older checkpoints and receipts, and says what is wrong and where;
  `story` is the part of it that reads what the entries tell.

A log proves nothing against its owner, who holds the key and the disk, until somebody outside remembers an older root.
"""
