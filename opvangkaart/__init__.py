"""The application: it touches the world on behalf of a user."""
