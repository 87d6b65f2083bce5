"""The report as others read it: our own form, other publishers' columns, what a law or a method fixes."""
