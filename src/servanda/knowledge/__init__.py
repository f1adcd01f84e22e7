"""Floor 3: what is known of each stratum of material, since when, and on whose word."""
