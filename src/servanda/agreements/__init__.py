"""Floor 3: agreements as data, and the status of each obligation on a day, under a position, with its reason."""
