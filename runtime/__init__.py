"""The model's process: a mesh comes in by the wire, an articulation goes out. Never imports Blender."""
