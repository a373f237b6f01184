"""A simulated artist, who corrects a rig with the real tools until it is right."""
