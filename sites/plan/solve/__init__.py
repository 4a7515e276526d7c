"""The stages of the solver, from a first plan to a proven one."""
