"""Whole libraries of mesh files articulated: supervised workers, a manifest to resume from. No bpy here."""
