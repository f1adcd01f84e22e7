"""Floor 4: goals, plans, games and the value of inspections."""
