"""Letters to authorities: lists of blocks in English, German and Urdu, with three small renderers."""
