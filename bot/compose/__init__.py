"""Composition: the one place that knows how everything is put together, for each kind of process."""
