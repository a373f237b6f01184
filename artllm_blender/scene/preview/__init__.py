"""Joints moved, and where parts then meet."""
