"""Long work in a process of its own: asked for, followed, stopped, and found again."""
