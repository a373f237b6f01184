"""Files and selected objects as arrays, and arrays cut into parts."""
