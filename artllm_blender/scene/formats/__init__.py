"""Rigs as files."""
