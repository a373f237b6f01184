"""Constraints on the pose of a rig, regions that they are about, and what solves them."""
