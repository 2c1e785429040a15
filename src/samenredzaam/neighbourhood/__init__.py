"""The nouns: what there is in a neighbourhood, and who decides there."""
