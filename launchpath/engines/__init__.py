"""How a product is provisioned: the engine contract, and one complete folder for each engine."""
