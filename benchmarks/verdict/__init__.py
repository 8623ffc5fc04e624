"""How often the verdict errs: simulated programmes whose true rate is known, looked at as the product looks at them."""
