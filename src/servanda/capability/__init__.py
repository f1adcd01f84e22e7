"""Floor 2: separative work, stocks and the time to a stated quantity.

Capability input is a number of SWU a year. Machines appear only as published numbers to be multiplied and added; there
is no machine or cascade engineering here. Source of the arithmetic: the textbook value function; see `separative_work`.
"""
