"""Text and numbers of the files that are read and written."""
