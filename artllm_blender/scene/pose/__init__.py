"""Rigs posed by what is said of them."""
