"""What developers train and measure with; not in the zip."""
