"""A case before strangers: everything that was published of it, held against its ledger and counted again.

It uses nothing but the core. Whoever has the file and this package needs neither the site nor its owner.

- `case_file` reads the file strictly, and says what in it cannot be read.
- `told` tells a case from what its entries committed to, so that nothing stands in the file that nobody signed.
- `recount` runs the rule again on the opened ballots and compares the bytes of the verdict.
- `opinions` draws the map of opinion again from the table of answers.
- `receipt` is what somebody takes home: a proof, with the entry and the words it was given for.
- `verify` does all of it and reports every difference with its place.
"""

from amends.core.verification.case_file import SCHEMA
from amends.core.verification.receipt import Receipt, check_receipt, read_receipt, receipt_text
from amends.core.verification.report import Finding, Report
from amends.core.verification.told import Opened, open_entry, tell
from amends.core.verification.verify import verify

__all__ = [
    "SCHEMA",
    "Finding",
    "Opened",
    "Receipt",
    "Report",
    "check_receipt",
    "open_entry",
    "read_receipt",
    "receipt_text",
    "tell",
    "verify",
]
