"""The commands of ``opvangkaart``, by subject; heavy libraries load inside them."""
