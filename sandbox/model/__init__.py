"""A model, asked over HTTP as two kinds of providers are: deterministic, gullible, and faulty at will."""
