"""How long figures take to be replayed from a long history."""
