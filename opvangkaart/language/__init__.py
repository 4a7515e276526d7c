"""What the program says, in the reader's language: catalogues, numbers, and the parser's words."""
