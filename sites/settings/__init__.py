"""Every setting of a scenario, frozen and closed."""
