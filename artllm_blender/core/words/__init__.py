"""Pose by Words: English instructions read as a program of steps, and what it means for the parts of one rig."""
