"""Pictures: shapes, marks and where names go."""
