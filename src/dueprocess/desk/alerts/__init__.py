"""The alert list: news of the public site by mail and webhook, to organisations that proved their address (ADR 0123).

It reads the files of the public site and its own folder, and nothing else: no desk, no table, no case. So what is sent
follows from what everybody can read, and from the day.
"""
