"""What is sealed, signed or committed to, as bytes. Primitives are handed in; nothing else of the project is known."""
