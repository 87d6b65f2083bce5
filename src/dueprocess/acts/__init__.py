"""Every act that a person can state, said once: one declaration each, and the doors that follow from them."""
