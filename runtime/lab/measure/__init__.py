"""Measuring: benches, baselines, times, pictures of what went wrong."""
