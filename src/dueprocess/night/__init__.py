"""Night and weekend: who watches, whom a page climbs to, and whether an 8-hour order could be met (hazard 15.3)."""
