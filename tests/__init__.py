"""The tests of Servanda, by room."""
