"""What the ballots decide, how firm that is, and whether it was honoured."""
