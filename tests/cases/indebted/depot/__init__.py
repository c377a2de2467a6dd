"""A warehouse: what lies where, who ordered it, and the pages that show it."""
