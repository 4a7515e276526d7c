"""The hub-and-spoke plan: request, model, solver, and what follows from a plan."""
