"""The small machines of a case: what may be decided, by whom, and what follows."""
