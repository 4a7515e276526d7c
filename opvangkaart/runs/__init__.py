"""One readable function per thing a user asks."""
