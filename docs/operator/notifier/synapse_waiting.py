# ruff: noqa: INP001 - a module that somebody copies
"""Synapse: what `dueprocess notifier serve` says, to whoever is logged in, at /_synapse/client/waiting.

In homeserver.yaml:

    modules:
      - module: synapse_waiting.Waiting
        config: {url: "http://127.0.0.1:8007"}

A client asks with its access token and shows the page; its length is the same whether or not a message waits.
"""

from typing import Any
from urllib.parse import quote

from synapse.module_api import DirectServeHtmlResource, ModuleApi, respond_with_html

HERE = "http://127.0.0.1:8007"


class Waiting:
    """The module."""

    def __init__(self, config: dict[str, Any], api: ModuleApi) -> None:
        api.register_web_resource("/_synapse/client/waiting", _Page(api, config.get("url", HERE)))


class _Page(DirectServeHtmlResource):
    def __init__(self, api: ModuleApi, url: str) -> None:
        super().__init__()
        self._api, self._url = api, url

    async def _async_render_GET(self, request: Any) -> None:  # noqa: ANN401, N802 - Synapse's own
        requester = await self._api.get_user_by_req(request)
        account = quote(requester.user.to_string())
        headers = {b"X-Dueprocess-Account": [account.encode()], b"Connection": [b"close"]}
        page = await self._api.http_client.get_raw(f"{self._url}/banner", headers=headers)
        respond_with_html(request, 200, page.decode())
