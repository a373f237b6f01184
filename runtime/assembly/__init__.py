"""Loose parts and words -> poses."""
