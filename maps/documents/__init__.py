"""Site profiles, council annexes and pictures as documents."""
