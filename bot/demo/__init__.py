"""`friction demo`: the whole loop in its first minute, on this machine, with nobody's token."""
