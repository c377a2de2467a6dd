"""Text -> facts: the only package that sees syntax; `facts.extract` is its one way in.

This page imports nothing: a question to a warm index need not load every matcher (0.1 s of the 0.3 s `find` may take).
"""

# Parts of every cache key: raise the first whenever the same bytes would give other facts, the second whenever the
# same rules may match differently.
FACTS_VERSION = 17
MATCHES_VERSION = 4
