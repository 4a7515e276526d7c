"""The judgement: can a site lean, what would change that, and how sure the ranking is."""
