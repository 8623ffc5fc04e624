"""The control API under /sandbox/: setting the scene, acting as a person, seeing what a person sees."""
