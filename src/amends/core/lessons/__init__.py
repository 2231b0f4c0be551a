"""What is learned: promises, the guards they become, and the look at a draft before it is published.

`preflight` asks three questions of a draft: is every material tie named well (`disclosure`), does it belong into this
stream (`streams`), and does it break or repeat what was promised (`repeat`)? It adds what is no apology. All of it
reads words and not meanings; how often it errs stands in benchmarks/README.md.
"""
