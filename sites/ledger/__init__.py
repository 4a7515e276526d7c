"""The ledger: what counts on a day, shares, agreements between municipalities, and money."""
