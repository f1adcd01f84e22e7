"""Servanda: records of what was declared and verified in nuclear matters, and checks of the agreements about them."""

__version__ = "0.1.0"
