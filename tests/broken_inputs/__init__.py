"""Broken tables of `servanda verify`, each with its findings word for word."""
