"""Floor 2: who said what, when, on what basis. Sources, statements and the record they make."""
