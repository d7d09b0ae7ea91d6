"""What the service says of itself. A key in the address comes back in every further address, since OpenRefine sends no header.

Only `identifierSpace` is the same for every key: by it OpenRefine sees that two columns hold ids of one service.
"""

from __future__ import annotations

from typing import Any

from web.compat.openrefine.words import TYPES

BATCH = 100  # cells a call; OpenRefine sends a tenth of the rows, at most this many


def manifest(root: str, service: str, endpoint: str, title: str = "") -> dict[str, Any]:
    """The manifest.

    Args:
        root: the service's address.
        service: the path of all lists, key included.
        endpoint: the path it was asked at, key and dataset included.
        title: of the one list that is searched; "" for all of them.
    """
    return {
        "versions": ["0.2"],
        "name": f"Research Screening: {title}" if title else "Research Screening",
        "identifierSpace": f"{root}/reconcile/view/",
        "schemaSpace": f"{root}/reconcile/types/",
        "documentation": f"{root}/api/v1/",
        "serviceVersion": "1",
        "defaultTypes": [{"id": id, "name": name} for id, name in TYPES.items()],
        "view": {"url": f"{root}{service}/view/{{{{id}}}}"},
        "feature_view": {"url": f"{root}/reconcile/features/{{{{id}}}}"},
        "preview": {"url": f"{root}{service}/preview/{{{{id}}}}", "width": 430, "height": 300},
        "batchSize": BATCH,
        "suggest": {
            kind: {"service_url": root, "service_path": f"{endpoint}/suggest/{kind}"}
            for kind in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": root, "service_path": f"{endpoint}/properties"},
            "property_settings": [
                {
                    "name": "most",
                    "label": "How many values",
                    "type": "number",
                    "default": 0,
                    "help_text": "0 for all of them",
                }
            ],
        },
    }
