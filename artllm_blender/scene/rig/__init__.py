"""Parts and joints as an armature: built, read back, corrected, refined."""
