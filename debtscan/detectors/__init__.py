"""Code base -> records: what was measured, without a verdict. One module each; they do not import one another."""
