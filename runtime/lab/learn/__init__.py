"""Training: samples, losses, weights."""
