"""A demand as it arrives: arrival, letter, order, item, and the face that the server may know."""
