"""Mesh to points, points to tokens, tokens to an articulation."""
