"""Floor 1: quantities, time, estimates, findings and the names everyone shares. Knows no room above it."""
