"""Money: the budget of a project, its documents, and what becomes of each of them."""
