"""Law as data: rules, findings with citations, legal clocks."""
