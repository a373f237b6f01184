"""Assembled things in the scene: what their parts are, how they are shown taken apart."""
