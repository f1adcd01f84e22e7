"""Floor 7: the command line. Reads what was typed, asks the rooms below, and shows the answer as text, JSON or CSV."""
