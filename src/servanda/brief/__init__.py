"""Floor 6: asks all the rooms and writes the answer for people: one page, one paper, one document for machines."""
