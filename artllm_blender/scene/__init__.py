"""All that reads and writes Blender's data. mesh knows no other room, rig knows mesh, preview and formats know both."""
