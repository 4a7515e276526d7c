"""Travel over real streets: the network, its kernels, and the engine that answers."""
