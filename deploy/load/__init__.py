"""Growth: a store filled with synthetic projects, as the real append would have written them."""
