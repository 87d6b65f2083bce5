"""The authority portal: an offer to officials, of its own address, without accounts, cookies or a caller's address."""
