"""The commands of ``opvangkaart``, a module per verb; heavy libraries load inside them."""
