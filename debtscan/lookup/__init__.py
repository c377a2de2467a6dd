"""Does this exist already? Questions, the index they are put to, and the answer."""
