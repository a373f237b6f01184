"""What all rooms speak: articulations, their names and frames, what the model said. Python and NumPy only."""
