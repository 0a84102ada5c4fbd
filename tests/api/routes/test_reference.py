"""/docs works without another server."""

import re

from ..service import Here


def test_the_page_and_all_it_loads_come_from_here(here: Here) -> None:
    page = here.client.get("/docs")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    loaded = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    assert loaded == ["docs/reference.css", "docs/reference.js", "openapi.json"]
    for address in loaded:
        assert here.client.get(f"/{address}").status_code == 200
    assert "://" not in page.text + here.client.get("/docs/reference.js").text.replace("// ", "")
