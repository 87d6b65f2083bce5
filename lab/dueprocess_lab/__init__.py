"""The demo's story with its player, and the leak scan. Only `demo` and `doctor --leaks` reach in here."""
