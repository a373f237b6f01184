"""Which faces are which part, and what closes them where they are cut apart."""
