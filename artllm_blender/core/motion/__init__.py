"""How far joints go: stops, limits, what needs what, and the order of play."""
