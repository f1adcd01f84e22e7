"""Floor 2: is the account right? Balances, sequences, items and pairs: arrays in, results with their assumptions out."""
