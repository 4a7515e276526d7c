"""One reader per kind of layer, and which layer a scenario fills with which."""
