"""Floor 4: who takes part, who held what on which day and said how, and what a format can decide.

Goes in: the text of the five tables of a case (parties, formats, issues, positions, meetings). Comes out: frozen
records with findings, positions as held on a day, and format membership as set algebra. No intent is scored.
"""
